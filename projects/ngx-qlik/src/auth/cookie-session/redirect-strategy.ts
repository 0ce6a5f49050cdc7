import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';
import type { CredentialPurpose, QlikCredential } from '../credential';
import type { FullStrategy } from '../lazy-strategy';
import { countRedirect, forgetRedirects, takeBackRedirect } from '../oauth/redirect-guard';
import type { Page } from '../page';
import { acceptsCredential } from '../requests/accepts-credential';
import { cancellable, requireWanted } from '../requests/cancellation';
import { leaveForSignIn } from '../requests/leave-for-sign-in';
import type { ForgetReason, RestoredSession, SignInOptions } from '../strategy';
import { UserMark } from '../user-mark';
import type { CookieSession } from './cookie-session';
import { rememberDeparture, takeDeparture } from './departure';

/** What a {@link RedirectStrategy} goes by. */
export interface RedirectSignIn {
  readonly session: CookieSession;
  readonly page: Page;
  /** Where the user signs in, and comes back from to `returnTo`, an absolute address of this application. */
  readonly addressFor: (returnTo: string, options: SignInOptions) => string | Promise<string>;
  /** The error when the user was sent back and the server knows of no session. */
  readonly lost: () => QlikError;
}

/** Signs in on a page of the server, which then sends the user back with a session. */
export class RedirectStrategy implements FullStrategy {
  private readonly session: CookieSession;
  private readonly page: Page;
  private readonly userMark: UserMark;

  constructor(
    private readonly connection: QlikConnection,
    private readonly signInBy: RedirectSignIn,
  ) {
    this.session = signInBy.session;
    this.page = signInBy.page;
    this.userMark = new UserMark(connection);
  }

  async restore(): Promise<RestoredSession> {
    const hadLeft = takeDeparture(this.connection);
    if (await this.look()) return 'signed-in';
    // Who comes back by the back button has not signed in; who was sent back has.
    if (hadLeft && this.page.isFreshArrival()) throw this.signInBy.lost();
    if (hadLeft) takeBackRedirect(this.connection);
    return 'signed-out';
  }

  signIn(options: SignInOptions): Promise<void> {
    return cancellable(this.connection, options.signal, () => this.enter(options));
  }

  credential(purpose: CredentialPurpose): Promise<QlikCredential> {
    return Promise.resolve(this.session.credential(purpose));
  }

  renew(): Promise<boolean> {
    return this.look();
  }

  isKnown(): Promise<boolean> {
    return this.look();
  }

  async isAccepted(): Promise<boolean> {
    return (await this.look()) && acceptsCredential(this.connection, this.session.credential('rest'));
  }

  async signOut(): Promise<void> {
    forgetRedirects(this.connection);
    await this.forget();
    await this.session.end();
  }

  forget(reason: ForgetReason = 'signed-out'): Promise<void> {
    this.session.forget();
    if (reason === 'signed-out') this.userMark.clear();
    return Promise.resolve();
  }

  private async enter(options: SignInOptions): Promise<void> {
    const { connection, page } = this;
    const { signal } = options;
    if (!options.forceLogin && (await this.look())) return;
    const address = await this.signInBy.addressFor(page.addressOf(options.returnTo), options);
    requireWanted(connection, signal);
    // Only now, or attempts that never left the page would be counted.
    countRedirect(connection, this.signInBy.lost());
    rememberDeparture(connection);
    try {
      await leaveForSignIn(connection, page, { address, signal });
    } catch (thrown) {
      // After a time limit the page may be left still, and has to know that when it comes back.
      if (!isTimeout(thrown)) takeDeparture(connection);
      throw thrown;
    }
  }

  private async look(): Promise<boolean> {
    const isThere = await this.session.look();
    if (isThere && this.session.user !== undefined) this.userMark.set(this.session.user);
    return isThere;
  }
}

function isTimeout(thrown: unknown): boolean {
  return thrown instanceof QlikError && thrown.code === 'sign-in-timeout';
}
