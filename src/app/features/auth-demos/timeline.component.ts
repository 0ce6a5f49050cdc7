import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { ActivityKind } from '../../activity/activity';
import { ActivityLog } from '../../activity/activity-log';
import { MomentPipe } from '../../ui/moment.pipe';

const KIND_NAMES: Readonly<Record<ActivityKind, string>> = {
  'sign-in': 'Sign-in',
  page: 'Page',
  request: 'Request',
  script: 'Script',
  session: 'App session',
};

/** The events of a connection in order, redirects included. It contains no credentials. */
@Component({
  selector: 'app-timeline',
  imports: [MatButton, MomentPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card" aria-labelledby="timeline-heading">
      <div class="head">
        <h2 id="timeline-heading">What happened</h2>
        <button mat-button type="button" [disabled]="activities().length === 0" (click)="clear()">
          Clear
        </button>
      </div>
      @if (restore(); as bringBack) {
        <p class="undo" role="status">
          The events are cleared.
          <button mat-button type="button" (click)="undo(bringBack)">Undo</button>
        </p>
      }
      @if (activities().length === 0) {
        <p class="quiet">Nothing yet. Sign in, and every request and redirect is listed here.</p>
      } @else {
        <ol tabindex="0" aria-label="Events">
          @for (activity of activities(); track $index) {
            <li [attr.data-outcome]="activity.outcome">
              <span class="meta">
                <time>{{ activity.at | moment: 'milliseconds' }}</time>
                <span class="kind">{{ KIND_NAMES[activity.kind] }}</span>
                @if (activity.milliseconds !== undefined) {
                  <span>{{ activity.milliseconds.toFixed() }} ms</span>
                }
                @if (activity.outcome === 'failed') {
                  <span class="failed">failed</span>
                }
              </span>
              <span>{{ activity.title }}</span>
              @if (activity.detail) {
                <span class="quiet">{{ activity.detail }}</span>
              }
            </li>
          }
        </ol>
      }
    </section>
  `,
  styles: `
    .head {
      display: flex;
      align-items: center;
      justify-content: space-between;
    }
    .undo {
      margin: 0;
    }
    ol {
      display: grid;
      max-height: 440px;
      margin: 0;
      padding: 0;
      overflow: auto;
      list-style: none;
    }
    li {
      display: grid;
      gap: 2px;
      padding: 8px 0 8px 12px;
      border-inline-start: 3px solid var(--mat-sys-outline-variant);
      overflow-wrap: anywhere;
    }
    li[data-outcome='done'] {
      border-color: var(--app-good);
    }
    li[data-outcome='failed'] {
      border-color: var(--mat-sys-error);
    }
    .meta {
      display: flex;
      flex-wrap: wrap;
      gap: 12px;
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-label-medium);
    }
    .failed {
      color: var(--mat-sys-error);
    }
  `,
})
export class TimelineComponent {
  private readonly log = inject(ActivityLog);

  readonly connectionId = input.required<string>();

  protected readonly activities = computed(() =>
    this.log.activities().filter((each) => each.connectionId === this.connectionId()),
  );
  protected readonly KIND_NAMES = KIND_NAMES;

  /** Brings back what was cleared last. */
  protected readonly restore = linkedSignal<string, (() => void) | undefined>({
    source: this.connectionId,
    computation: () => undefined,
  });

  protected clear(): void {
    this.restore.set(this.log.clear(this.connectionId()));
  }

  protected undo(bringBack: () => void): void {
    bringBack();
    this.restore.set(undefined);
  }
}
