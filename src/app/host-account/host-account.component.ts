import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { HostAccount } from './host-account';

/** Who is signed in to this application itself, and the way in and out. */
@Component({
  selector: 'app-host-account',
  imports: [MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card" aria-labelledby="host-account-heading">
      <h2 id="host-account-heading">First: you, in this application</h2>
      @let state = account.state();
      @switch (state.status) {
        @case ('loading') {
          <p class="quiet">Asking the backend who you are …</p>
        }
        @case ('absent') {
          <p>
            This page is served without the backend that this type needs. <code>npm start</code> starts one;
            <code>backend/README.md</code> says how to run it elsewhere.
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
            The backend fetches credentials for its own users only. Your application has a sign-in already;
            here there are demo users.
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
            <button mat-stroked-button type="button" (click)="account.signIn()">Be somebody else</button>
            <button mat-button type="button" (click)="account.signOut()">Leave this application</button>
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
