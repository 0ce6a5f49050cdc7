import type {
  CredentialPurpose,
  QlikCredential,
  FullStrategy,
  ForgetReason,
  RestoredSession,
  SignInOptions,
} from '../strategy';
import type { QlikConnection } from '../../connections/connection';
import type { QlikError } from '../../errors/qlik-error';
import { earlyStart } from '../../http/early-start';
import { throwIfCanceled } from '../requests/cancellation';
import { acceptsCredential, isSignInRequired, PendingSignOut, signInAbandoned } from '../requests/request';
import { SignedOutFlag, UserHash } from '../browser-storage';

/** Whether only the same user's session counts. */
export type AcceptedUser = 'same-user' | 'any-user';

/** A session on a server, identified by cookies. */
export interface CookieSession {
  /** A stable identifier of the user; `undefined` before a session was found. */
  readonly user: string | undefined;
  /**
   * Asks the server whether the session is valid, and reads what calls need beside the cookies. Once a user was found, the session of
   * another user does not count until {@link forget}.
   * @param accepts `any-user` for a sign-in, which may be another user's
   * @throws {QlikError} `http-*` when the server could not be asked
   */
  probe(accepts?: AcceptedUser): Promise<boolean>;
  /** What calls need beside the cookies, as of the last {@link probe}. */
  credential(purpose: CredentialPurpose): QlikCredential;
  /** Ends the session on the server; that may leave the page. */
  end(): Promise<void>;
  /** Why the last {@link probe} found no session, where the user has to sign in to the application first. */
  readonly refusal?: QlikError | undefined;
  /** Forgets what was found. */
  forget(): void;
}

/**
 * The result of a renewal that found no session.
 * @throws {QlikError} `sign-in-required` where the user has to sign in to the application first
 */
export function notRenewed({ refusal }: CookieSession): false {
  if (refusal) throw refusal;
  return false;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Sixteen letters and digits that client-managed servers want to see in the query and in a header of the same call.
 *
 * Those of `qlik-early-start.js`, where the page has it. They are no secret: that a page can set the header is what shows that the call is not forged.
 * @see Qlik's help, "Using Xrfkey headers"
 */
export function createXrfkey(): string {
  const { xrfkey } = earlyStart() ?? {};
  if (xrfkey !== undefined) return xrfkey;
  return Array.from(
    crypto.getRandomValues(new Uint8Array(16)),
    (byte) => LETTERS[byte % LETTERS.length],
  ).join('');
}

/** The key as calls carry it. */
export function xrfkeyParams(key: string): {
  readonly headers: Readonly<Record<string, string>>;
  readonly queryParams: Readonly<Record<string, string>>;
} {
  return { headers: { 'X-Qlik-Xrfkey': key }, queryParams: { xrfkey: key } };
}

/** Options of {@link SilentSessionStrategy}. */
export interface SilentSignIn {
  readonly cookieSession: CookieSession;
  /**
   * Begins a session on the server for the user of this page.
   * @throws {QlikError} `sign-in-required` when no user is signed in to the application
   */
  readonly beginSession: () => Promise<void>;
  /** The error when the server began a session and does not know of it afterwards. */
  readonly noSessionError: () => QlikError;
}

/** Signs in with a session that needs no user interaction. */
export class SilentSessionStrategy implements FullStrategy {
  private readonly signedOut: SignedOutFlag;
  private readonly userHash: UserHash;
  private signOuts = 0;
  private readonly pendingSignOut = new PendingSignOut();
  private entering: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly connection: QlikConnection,
    private readonly signInBy: SilentSignIn,
  ) {
    this.signedOut = new SignedOutFlag(connection);
    this.userHash = new UserHash(connection);
  }

  async restore(): Promise<RestoredSession> {
    if (this.signedOut.isSet) return 'signed-out';
    try {
      await this.requireSession();
      return 'signed-in';
    } catch (thrown) {
      if (isSignInRequired(thrown)) return 'signed-out';
      throw thrown;
    }
  }

  /** The server begins a session at once, so a canceled sign-in may have succeeded. */
  signIn(options: SignInOptions): Promise<void> {
    return this.signedOut.clearFor(() => this.requireSession('any-user', options.signal), options);
  }

  credential(purpose: CredentialPurpose): Promise<QlikCredential> {
    return Promise.resolve(this.credentialOf(purpose));
  }

  /** The session may be valid and only its CSRF token stale. A session of another user does not count. */
  async renew(): Promise<boolean> {
    return (await this.probe()) || (await this.enter()) || notRenewed(this.signInBy.cookieSession);
  }

  isValid(): Promise<boolean> {
    return this.probe();
  }

  async isAccepted(): Promise<boolean> {
    return (await this.probe()) && acceptsCredential(this.connection, this.credentialOf('rest'));
  }

  signOut(): Promise<void> {
    // A sign-in that is under way ends the session that it begins.
    void this.pendingSignOut.add(this.entering);
    return this.pendingSignOut.add(this.end());
  }

  /** Only a sign-out by the user prevents an automatic sign-in of the next page. After a refusal the next page signs in again. */
  forget(reason: ForgetReason = 'signed-out'): Promise<void> {
    this.signOuts++;
    this.signInBy.cookieSession.forget();
    if (reason === 'signed-out') {
      this.signedOut.set();
      this.userHash.clear();
    }
    return Promise.resolve();
  }

  private async end(): Promise<void> {
    await this.forget();
    await this.signInBy.cookieSession.end();
  }

  private credentialOf(purpose: CredentialPurpose): QlikCredential {
    return this.signInBy.cookieSession.credential(purpose);
  }

  private async probe(): Promise<boolean> {
    return this.rememberUser(await this.signInBy.cookieSession.probe());
  }

  private rememberUser(isValid: boolean): boolean {
    const { user } = this.signInBy.cookieSession;
    if (isValid && user !== undefined) this.userHash.set(user);
    return isValid;
  }

  private async requireSession(accepts?: AcceptedUser, signal?: AbortSignal): Promise<void> {
    if (!(await this.enter(accepts, signal))) throw this.signInBy.noSessionError();
  }

  /** @returns whether the session that the server began is there */
  private enter(accepts?: AcceptedUser, signal?: AbortSignal): Promise<boolean> {
    const entering = this.beginSession(accepts, signal);
    this.entering = entering;
    return entering;
  }

  private async beginSession(accepts?: AcceptedUser, signal?: AbortSignal): Promise<boolean> {
    const begun = this.signOuts;
    await this.pendingSignOut.wait();
    throwIfCanceled(this.connection, signal);
    const { cookieSession, beginSession } = this.signInBy;
    await beginSession();
    const isValid = await cookieSession.probe(accepts);
    if (begun === this.signOuts) return this.rememberUser(isValid);
    // The session began after the user had signed out.
    cookieSession.forget();
    await cookieSession.end();
    throw signInAbandoned(this.connection);
  }
}
