import { DOCUMENT } from '@angular/common';
import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { IconComponent } from './icon.component';
import type { Problem } from './problem';
import { RetryFocus } from './retry-focus';
import { SubjectComponent } from './subject';

/** An error with its remedy and a button to retry. More actions go into its content. */
@Component({
  selector: 'app-error-panel',
  imports: [IconComponent, MatButton, SubjectComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="panel" role="alert">
      <app-icon name="error" />
      <div class="text">
        @for (line of lines(); track $index) {
          <p class="message">
            @if ($first) {
              <app-subject [before]="line" />
            }
            {{ line }}
          </p>
        }
        <p>{{ problem().remedy }}</p>
        <div class="row">
          @if (problem().needsReload) {
            <button mat-stroked-button type="button" (click)="reload()">Reload the page</button>
          } @else if (retryLabel()) {
            <button mat-stroked-button #again type="button" (click)="tryAgain()">
              {{ retryLabel() }}
            </button>
          }
          <ng-content />
        </div>
        @if (problem().code || problem().details) {
          <details>
            <summary>Details</summary>
            @if (problem().code; as code) {
              <p>
                Code <code>{{ code }}</code>
              </p>
            }
            @if (problem().details; as details) {
              <pre>{{ details }}</pre>
            }
          </details>
        }
      </div>
    </div>
  `,
  styles: `
    :host {
      display: block;
    }
    .panel {
      display: flex;
      gap: 16px;
      padding: 16px;
      border: 1px solid color-mix(in srgb, var(--mat-sys-error) 40%, transparent);
      border-inline-start: 4px solid var(--mat-sys-error);
      border-radius: 12px;
      background: color-mix(in srgb, var(--mat-sys-error) 8%, var(--mat-sys-surface));
      text-align: start;
      overflow-wrap: anywhere;
    }
    .text {
      display: flex;
      flex: 1;
      flex-direction: column;
      gap: 8px;
      min-width: 0;
    }
    .message {
      font: var(--mat-sys-title-medium);
    }
    .panel > app-icon {
      color: var(--mat-sys-error);
    }
    summary {
      width: fit-content;
      cursor: pointer;
    }
    details > * + * {
      margin-top: 8px;
    }
    pre {
      max-height: 240px;
      margin: 8px 0 0;
      overflow: auto;
      white-space: pre-wrap;
    }
  `,
})
export class ErrorPanelComponent {
  private readonly document = inject(DOCUMENT);
  private readonly retryFocus = inject(RetryFocus);
  private readonly button = viewChild<MatButton, ElementRef<HTMLElement>>('again', { read: ElementRef });

  readonly problem = input.required<Problem>();
  /** `undefined` if a retry cannot help. */
  readonly retryLabel = input<string | undefined>('Try again');
  readonly retry = output();

  protected readonly lines = computed(() => this.problem().message.split('\n'));

  constructor() {
    afterNextRender({
      read: () => {
        const button = this.button()?.nativeElement;
        if (button) this.retryFocus.restore(button);
      },
    });
  }

  protected tryAgain(): void {
    const button = this.button()?.nativeElement;
    if (button) this.retryFocus.remember(button);
    this.retry.emit();
  }

  protected reload(): void {
    this.document.defaultView?.location.reload();
  }
}
