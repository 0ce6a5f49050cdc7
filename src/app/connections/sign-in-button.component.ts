import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { QlikAuthService } from 'ngx-qlik';
import { SignIn } from './sign-in';

/**
 * Starts the sign-in to a connection, and cancels it while it is in progress. One button for both, so that it keeps the
 * focus. Shows a hint when the sign-in window looks closed.
 */
@Component({
  selector: 'app-sign-in-button',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button
      type="button"
      class="button"
      [class.button-filled]="!canCancel()"
      [class.button-outlined]="canCancel()"
      [disabled]="isBusy()"
      (click)="press($event)"
      (keydown.escape)="cancel()"
    >
      {{ canCancel() ? 'Cancel' : 'Sign in' }}
    </button>
    <p class="hint" role="status">
      @if (isWindowClosed()) {
        The sign-in window seems to be closed. If it is still open, finish there. If not, cancel and sign in
        again.
      }
    </p>
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px 12px;
    }
    .button {
      min-width: 140px;
    }
    .hint {
      flex: 1 1 180px;
    }
    .hint:empty {
      display: none;
    }
  `,
})
export class SignInButtonComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly signIn = inject(SignIn);

  readonly connectionId = input.required<string>();
  /** Path of this application to open after the sign-in. Default: the current page. */
  readonly returnTo = input<string>();
  readonly started = output();

  private readonly state = computed(() => this.auth.state(this.connectionId())());
  protected readonly canCancel = computed(() => this.signIn.isUnderWay(this.connectionId()));
  /** The restore of a sign-in when a page loads cannot be canceled by the user. */
  protected readonly isBusy = computed(() => this.state().status === 'signing-in' && !this.canCancel());
  protected readonly isWindowClosed = computed(() => {
    const state = this.state();
    return state.status === 'signing-in' && state.isWindowClosed === true;
  });

  protected press({ detail }: MouseEvent): void {
    if (!this.canCancel()) this.start();
    // The second click of a double click does not cancel.
    else if (detail <= 1) this.cancel();
  }

  protected cancel(): void {
    if (this.canCancel()) this.signIn.cancel(this.connectionId());
  }

  private start(): void {
    const returnTo = this.returnTo();
    void this.signIn.start(this.connectionId(), returnTo === undefined ? {} : { returnTo });
    this.started.emit();
  }
}
