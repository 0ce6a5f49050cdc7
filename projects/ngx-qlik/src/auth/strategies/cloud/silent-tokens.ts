import type { QlikConnection } from '../../../connections/connection';
import type {
  CredentialPurpose,
  QlikCredential,
  FullStrategy,
  ForgetReason,
  RestoredSession,
  SignInOptions,
  ConnectionOfType,
  StrategySetup,
} from '../../strategy';
import type { AcceptedUser } from '../../cookie-session/cookie-session';
import { signInRequired } from '../../connection-state';
import {
  acceptsCredential,
  isSignInRequired,
  PendingSignOut,
  signInAbandoned,
  describeProblem,
  readJsonObject,
  request,
  unexpectedResponse,
  signInRefused,
} from '../../requests/request';
import { SignedOutFlag, UserHash, sharedName, StorageEntry } from '../../browser-storage';
import {
  toBearer,
  TokenClient,
  toTemporary,
  type OAuthTokens,
  readExpiry,
  subjectOf,
} from '../../oauth/tokens';
import type { AnonymousAuth } from '../../../connections/connection-auth';
import { BackendClient } from '../../backend/backend-client';

export * as parts from '../../connection-parts';

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
  private readonly client: TokenClient;
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
    this.client = new TokenClient(connection, source.clientId);
  }

  async restore(): Promise<RestoredSession> {
    if (this.signedOut.isSet) return 'signed-out';
    try {
      return (await this.renew()) ? 'signed-in' : 'signed-out';
    } catch (thrown) {
      if (isSignInRequired(thrown)) return 'signed-out';
      throw thrown;
    }
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
    return toTemporary(await this.client.exchange(accessToken, exchangePurpose));
  }

  renew(): Promise<boolean> {
    return this.obtain();
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

/** With these the tenant refuses the access code, the client or the origin. */
const REFUSALS: readonly number[] = [400, 401, 403];

/**
 * Gets access tokens for an anonymous user by the tenant's `anonymous-embed` grant. The server has no sign-out: the token is forgotten.
 *
 * @see `@qlik/api` 2.19, `getAnonymousOauthAccessToken`
 */
export function createAnonymous({ connection }: StrategySetup<ConnectionOfType<'anonymous'>>): FullStrategy {
  return new SilentTokenStrategy(connection, {
    clientId: connection.auth.clientId,
    // The runtime of Qlik exchanges for this purpose in both cases.
    resourcePurpose: 'websocket',
    fetch: () => fetchToken(connection),
    end: () => Promise.resolve(),
  });
}

async function fetchToken(
  connection: QlikConnection & { readonly auth: AnonymousAuth },
): Promise<OAuthTokens> {
  const { auth, host } = connection;
  const response = await request(connection, {
    address: `${host}/oauth/token/anonymous-embed`,
    init: {
      method: 'POST',
      credentials: 'omit',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        eac: auth.accessCode,
        client_id: auth.clientId,
        grant_type: 'urn:qlik:oauth:anonymous-embed',
        tracking_code: trackingCode(connection),
      }),
    },
    remedy:
      "Check the network, and that this page's origin is an allowed origin of the OAuth client; then try again.",
  });
  const body = await readJsonObject(response);
  const { access_token: accessToken } = body;
  if (response.ok && typeof accessToken === 'string') {
    const expiresAt = readExpiry(body);
    return expiresAt === undefined ? { accessToken } : { accessToken, expiresAt };
  }
  if (!REFUSALS.includes(response.status))
    throw unexpectedResponse(connection, response, { reason: describeProblem(body) });
  throw signInRefused(connection, {
    reason: describeProblem(body),
    status: response.status,
    remedy:
      'Compare access code and client id with the anonymous share in the tenant, and its end with today.',
  });
}

const FORM = /^[0-9a-f]{40}$/;
const TIME_DIGITS = 8;
const RANDOM_BYTES = 16;

/**
 * Returns an identifier of this browser: seconds since 1970 in eight hexadecimal digits, and 32 random digits. Stored in this browser, so
 * that the tenant counts a returning anonymous user once.
 *
 * @see `@qlik/api` 2.19, `getOrCreateTrackingCode`
 */
export function trackingCode(connection: QlikConnection): string {
  const entry = new StorageEntry('local', sharedName('anonymous', connection));
  const stored = entry.read();
  const code = stored !== undefined && FORM.test(stored) ? stored : createTrackingCode();
  // Where storage is blocked, each page is another anonymous user.
  entry.write(code);
  return code;
}

function createTrackingCode(): string {
  const seconds = Math.floor(Date.now() / 1000)
    .toString(16)
    .padStart(TIME_DIGITS, '0');
  const random = Array.from(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)), toHex);
  return seconds + random.join('');
}

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/**
 * Access tokens that the backend fetches by `urn:qlik:oauth:user-impersonation` for the user of the application.
 *
 * A custom backend answers with `accessToken` and `expiresAt`, or with Qlik's own `access_token` and `expires_at`.
 */
export function createImpersonation({
  connection,
  backend,
  hasHostSession,
}: StrategySetup<ConnectionOfType<'oauth2-impersonation'>>): FullStrategy {
  const client = new BackendClient(connection, backend, hasHostSession);
  return new SilentTokenStrategy(connection, {
    clientId: connection.auth.clientId,
    resourcePurpose: 'webresource',
    ownerOf: ({ accessToken }) => subjectOf(accessToken),
    fetch: async (formerToken) => {
      // Named, so that the backend's cache does not hand out again what Qlik no longer takes.
      const answer = await client.post(
        'access-token',
        formerToken === undefined ? {} : { refusedToken: formerToken },
      );
      const accessToken = answer['accessToken'] ?? answer['access_token'];
      if (typeof accessToken !== 'string') {
        throw unexpectedResponse(connection, new Response(), {
          reason: "the backend's answer has no access token",
        });
      }
      const { expires_in } = answer;
      const expiresAt = readExpiry({ expires_in, expires_at: answer['expiresAt'] ?? answer['expires_at'] });
      return expiresAt === undefined ? { accessToken } : { accessToken, expiresAt };
    },
    end: async () => {
      await client.post('sign-out');
    },
  });
}
