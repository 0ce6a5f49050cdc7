import { DOCUMENT, Location } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { isSignedIn, QlikAuthService } from 'ngx-qlik';
import { FlightsComponent } from './flights.component';

/** The id of the connection in public/connections.json, and in secrets.json. */
const CONNECTION = 'server';

/** Sends users without a sign-in to the backend's page. No user signs in to Qlik: the server takes the ticket that the backend asked it for. */
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
            <a href="/app/sign-in?returnTo=/%3Fsigned-in">Sign in</a>
          }
        }
      }
    </main>
  `,
})
export class AppComponent {
  private readonly document = inject(DOCUMENT);
  protected readonly connection = CONNECTION;
  protected readonly connectionSession = inject(QlikAuthService).connectionSession(CONNECTION);
  protected readonly state = this.connectionSession.state;
  protected readonly isSignedIn = computed(() => isSignedIn(this.state()));
  protected readonly error = computed(() => {
    const state = this.state();
    return state.status === 'failed' ? state.error : undefined;
  });

  constructor() {
    // Back from the sign-in to this application. After a sign-out the connection waits for this call.
    if (!new URLSearchParams(this.document.location.search).has('signed-in')) return;
    inject(Location).replaceState('/');
    // What fails is in the state.
    this.connectionSession.signIn().catch(() => undefined);
  }

  /** Ends the session at the server, and that of this application. */
  protected async signOut(): Promise<void> {
    await this.connectionSession.signOut();
    await fetch('/app/sign-out', { method: 'POST' });
  }
}
