import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { HostAccount } from './host-account';

/** The user of this application itself, with sign-in and sign-out. */
@Component({
  selector: 'app-host-account',
  imports: [MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card" aria-labelledby="host-account-heading">
      <h2 id="host-account-heading">First: sign in to this application</h2>
      @let state = account.state();
      @switch (state.status) {
        @case ('loading') {
          <p class="quiet">Loading your account …</p>
        }
        @case ('absent') {
          <p>
            This page is served without the backend that this type needs. <code>npm start</code> starts one;
            <code>backend/README.md</code> describes other set-ups.
          </p>
        }
        @case ('failed') {
          <p role="alert">{{ state.message }}</p>
          <div class="row">
            <button mat-stroked-button type="button" (click)="account.load()">Try again</button>
          </div>
        }
        @case ('signed-out') {
          <p>
            The backend fetches Qlik credentials for its own users only. Your application has a sign-in of its
            own; this one has demo users.
          </p>
          <div class="row">
            <button mat-flat-button type="button" (click)="account.signIn()">
              Sign in to this application
            </button>
          </div>
        }
        @case ('known') {
          <p>
            Signed in to this application as <strong>{{ state.user.name }}</strong>.
          </p>
          <div class="row">
            <button mat-stroked-button type="button" (click)="account.signIn()">Switch user</button>
            <button mat-button type="button" [disabled]="account.isSigningOut()" (click)="account.signOut()">
              {{ account.isSigningOut() ? 'Signing out …' : 'Sign out of this app' }}
            </button>
          </div>
        }
      }
    </section>
  `,
})
export class HostAccountComponent {
  protected readonly account = inject(HostAccount);

  constructor() {
    this.account.ensureLoaded();
  }
}
