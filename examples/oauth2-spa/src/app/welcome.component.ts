import { ChangeDetectionStrategy, Component, computed, effect, inject, signal } from '@angular/core';
import { ActivatedRoute, Router } from '@angular/router';
import { isSignedIn, type QlikError, QlikAuthService, toQlikError } from 'ngx-qlik';
import { CONNECTION } from './connection';

/** The page of users who are not signed in. Signed-in users go on to the page that they wanted. */
@Component({
  selector: 'app-welcome',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (error(); as found) {
      <p role="alert">{{ found.message }} {{ found.remedy }}</p>
    }
    @if (isSigningIn()) {
      <p role="status">Signing in …</p>
    } @else if (!isSignedIn()) {
      <p>Sign in to Qlik Cloud to see the delays of your flights.</p>
      <button type="button" (click)="signIn()">Sign in</button>
    }
  `,
})
export class WelcomeComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly router = inject(Router);
  private readonly returnTo = inject(ActivatedRoute).snapshot.queryParamMap.get('returnTo') ?? '/flights';
  private readonly state = this.auth.state(CONNECTION);
  private readonly failedSignIn = signal<QlikError | undefined>(undefined);

  protected readonly isSignedIn = computed(() => isSignedIn(this.state()));
  protected readonly isSigningIn = computed(() => this.state().status === 'signing-in');
  /** Why there is no sign-in: of this attempt, or of the one that left the page and came back. */
  protected readonly error = computed(() => {
    const state = this.state();
    if (state.status === 'failed') return state.error;
    return this.failedSignIn() ?? (state.status === 'signed-out' ? state.reason : undefined);
  });

  constructor() {
    effect(() => {
      if (this.isSignedIn()) void this.router.navigateByUrl(this.returnTo);
    });
  }

  /** Leaves the page for the tenant's sign-in page, which leads back to this address by oauth-callback.html. */
  protected async signIn(): Promise<void> {
    this.failedSignIn.set(undefined);
    try {
      await this.auth.signIn(CONNECTION);
    } catch (thrown) {
      this.failedSignIn.set(toQlikError(thrown));
    }
  }
}
