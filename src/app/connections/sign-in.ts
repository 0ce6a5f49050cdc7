import { Location } from '@angular/common';
import { inject, Injectable, signal } from '@angular/core';
import { Router } from '@angular/router';
import { ConnectionRegistry, QlikAuthService } from 'ngx-qlik';
import { ActivityLog } from '../activity/activity-log';
import { signsInByItself } from './auth-traits';

/** What a button says about the sign-in it starts. */
export interface SignInRequest {
  /** The page of this application to go on with, as the router writes it. Default: this one. */
  readonly returnTo?: string;
  /** Ask for the login page even where the server knows the user: to become somebody else. */
  readonly forceLogin?: boolean;
}

/** Starts sign-ins and sign-outs for the buttons of the application. What comes of it shows in the connection's state. */
@Injectable({ providedIn: 'root' })
export class SignIn {
  private readonly auth = inject(QlikAuthService);
  private readonly registry = inject(ConnectionRegistry);
  private readonly location = inject(Location);
  private readonly router = inject(Router);
  private readonly log = inject(ActivityLog);
  /** The last attempt of each connection that has one under way. */
  private readonly attempts = signal<ReadonlyMap<string, object>>(new Map());

  /** Whether a sign-in that was started here is under way, and can be cancelled. */
  isUnderWay(connectionId: string): boolean {
    return this.attempts().has(connectionId);
  }

  /** To be called from a click, or popups are blocked. */
  async start(connectionId: string, { returnTo, forceLogin }: SignInRequest = {}): Promise<void> {
    this.noteStart(connectionId);
    const attempt = {};
    this.attempts.update((attempts) => new Map(attempts).set(connectionId, attempt));
    try {
      await this.auth.signIn(connectionId, {
        ...(returnTo === undefined ? {} : { returnTo: this.location.prepareExternalUrl(returnTo) }),
        ...(forceLogin === undefined ? {} : { forceLogin }),
      });
    } catch {
      // The connection's state says it, and every page that offers a sign-in shows that.
      return;
    } finally {
      this.noteEnd(connectionId, attempt);
    }
    if (returnTo !== undefined) await this.router.navigateByUrl(returnTo);
  }

  cancel(connectionId: string): void {
    this.auth.session(connectionId).cancelSignIn();
  }

  async end(connectionId: string): Promise<void> {
    await this.auth.signOut(connectionId);
  }

  private noteEnd(connectionId: string, attempt: object): void {
    if (this.attempts().get(connectionId) !== attempt) return;
    this.attempts.update((attempts) => new Map([...attempts].filter(([id]) => id !== connectionId)));
  }

  private noteStart(connectionId: string): void {
    const { auth } = this.registry.get(connectionId);
    // Nothing opens and nothing is left; what is asked for shows as requests.
    if (signsInByItself(auth.type)) return;
    const isPopup = auth.interaction === 'popup';
    this.log.add({
      kind: isPopup ? 'sign-in' : 'page',
      connectionId,
      at: Date.now(),
      title: isPopup ? 'Opened a window for the sign-in' : 'Left for the sign-in page',
      outcome: 'noted',
    });
  }
}
