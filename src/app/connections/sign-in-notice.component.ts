import {
  booleanAttribute,
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  inject,
  input,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ErrorPanelComponent } from '../ui/error-panel.component';
import { describeProblem } from './describe-problem';
import { SignIn } from './sign-in';

/**
 * Shows what the connection's state does not contain of its latest sign-in: in progress, window seems closed, canceled, or failed while
 * another user stays signed in. {@link SignIn} announces the same text.
 */
@Component({
  selector: 'app-sign-in-notice',
  imports: [ErrorPanelComponent, MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p #notice class="quiet" tabindex="-1">{{ text() }}</p>
    @if (canCancel() && attempt()) {
      <button
        mat-stroked-button
        type="button"
        aria-keyshortcuts="Escape"
        title="Escape cancels too"
        (click)="cancel()"
      >
        Cancel
      </button>
    }
    @if (problem(); as found) {
      <app-error-panel [problem]="found" [retryLabel]="undefined" />
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px 12px;
    }
    :host(.is-empty) {
      display: none;
    }
    p {
      flex: 1 1 180px;
    }
    app-error-panel {
      flex: 1 1 100%;
    }
  `,
  host: { '[class.is-empty]': "text() === ''", '(keydown.escape)': 'cancelByKey($event)' },
})
export class SignInNoticeComponent {
  private readonly signIn = inject(SignIn);
  private readonly notice = viewChild.required<ElementRef<HTMLElement>>('notice');

  readonly connectionId = input.required<string>();
  /** Shows a Cancel button. For places without an `app-sign-in-button`. */
  readonly canCancel = input(false, { transform: booleanAttribute });

  protected readonly attempt = computed(() => this.signIn.attempt(this.connectionId()));
  protected readonly text = computed(() => this.signIn.text(this.connectionId()));
  protected readonly problem = computed(() => {
    const outcome = this.attempt() ? undefined : this.signIn.outcome(this.connectionId());
    return outcome?.status === 'failed' ? describeProblem(outcome.error) : undefined;
  });

  protected cancel(): void {
    this.signIn.cancel(this.connectionId());
    this.focus();
  }

  protected cancelByKey(event: Event): void {
    if (this.signIn.cancelByKey(this.connectionId(), event)) this.focus();
  }

  private focus(): void {
    // The button disappears; the message takes its focus.
    this.notice().nativeElement.focus();
  }
}
