import type { QlikConnection } from '../../connections/connection';
import type {
  CredentialPurpose,
  QlikCredential,
  FullStrategy,
  ForgetReason,
  RestoredSession,
  SignInOptions,
} from '../strategy';
import type { AcceptedUser } from '../cookie-session/cookie-session';
import { signInRequired } from '../connection-state';
import { acceptsCredential, isSignInRequired, PendingSignOut, signInAbandoned } from '../requests/request';
import { SignedOutFlag, UserHash } from '../browser-storage';
import { toBearer, toTemporary, type OAuthTokens } from './tokens';
import { TokenEndpoint } from './token-endpoint';

/** Source of the access tokens of a {@link SilentTokenStrategy}. */
export interface TokenSource {
  readonly clientId: string;
  /**
   * @param formerToken the one that is to be replaced, where there is one
   * @throws {QlikError} `sign-in-required` when the source has no token for this user
   */
  fetch(formerToken: string | undefined): Promise<OAuthTokens>;
  /** Reports to the source that its tokens are no longer used. */
  end(): Promise<void>;
  /** What the temporary token of an image or script is exchanged for. */
  readonly resourcePurpose: 'webresource' | 'websocket';
  /**
   * Returns a stable identifier of the token's user, where all tabs of the application have the same user.
   * `undefined` where the token has none.
   */
  readonly ownerOf?: (tokens: OAuthTokens) => string | undefined;
}

/** Signs in with an access token that needs no user interaction. Keeps it in memory only. */
export class SilentTokenStrategy implements FullStrategy {
  private readonly signedOut: SignedOutFlag;
  private readonly userHash: UserHash;
  private readonly endpoint: TokenEndpoint;
  private tokens: OAuthTokens | undefined;
  private owner: string | undefined;
  private signOuts = 0;
  private readonly pendingSignOut = new PendingSignOut();

  constructor(
    private readonly connection: QlikConnection,
    private readonly source: TokenSource,
  ) {
    this.signedOut = new SignedOutFlag(connection);
    this.userHash = new UserHash(connection);
    this.endpoint = new TokenEndpoint(connection, source.clientId);
  }

  async restore(): Promise<RestoredSession> {
    return !this.signedOut.isSet && (await this.renew()) ? 'signed-in' : 'signed-out';
  }

  signIn(options: SignInOptions): Promise<void> {
    return this.signedOut.clearFor(async () => {
      if (!(await this.obtain('any-user', options.signal))) throw signInAbandoned(this.connection);
    }, options);
  }

  async credential(purpose: CredentialPurpose): Promise<QlikCredential> {
    if (!this.tokens) throw signInRequired(this.connection);
    if (purpose === 'rest') return toBearer(this.tokens);
    const { accessToken } = this.tokens;
    const exchangePurpose = purpose === 'websocket' ? 'websocket' : this.source.resourcePurpose;
    return toTemporary(await this.endpoint.exchange(accessToken, exchangePurpose));
  }

  async renew(): Promise<boolean> {
    try {
      return await this.obtain();
    } catch (thrown) {
      if (isSignInRequired(thrown)) return false;
      throw thrown;
    }
  }

  /** Sends no request: returns false when another tab has tokens of another user by now. */
  isValid(): Promise<boolean> {
    return Promise.resolve(this.userHash.isOwn);
  }

  /** Asks the tenant with the token at hand. */
  async isAccepted(): Promise<boolean> {
    return this.tokens !== undefined && acceptsCredential(this.connection, toBearer(this.tokens));
  }

  signOut(): Promise<void> {
    return this.pendingSignOut.add(this.end());
  }

  /** Only a sign-out by the user prevents an automatic sign-in of the next page. After a refusal the next page signs in again. */
  forget(reason: ForgetReason = 'signed-out'): Promise<void> {
    this.signOuts++;
    this.tokens = undefined;
    this.owner = undefined;
    if (reason === 'signed-out') {
      this.signedOut.set();
      this.userHash.clear();
    }
    return Promise.resolve();
  }

  private async end(): Promise<void> {
    await this.forget();
    await this.source.end();
  }

  /**
   * @returns false when a sign-out came in between, the sign-in was canceled, or the token is for another user than the one before and
   *   this one has to be the same
   */
  private async obtain(accepts: AcceptedUser = 'same-user', signal?: AbortSignal): Promise<boolean> {
    const begun = this.signOuts;
    await this.pendingSignOut.wait();
    const tokens = await this.source.fetch(this.tokens?.accessToken);
    if (begun !== this.signOuts || signal?.aborted) return false;
    const owner = this.source.ownerOf?.(tokens);
    if (accepts === 'same-user' && this.owner !== undefined && owner !== this.owner) return false;
    this.owner = owner;
    if (owner !== undefined) this.userHash.set(owner);
    this.tokens = tokens;
    return true;
  }
}
