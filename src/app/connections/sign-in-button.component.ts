import {
  booleanAttribute,
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  signal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ConnectionRegistry, QlikAuthService } from 'ngx-qlik';
import { signsInSilently } from './auth-type-facts';
import { SignIn } from './sign-in';

/**
 * The next step of a connection without a sign-in, as one button, so that it keeps the focus: starts the sign-in; restores it again where
 * that failed and another try can help; cancels a sign-in in progress, after its first second, see `CANCEL_DELAY_MS`. Beside *Try again*,
 * a sign-in that needs the user is the second choice. `app-sign-in-notice` shows the progress.
 */
@Component({
  selector: 'app-sign-in-button',
  imports: [MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '(keydown.escape)': 'signIn.cancelByKey(connectionId(), $event)' },
  template: `
    <!-- Material takes the variant once, from an attribute; its classes switch it, and the button keeps the focus. -->
    <button
      #button="matButton"
      mat-button
      type="button"
      [class.mat-mdc-unelevated-button]="!canCancel() && !forceLogin()"
      [class.mat-mdc-outlined-button]="canCancel()"
      [disabled]="isBusy() || isHeld()"
      [disabledInteractive]="isHeld()"
      [attr.aria-keyshortcuts]="canCancel() ? 'Escape' : null"
      [attr.title]="canCancel() ? 'Escape cancels too' : null"
      (click)="press(button)"
    >
      {{ canCancel() ? 'Cancel' : label() }}
    </button>
    @if (canSignInInstead()) {
      <button mat-button type="button" (click)="signInInstead(button)">Sign in</button>
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      flex-wrap: wrap;
      gap: 8px;
    }
    .mat-mdc-unelevated-button,
    .mat-mdc-outlined-button {
      min-width: 140px;
    }
  `,
})
export class SignInButtonComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly registry = inject(ConnectionRegistry);
  protected readonly signIn = inject(SignIn);

  readonly connectionId = input.required<string>();
  /** Path of this application to open after the sign-in. Default: the current page. */
  readonly returnTo = input<string>();
  /** For another user than the one that the server knows; also beside a sign-in that works. */
  readonly forceLogin = input(false, { transform: booleanAttribute });

  private readonly state = computed(() => this.auth.state(this.connectionId())());
  private readonly attempt = computed(() => this.signIn.attempt(this.connectionId()));
  private readonly isRetrying = signal(false);
  private readonly canRetry = computed(
    () => !this.forceLogin() && (this.isRetrying() || this.signIn.canRetryRestore(this.connectionId())),
  );
  private readonly isSilent = computed(() => {
    const connection = this.registry.find(this.connectionId());
    return connection !== undefined && signsInSilently(connection.auth.type);
  });
  /** It may reach the server where the restore does not. */
  protected readonly canSignInInstead = computed(() => {
    return this.canRetry() && !this.isSilent() && !this.isRetrying() && !this.canCancel();
  });
  protected readonly label = computed(() => {
    if (this.forceLogin()) return 'Sign in as another user';
    return this.canRetry() ? 'Try again' : 'Sign in';
  });
  /** Of the buttons of a page, the one that started the sign-in cancels it. */
  protected readonly canCancel = computed(
    () =>
      this.attempt() !== undefined &&
      this.forceLogin() === (this.signIn.request(this.connectionId())?.forceLogin ?? false),
  );
  private readonly isTooEarly = computed(() => this.canCancel() && this.signIn.isNew(this.connectionId()));
  /** It keeps the focus, and does nothing yet. */
  protected readonly isHeld = computed(() => this.isTooEarly() || this.isRetrying());
  /** The restore of a sign-in when a page loads cannot be canceled by the user. */
  protected readonly isBusy = computed(
    () =>
      !this.canCancel() &&
      !this.isRetrying() &&
      (this.attempt() !== undefined || this.state().status === 'signing-in'),
  );

  protected press(button: MatButton): void {
    // Some browsers give no focus to a button that is clicked, and Escape goes to the element that has it.
    button.focus(null);
    if (this.isHeld()) return;
    if (this.canCancel()) this.signIn.cancel(this.connectionId());
    // Without the user, a sign-in is what the restore does; and it says what is missing.
    else if (this.canRetry() && !this.isSilent()) void this.retry();
    else this.start();
  }

  /** @param first becomes *Cancel*, and takes the focus */
  protected signInInstead(first: MatButton): void {
    first.focus(null);
    this.start();
  }

  private async retry(): Promise<void> {
    this.isRetrying.set(true);
    await this.auth.connectionSession(this.connectionId()).retry();
    this.isRetrying.set(false);
  }

  private start(): void {
    const returnTo = this.returnTo();
    void this.signIn.start(this.connectionId(), {
      ...(returnTo === undefined ? {} : { returnTo }),
      ...(this.forceLogin() ? { forceLogin: true } : {}),
    });
  }
}
