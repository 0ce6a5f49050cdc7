import { Location } from '@angular/common';
import { inject, Injectable } from '@angular/core';
import { Router } from '@angular/router';
import { ConnectionRegistry, QlikAuthService } from 'ngx-qlik';
import { ActivityLog } from '../activity/activity-log';
import { signsInSilently } from './auth-traits';

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

  /** Whether a sign-in is under way that can be cancelled; also beside one that is there. */
  isUnderWay(connectionId: string): boolean {
    return this.auth.session(connectionId).isSigningIn();
  }

  /** To be called from a click, or popups are blocked. */
  async start(connectionId: string, { returnTo, forceLogin }: SignInRequest = {}): Promise<void> {
    this.logStart(connectionId);
    try {
      await this.auth.signIn(connectionId, {
        ...(returnTo === undefined ? {} : { returnTo: this.location.prepareExternalUrl(returnTo) }),
        ...(forceLogin === undefined ? {} : { forceLogin }),
      });
    } catch {
      // The connection's state says it, and every page that offers a sign-in shows that.
      return;
    }
    if (returnTo !== undefined) await this.router.navigateByUrl(returnTo);
  }

  cancel(connectionId: string): void {
    this.auth.cancelSignIn(connectionId);
  }

  async end(connectionId: string): Promise<void> {
    await this.auth.signOut(connectionId);
  }

  private logStart(connectionId: string): void {
    const { auth } = this.registry.get(connectionId);
    // Nothing opens and nothing is left; what is asked for shows as requests.
    if (signsInSilently(auth.type)) return;
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
