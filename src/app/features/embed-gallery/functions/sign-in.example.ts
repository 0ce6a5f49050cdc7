import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { type ConnectionState, QlikAuthService } from 'ngx-qlik';

const STATES: Readonly<Record<ConnectionState['status'], string>> = {
  'signed-out': 'No user is signed in.',
  'signing-in': 'Signing in …',
  ready: 'Signed in',
  renewing: 'Signed in, and the sign-in is being renewed',
  failed: 'The sign-in failed.',
};

@Component({
  selector: 'app-sign-in-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let current = state();
    <p role="status">
      {{ texts[current.status] }}
      @if (user(); as found) {
        as {{ found.name }}
      }
    </p>
    @if (current.status === 'failed') {
      <p role="alert">{{ current.error.message }} {{ current.error.remedy }}</p>
    }
    @if (connectionSession().signInAttempt()) {
      <button type="button" (click)="auth.cancelSignIn(connectionId())">Cancel</button>
    } @else if (isSignedIn()) {
      <button type="button" (click)="auth.signOut(connectionId())">Sign out here</button>
    } @else {
      <button type="button" (click)="signIn()">Sign in here</button>
    }
  `,
})
export class SignInExampleComponent {
  readonly connectionId = input.required<string>();

  protected readonly texts = STATES;
  protected readonly auth = inject(QlikAuthService);
  protected readonly connectionSession = computed(() => this.auth.connectionSession(this.connectionId()));
  protected readonly state = computed(() => this.auth.state(this.connectionId())());
  protected readonly isSignedIn = computed(() => this.auth.isSignedIn(this.connectionId())());
  /** Qlik is asked for the name when this is first read. */
  protected readonly user = computed(() => this.auth.user(this.connectionId())());

  protected async signIn(): Promise<void> {
    try {
      await this.auth.signIn(this.connectionId());
    } catch {
      // It is in the state; a sign-in that was canceled leaves the state as it was.
    }
  }
}
