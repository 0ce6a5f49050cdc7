import type { QlikConnection } from '../../connections/connection';
import type { QlikError } from '../../errors/qlik-error';
import type { CredentialPurpose, QlikCredential } from '../credential';
import type { FullStrategy } from '../lazy-strategy';
import { acceptsCredential } from '../requests/accepts-credential';
import { isSignInRequired } from '../requests/refused-sign-in';
import { signInLeft } from '../requests/sign-in-errors';
import { SignOutMark } from '../sign-out-mark';
import type { ForgetReason, RestoredSession } from '../strategy';
import { UserMark } from '../user-mark';
import type { AcceptedUser, CookieSession } from './cookie-session';

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
  private readonly userMark: UserMark;
  private signOuts = 0;

  constructor(
    private readonly connection: QlikConnection,
    private readonly signInBy: SilentSignIn,
  ) {
    this.mark = new SignOutMark(connection);
    this.userMark = new UserMark(connection);
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

  /** The server begins a session at once, so that a cancelled sign-in may have succeeded. */
  async signIn(): Promise<void> {
    this.mark.clear();
    await this.begin('any-user');
  }

  credential(purpose: CredentialPurpose): Promise<QlikCredential> {
    return Promise.resolve(this.credentialOf(purpose));
  }

  /** The session may be as good as ever, and only its CSRF token stale. One that has become somebody else's is none. */
  async renew(): Promise<boolean> {
    if (await this.look()) return true;
    try {
      return await this.enter();
    } catch (thrown) {
      if (isSignInRequired(thrown)) return false;
      throw thrown;
    }
  }

  isKnown(): Promise<boolean> {
    return this.look();
  }

  async isAccepted(): Promise<boolean> {
    return (await this.look()) && acceptsCredential(this.connection, this.credentialOf('rest'));
  }

  async signOut(): Promise<void> {
    await this.forget();
    await this.signInBy.session.end();
  }

  /** Only the user's wish keeps the next page from signing in: after a refusal, that is what a new page is for. */
  forget(reason: ForgetReason = 'signed-out'): Promise<void> {
    this.signOuts++;
    this.signInBy.session.forget();
    if (reason === 'signed-out') {
      this.mark.set();
      this.userMark.clear();
    }
    return Promise.resolve();
  }

  private credentialOf(purpose: CredentialPurpose): QlikCredential {
    return this.signInBy.session.credential(purpose);
  }

  private async look(): Promise<boolean> {
    return this.note(await this.signInBy.session.look());
  }

  private note(isThere: boolean): boolean {
    const { user } = this.signInBy.session;
    if (isThere && user !== undefined) this.userMark.set(user);
    return isThere;
  }

  private async begin(accepts?: AcceptedUser): Promise<void> {
    if (!(await this.enter(accepts))) throw this.signInBy.lost();
  }

  /** @returns whether the session that the server began is there */
  private async enter(accepts?: AcceptedUser): Promise<boolean> {
    const begun = this.signOuts;
    const { session, enter } = this.signInBy;
    await enter();
    const isThere = await session.look(accepts);
    if (begun === this.signOuts) return this.note(isThere);
    // The session began after the user had signed out.
    session.forget();
    await session.end();
    throw signInLeft(this.connection);
  }
}
