import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { type Check, type CheckStatus, STATUS_NAMES } from 'ngx-qlik/diagnostics';

type Tone = 'good' | 'busy' | 'bad' | 'idle';

const TONES: Readonly<Record<CheckStatus, Tone>> = {
  waiting: 'idle',
  running: 'busy',
  passed: 'good',
  warning: 'busy',
  failed: 'bad',
  skipped: 'idle',
};

/** The checks of one report in order, with status, duration and remedy. */
@Component({
  selector: 'app-check-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ol [attr.aria-label]="'Checks of ' + label()">
      @for (check of checks(); track check.id) {
        <li [attr.data-check]="check.id" [attr.data-status]="check.status">
          <div class="line">
            <h3>{{ check.title }}</h3>
            @if (check.milliseconds !== undefined) {
              <span class="quiet time">{{ check.milliseconds.toFixed() }} ms</span>
            }
            <span class="status" [attr.data-tone]="TONES[check.status]">{{ NAMES[check.status] }}</span>
          </div>
          @if (check.cause) {
            <p>{{ check.cause }}</p>
          }
          @if (check.remedy) {
            <p class="remedy"><strong>What to do:</strong> {{ check.remedy }}</p>
          }
          @if (check.seen.length > 0) {
            <details>
              <summary>
                Observations<span class="visually-hidden">: {{ check.title }}</span>
              </summary>
              <ul>
                @for (line of check.seen; track $index) {
                  <li>{{ line }}</li>
                }
              </ul>
            </details>
          }
        </li>
      }
    </ol>
  `,
  styles: `
    ol {
      display: grid;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    ol > li {
      display: grid;
      gap: 8px;
      padding: 12px 0 12px 12px;
      border-inline-start: 3px solid var(--mat-sys-outline-variant);
      overflow-wrap: anywhere;
    }
    ol > li + li {
      border-block-start: 1px solid var(--mat-sys-outline-variant);
    }
    ol > li[data-status='passed'] {
      border-inline-start-color: var(--app-good);
    }
    ol > li[data-status='failed'] {
      border-inline-start-color: var(--mat-sys-error);
    }
    ol > li[data-status='warning'] {
      border-inline-start-color: var(--app-busy);
    }
    .line {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 4px 12px;
    }
    h3 {
      flex: 1 1 14ch;
      font: var(--mat-sys-body-large);
    }
    .time {
      font-variant-numeric: tabular-nums;
    }
    .remedy {
      max-width: 76ch;
    }
    summary {
      width: fit-content;
      color: var(--mat-sys-primary);
      cursor: pointer;
    }
    details ul {
      margin: 8px 0 0;
      padding-inline-start: 20px;
    }
  `,
})
export class CheckListComponent {
  readonly checks = input.required<readonly Check[]>();
  /** Label of the connection. */
  readonly label = input.required<string>();

  protected readonly TONES = TONES;
  protected readonly NAMES = STATUS_NAMES;
}
