import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';
import type {
  CredentialPurpose,
  QlikCredential,
  FullStrategy,
  ForgetReason,
  RestoredSession,
  SignInOptions,
  Page,
} from '../strategy';
import {
  countRedirect,
  forgetRedirects,
  uncountRedirect,
  redirectForSignIn,
  redirectPending,
  writeForReturn,
} from '../requests/redirect-for-sign-in';
import { acceptsCredential, PendingSignOut } from '../requests/request';
import { cancelable, throwIfCanceled } from '../requests/cancellation';
import { UserHash } from '../browser-storage';
import { type CookieSession, notRenewed } from './cookie-session';

/** Options of {@link RedirectStrategy}. */
export interface RedirectSignIn {
  readonly cookieSession: CookieSession;
  readonly page: Page;
  /** Returns the address of the sign-in page, which redirects back to `returnTo`, an absolute address of this application. */
  readonly addressFor: (returnTo: string, options: SignInOptions) => string | Promise<string>;
  /** The error when the user was sent back and the server knows of no session. */
  readonly noSessionError: () => QlikError;
}

/** Signs in on a page of the server, which then sends the user back with a session. */
export class RedirectStrategy implements FullStrategy {
  private readonly cookieSession: CookieSession;
  private readonly page: Page;
  private readonly userHash: UserHash;
  private readonly pendingSignOut = new PendingSignOut();

  constructor(
    private readonly connection: QlikConnection,
    private readonly signInBy: RedirectSignIn,
  ) {
    this.cookieSession = signInBy.cookieSession;
    this.page = signInBy.page;
    this.userHash = new UserHash(connection);
  }

  async restore(): Promise<RestoredSession> {
    const wasRedirectPending = redirectPending(this.connection).take() !== undefined;
    if (!wasRedirectPending && this.asksAfterOwnSignInOnly() && !this.userHash.isStored) return 'signed-out';
    if (await this.probe()) return 'signed-in';
    // The back button leads here without a sign-in; a redirect from the server means that a sign-in took place.
    if (wasRedirectPending && this.page.isNewNavigation()) throw this.signInBy.noSessionError();
    if (wasRedirectPending) uncountRedirect(this.connection);
    return 'signed-out';
  }

  signIn(options: SignInOptions): Promise<void> {
    return cancelable(this.connection, options.signal, () => this.redirect(options));
  }

  credential(purpose: CredentialPurpose): Promise<QlikCredential> {
    return Promise.resolve(this.cookieSession.credential(purpose));
  }

  async renew(): Promise<boolean> {
    return (await this.probe()) || notRenewed(this.cookieSession);
  }

  isValid(): Promise<boolean> {
    return this.probe();
  }

  async isAccepted(): Promise<boolean> {
    return (await this.probe()) && acceptsCredential(this.connection, this.cookieSession.credential('rest'));
  }

  signOut(): Promise<void> {
    return this.pendingSignOut.add(this.end());
  }

  forget(reason: ForgetReason = 'signed-out'): Promise<void> {
    this.cookieSession.forget();
    if (reason === 'signed-out') this.userHash.clear();
    return Promise.resolve();
  }

  private asksAfterOwnSignInOnly(): boolean {
    const { auth } = this.connection;
    return 'restore' in auth && auth.restore === 'own-sign-in';
  }

  private async end(): Promise<void> {
    forgetRedirects(this.connection);
    await this.forget();
    await this.cookieSession.end();
  }

  private async redirect(options: SignInOptions): Promise<void> {
    const { connection, page } = this;
    const { signal } = options;
    await this.pendingSignOut.wait();
    if (!options.forceLogin && (await this.probe())) return;
    const address = await this.signInBy.addressFor(page.addressOf(options.returnTo), options);
    throwIfCanceled(connection, signal);
    // Counted here, so that attempts that fail before the redirect do not count.
    countRedirect(connection, this.signInBy.noSessionError());
    writeForReturn(redirectPending(connection), '1', {
      connection,
      remedy: 'Allow this site to store data, and sign in again.',
    });
    try {
      await redirectForSignIn(connection, page, { address, signal });
    } catch (thrown) {
      // After a time limit the page may still be left for the sign-in.
      if (!isTimeout(thrown)) redirectPending(connection).take();
      throw thrown;
    }
  }

  private async probe(): Promise<boolean> {
    const isValid = await this.cookieSession.probe();
    if (isValid && this.cookieSession.user !== undefined) this.userHash.set(this.cookieSession.user);
    return isValid;
  }
}

function isTimeout(thrown: unknown): boolean {
  return thrown instanceof QlikError && thrown.code === 'sign-in-timeout';
}
