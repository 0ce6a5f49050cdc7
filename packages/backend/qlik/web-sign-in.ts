import type { FastifyBaseLogger } from 'fastify';
import * as openid from 'openid-client';
import { z } from 'zod';
import type { SignInEpochs } from '../accounts/sign-in-epochs.ts';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { Problem } from '../errors/problem.ts';
import type { StateStore } from '../state/state-store.ts';
import { revokeTokens } from './revocation.ts';
import { fetchFor, httpClientOf } from '../outgoing/tls-client.ts';
import { openidFetch } from '../outgoing/openid-fetch.ts';
import { unreachable } from './upstream-problem.ts';

type WebConnection = BackendConnection<'oauth2-web'>;

/** The user has this long to sign in at the tenant. */
const ATTEMPT_MS = 15 * 60_000;
const SKEW_MS = 60_000;
const UNKNOWN_LIFE_SECONDS = 300;

const attemptShape = z.object({
  connection: z.string(),
  hostSessionId: z.string(),
  epoch: z.string(),
  verifier: z.string(),
  redirectUri: z.string(),
  returnTo: z.string(),
});
const tokensShape = z.object({
  accessToken: z.string(),
  expiresAt: z.number(),
  refreshToken: z.string().optional(),
});
const userShape = z.object({ id: z.string(), name: z.string(), email: z.string().optional() });

type Tokens = z.infer<typeof tokensShape>;

/** The user who signed in at the tenant. */
export type QlikUser = z.infer<typeof userShape>;

interface WebSignInOptions {
  /** After the last renewal of a token. */
  readonly lifetimeMs: number;
  readonly epochs: SignInEpochs;
  readonly log: FastifyBaseLogger;
}

/** The key of tokens: a session at a connection, from a sign-in to the sign-out. */
interface TokenKey {
  readonly connection: WebConnection;
  readonly hostSessionId: string;
  readonly epoch: string;
}

/** The confidential web client: users sign in at the tenant, and their tokens stay in the backend, one set per session and connection. */
export class WebSignIn {
  readonly #state: StateStore;
  readonly #with: WebSignInOptions;
  readonly #configurations = new Map<string, Promise<openid.Configuration>>();

  constructor(state: StateStore, options: WebSignInOptions) {
    this.#state = state;
    this.#with = options;
  }

  /** Returns the authorization URL. @throws {Problem} */
  async begin(
    connection: WebConnection,
    {
      hostSessionId,
      redirectUri,
      returnTo,
    }: { readonly hostSessionId: string; readonly redirectUri: string; readonly returnTo: string },
  ): Promise<URL> {
    const { epoch } = await this.#tokenKey(connection, hostSessionId);
    const configuration = await this.#discover(connection);
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const attempt = { connection: connection.id, hostSessionId, epoch, verifier, redirectUri, returnTo };
    await this.#state.set(`web-sign-in:${state}`, JSON.stringify(attempt), ATTEMPT_MS);
    return openid.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: connection.scope,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
    });
  }

  /**
   * Redeems the authorization code of the callback.
   * @param query of the callback
   * @returns the path to go on to
   * @throws {Problem} 400 for a state that was not begun in this session since its last sign-out, 401 when the tenant refuses
   */
  async finish(connection: WebConnection, hostSessionId: string, query: URLSearchParams): Promise<string> {
    const [state = '', ...more] = query.getAll('state');
    const text = state === '' || more.length > 0 ? undefined : await this.#state.take(`web-sign-in:${state}`);
    const attempt = text === undefined ? undefined : attemptShape.parse(JSON.parse(text));
    const tokenKey = await this.#tokenKey(connection, hostSessionId);
    const isAttemptKnown = attempt?.connection === connection.id && attempt.hostSessionId === hostSessionId;
    if (!isAttemptKnown || attempt.epoch !== tokenKey.epoch) {
      throw new Problem(
        400,
        'sign-in-unknown',
        'This sign-in was not begun here, is too old or was used already.',
        {
          connection: connection.id,
          remedy: 'Sign in again.',
        },
      );
    }
    const callbackUrl = new URL(attempt.redirectUri);
    callbackUrl.search = query.toString();
    const configuration = await this.#discover(connection);
    try {
      const response = await openid.authorizationCodeGrant(configuration, callbackUrl, {
        pkceCodeVerifier: attempt.verifier,
        expectedState: state,
      });
      await this.#keep(tokenKey, toTokens(response));
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Problem(401, 'qlik-sign-in-refused', 'The sign-in at Qlik was not completed.', {
        connection: connection.id,
        cause: error,
        remedy: 'Sign in again. If it keeps failing, an administrator finds the reason in the log.',
      });
    }
    return attempt.returnTo;
  }

  /**
   * Returns the session's access token; one caller renews it before it expires.
   * @param refusedToken a token that Qlik refused
   * @throws {Problem} 401 when the user has to sign in (again)
   */
  async accessToken(
    connection: WebConnection,
    hostSessionId: string,
    refusedToken?: string,
  ): Promise<string> {
    const isGood = ({ accessToken, expiresAt }: Tokens): boolean =>
      expiresAt - SKEW_MS > Date.now() && accessToken !== refusedToken;
    const tokenKey = await this.#tokenKey(connection, hostSessionId);
    const known = await this.#tokens(tokenKey);
    if (known !== undefined && isGood(known)) return known.accessToken;
    return this.#state.withLock(key(tokenKey), async () => {
      const current = await this.#tokens(tokenKey);
      if (current === undefined) throw signedOut(connection);
      if (isGood(current)) return current.accessToken;
      const renewed = await this.#refresh(tokenKey, current);
      return renewed.accessToken;
    });
  }

  async isSignedIn(connection: WebConnection, hostSessionId: string): Promise<boolean> {
    return (await this.#tokens(await this.#tokenKey(connection, hostSessionId))) !== undefined;
  }

  /** Returns the user who is signed in at the tenant. @throws {Problem} */
  async user(connection: WebConnection, hostSessionId: string): Promise<QlikUser> {
    const ask = async (token: string): Promise<Response> => {
      try {
        return await fetchFor(connection, `${connection.host}/api/v1/users/me`, {
          headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
        });
      } catch (error) {
        throw unreachable(connection.id, error);
      }
    };
    const token = await this.accessToken(connection, hostSessionId);
    let response = await ask(token);
    if (response.status === 401)
      response = await ask(await this.accessToken(connection, hostSessionId, token));
    if (response.status === 401) throw signedOut(connection);
    const read = userShape.safeParse(response.ok ? await response.json().catch(() => undefined) : undefined);
    if (read.success) return read.data;
    throw new Problem(502, 'qlik-failed', 'Qlik did not return the signed-in user.', {
      connection: connection.id,
    });
  }

  /**
   * Deletes the tokens of an epoch and revokes them at the tenant; the sign-out here does not fail when the tenant cannot be reached.
   * @param epoch that has ended already, so that nothing new comes under it
   */
  async end(
    connection: WebConnection,
    { hostSessionId, epoch }: { readonly hostSessionId: string; readonly epoch: string },
  ): Promise<void> {
    const text = await this.#state.take(key({ connection, hostSessionId, epoch }));
    if (text !== undefined) await this.#revoke(connection, tokensShape.parse(JSON.parse(text)));
  }

  async #tokenKey(connection: WebConnection, hostSessionId: string): Promise<TokenKey> {
    return { connection, hostSessionId, epoch: await this.#with.epochs.read(hostSessionId, connection.id) };
  }

  async #revoke(connection: WebConnection, { accessToken, refreshToken }: Tokens): Promise<void> {
    const revocable = [
      ...(refreshToken === undefined ? [] : [{ token: refreshToken, hint: 'refresh_token' as const }]),
      { token: accessToken, hint: 'access_token' as const },
    ];
    await revokeTokens(connection, revocable, this.#with.log);
  }

  async #refresh(tokenKey: TokenKey, { refreshToken }: Tokens): Promise<Tokens> {
    const { connection } = tokenKey;
    if (refreshToken === undefined) {
      await this.#state.delete(key(tokenKey));
      throw signedOut(connection);
    }
    const configuration = await this.#discover(connection);
    try {
      const response = await openid.refreshTokenGrant(configuration, refreshToken);
      return await this.#keep(tokenKey, { refreshToken, ...toTokens(response) });
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (error instanceof openid.ResponseBodyError && error.status < 500 && error.status !== 429) {
        await this.#state.delete(key(tokenKey));
        throw signedOut(connection, error);
      }
      throw unreachable(connection.id, error);
    }
  }

  /**
   * Stores the issued tokens. After a sign-out they are revoked instead.
   * @throws {Problem} 401 after a sign-out
   */
  async #keep(tokenKey: TokenKey, tokens: Tokens): Promise<Tokens> {
    const { connection, hostSessionId, epoch } = tokenKey;
    const { epochs, lifetimeMs } = this.#with;
    const isOver = async (): Promise<boolean> => (await epochs.read(hostSessionId, connection.id)) !== epoch;
    if (!(await isOver())) {
      await this.#state.set(key(tokenKey), JSON.stringify(tokens), lifetimeMs);
      // Checked again: a sign-out between the check and the write did not find these tokens.
      if (!(await isOver())) return tokens;
      await this.#state.delete(key(tokenKey));
    }
    await this.#revoke(connection, tokens);
    throw signedOut(connection);
  }

  async #tokens(tokenKey: TokenKey): Promise<Tokens | undefined> {
    const text = await this.#state.get(key(tokenKey));
    return text === undefined ? undefined : tokensShape.parse(JSON.parse(text));
  }

  /** Discovers the endpoints once per connection; again after a failure. Source: RFC 8414. */
  async #discover(connection: WebConnection): Promise<openid.Configuration> {
    const { id, host, clientId, clientSecret, timeoutSeconds } = connection;
    let configuration = this.#configurations.get(id);
    if (configuration === undefined) {
      configuration = openid.discovery(
        new URL(host),
        clientId,
        undefined,
        openid.ClientSecretPost(clientSecret),
        {
          algorithm: 'oauth2',
          [openid.customFetch]: openidFetch(httpClientOf(connection)),
          timeout: timeoutSeconds,
          execute: host.startsWith('http:') ? [openid.allowInsecureRequests] : [],
        },
      );
      this.#configurations.set(id, configuration);
    }
    try {
      return await configuration;
    } catch (error) {
      this.#configurations.delete(id);
      throw unreachable(id, error);
    }
  }
}

function key({ connection, hostSessionId, epoch }: TokenKey): string {
  return `web-tokens:${hostSessionId}:${connection.id}:${epoch}`;
}

function signedOut({ id }: WebConnection, cause?: unknown): Problem {
  return new Problem(401, 'qlik-signed-out', 'You are not signed in to this Qlik connection.', {
    connection: id,
    remedy: 'Sign in to it.',
    members: { signIn: `/api/qlik/${id}/sign-in` },
    ...(cause === undefined ? {} : { cause }),
  });
}

function toTokens(response: openid.TokenEndpointResponse): Tokens {
  const {
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: seconds,
    expires_at: at,
  } = response;
  const given = typeof at === 'string' ? Date.parse(at) : NaN;
  const expiresAt = Number.isNaN(given) ? Date.now() + (seconds ?? UNKNOWN_LIFE_SECONDS) * 1000 : given;
  return { accessToken, expiresAt, ...(refreshToken === undefined ? {} : { refreshToken }) };
}
