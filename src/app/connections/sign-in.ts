import { Location } from '@angular/common';
import { inject, Injectable } from '@angular/core';
import { Router } from '@angular/router';
import { ConnectionRegistry, QlikAuthService } from 'ngx-qlik';
import { ActivityLog } from '../activity/activity-log';
import { signsInSilently } from './auth-traits';

/** Options of {@link SignIn.start}. */
export interface SignInRequest {
  /** Path of this application to open after the sign-in. Default: the current page. */
  readonly returnTo?: string;
  /** Shows the login page also if the server knows the user, to sign in as another user. */
  readonly forceLogin?: boolean;
}

/** Starts sign-ins and sign-outs for the buttons of the application. Their results appear in the connection's state. */
@Injectable({ providedIn: 'root' })
export class SignIn {
  private readonly auth = inject(QlikAuthService);
  private readonly registry = inject(ConnectionRegistry);
  private readonly location = inject(Location);
  private readonly router = inject(Router);
  private readonly log = inject(ActivityLog);

  /** Whether a sign-in is in progress that can be canceled, also while a user is signed in. */
  isUnderWay(connectionId: string): boolean {
    return this.auth.session(connectionId).isSigningIn();
  }

  /** Call it from a click handler: browsers block pop-ups otherwise. */
  async start(connectionId: string, { returnTo, forceLogin }: SignInRequest = {}): Promise<void> {
    this.logStart(connectionId);
    try {
      await this.auth.signIn(connectionId, {
        ...(returnTo === undefined ? {} : { returnTo: this.location.prepareExternalUrl(returnTo) }),
        ...(forceLogin === undefined ? {} : { forceLogin }),
      });
    } catch {
      // The error is in the connection's state; the pages that offer a sign-in show it.
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
    // No window and no redirect; the requests are logged by themselves.
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
