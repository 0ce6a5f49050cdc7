import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { isSignedIn, QlikAuthService } from 'ngx-qlik';
import { FlightsComponent } from './flights.component';

/** The id of the connection in public/connections.json, and in server/qlik-connections.json. */
const CONNECTION = 'tenant';

/** Sends users without a sign-in to the server's page. No user signs in to Qlik: the server does, in the user's name. */
@Component({
  selector: 'app-root',
  imports: [FlightsComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <header>
      <h1>Flights</h1>
      @if (isSignedIn()) {
        <button type="button" (click)="signOut()">Sign out</button>
      }
    </header>
    <main>
      @if (isSignedIn()) {
        <app-flights [connectionId]="connection" />
      } @else {
        @switch (state().status) {
          @case ('failed') {
            @if (error(); as found) {
              <p role="alert">{{ found.message }} {{ found.remedy }}</p>
            }
            <button type="button" (click)="connectionSession.retry()">Try again</button>
          }
          @case ('signing-in') {
            <p role="status">Signing in …</p>
          }
          @default {
            <p>Sign in to this application to see the delays of your flights.</p>
            <a href="/login?returnTo=/">Sign in</a>
          }
        }
      }
    </main>
  `,
})
export class AppComponent {
  protected readonly connection = CONNECTION;
  protected readonly connectionSession = inject(QlikAuthService).connectionSession(CONNECTION);
  protected readonly state = this.connectionSession.state;
  protected readonly isSignedIn = computed(() => isSignedIn(this.state()));
  protected readonly error = computed(() => {
    const state = this.state();
    return state.status === 'failed' ? state.error : undefined;
  });

  /** Ends the user's session at this application's server, which revokes the tokens at the tenant. The page begins anew. */
  protected async signOut(): Promise<void> {
    await fetch('/logout', { method: 'POST' });
    location.assign('/');
  }
}
