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
    if (this.mark.isSet) return 'signed-out';
    try {
      await this.begin();
      return 'signed-in';
    } catch (thrown) {
      if (isSignInRequired(thrown)) return 'signed-out';
      throw thrown;
    }
  }

  async signIn(): Promise<void> {
    this.mark.clear();
    this.signInBy.session.forget();
    await this.begin();
  }

  credential(purpose: CredentialPurpose): Promise<QlikCredential> {
    return Promise.resolve(this.signInBy.session.credential(purpose));
  }

  /** The session may be as good as ever, and only its CSRF token stale. One that has become somebody else's is none. */
  async renew(): Promise<boolean> {
    if (await this.signInBy.session.look()) return true;
    try {
      return await this.enter();
    } catch (thrown) {
      if (isSignInRequired(thrown)) return false;
      throw thrown;
    }
  }

  isKnown(): Promise<boolean> {
    return this.signInBy.session.look();
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

  private async begin(): Promise<void> {
    if (!(await this.enter())) throw this.signInBy.lost();
  }

  /** @returns whether the session that the server began is there */
  private async enter(): Promise<boolean> {
    const begun = this.signOuts;
    const { session, enter } = this.signInBy;
    await enter();
    const isThere = await session.look();
    if (begun === this.signOuts) return isThere;
    // The session began after the user had signed out.
    session.forget();
    await session.end();
    throw signInLeft(this.connection);
  }
}
