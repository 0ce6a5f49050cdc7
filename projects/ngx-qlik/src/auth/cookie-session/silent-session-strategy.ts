import type { QlikConnection } from '../../connections/connection';
import type { QlikError } from '../../errors/qlik-error';
import type { CredentialPurpose, QlikCredential } from '../credential';
import type { FullStrategy } from '../lazy-strategy';
import { isSignInRequired } from '../requests/refused-sign-in';
import { signInLeft } from '../requests/sign-in-errors';
import { SignOutMark } from '../sign-out-mark';
import type { RestoredSession } from '../strategy';
import type { CookieSession } from './cookie-session';

/** What a {@link SilentSessionStrategy} goes by. */
export interface SilentSignIn {
  readonly session: CookieSession;
  /**
   * Begins a session on the server for whoever uses this page.
   * @throws {QlikError} `sign-in-required` when that is nobody
   */
  readonly enter: () => Promise<void>;
  /** The error when the server began a session and does not know of it afterwards. */
  readonly lost: () => QlikError;
}

/** Signs in with a session that is there for the asking; the user is not asked anything. */
export class SilentSessionStrategy implements FullStrategy {
  private readonly mark: SignOutMark;
  private signOuts = 0;

  constructor(
    private readonly connection: QlikConnection,
    private readonly signInBy: SilentSignIn,
  ) {
    this.mark = new SignOutMark(connection);
  }

  async restore(): Promise<RestoredSession> {
    return !this.mark.isSet && (await this.enterAgain()) ? 'signed-in' : 'signed-out';
  }

  async signIn(): Promise<void> {
    this.mark.clear();
    this.signInBy.session.forget();
    await this.enter();
  }

  credential(purpose: CredentialPurpose): Promise<QlikCredential> {
    return Promise.resolve(this.signInBy.session.credential(purpose));
  }

  /** The session may be as good as ever, and only its CSRF token stale. */
  async renew(): Promise<boolean> {
    return (await this.signInBy.session.look()) || this.enterAgain();
  }

  async signOut(): Promise<void> {
    await this.forget();
    await this.signInBy.session.end();
  }

  forget(): Promise<void> {
    this.signOuts++;
    this.signInBy.session.forget();
    this.mark.set();
    return Promise.resolve();
  }

  private async enterAgain(): Promise<boolean> {
    try {
      await this.enter();
      return true;
    } catch (thrown) {
      if (isSignInRequired(thrown)) return false;
      throw thrown;
    }
  }

  private async enter(): Promise<void> {
    const begun = this.signOuts;
    const { session, enter, lost } = this.signInBy;
    await enter();
    const isThere = await session.look();
    if (begun !== this.signOuts) {
      // The session began after the user had signed out.
      session.forget();
      await session.end();
      throw signInLeft(this.connection);
    }
    if (!isThere) throw lost();
  }
}
