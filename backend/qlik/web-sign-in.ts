import type { FastifyBaseLogger } from 'fastify';
import * as openid from 'openid-client';
import { z } from 'zod';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { Problem } from '../errors/problem.ts';
import type { StateStore } from '../state/state-store.ts';
import { unreachable } from './upstream-problem.ts';

type WebConnection = BackendConnection<'oauth2-web'>;

/** The user has this long to sign in at the tenant. */
const ATTEMPT_MS = 15 * 60_000;
const SKEW_MS = 60_000;
const REVOKE_LIMIT_SECONDS = 5;
const UNKNOWN_LIFE_SECONDS = 300;

const attemptShape = z.object({
  connection: z.string(),
  session: z.string(),
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

/** Someone who signed in at the tenant. */
export type QlikUser = z.infer<typeof userShape>;

/** The confidential web client: users sign in at the tenant, and their tokens stay here, one set per session and connection. */
export class WebSignIn {
  readonly #state: StateStore;
  readonly #lifetimeMs: number;
  readonly #log: FastifyBaseLogger;
  readonly #configurations = new Map<string, Promise<openid.Configuration>>();

  constructor(state: StateStore, lifetimeMs: number, log: FastifyBaseLogger) {
    this.#state = state;
    this.#lifetimeMs = lifetimeMs;
    this.#log = log;
  }

  /** Where to send the user. @throws {Problem} */
  async begin(
    connection: WebConnection,
    {
      session,
      redirectUri,
      returnTo,
    }: { readonly session: string; readonly redirectUri: string; readonly returnTo: string },
  ): Promise<URL> {
    const configuration = await this.#discover(connection);
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const attempt = { connection: connection.id, session, verifier, redirectUri, returnTo };
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
   * Redeems the code that the user came back with.
   * @param query of the callback
   * @returns the path to go on to
   * @throws {Problem} 400 for a state that was not begun in this session, 401 when the tenant refuses
   */
  async finish(connection: WebConnection, session: string, query: URLSearchParams): Promise<string> {
    const state = query.get('state') ?? '';
    const text = state === '' ? undefined : await this.#state.take(`web-sign-in:${state}`);
    const attempt = text === undefined ? undefined : attemptShape.parse(JSON.parse(text));
    if (attempt?.connection !== connection.id || attempt.session !== session) {
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
    const visited = new URL(attempt.redirectUri);
    visited.search = query.toString();
    const configuration = await this.#discover(connection);
    try {
      const answer = await openid.authorizationCodeGrant(configuration, visited, {
        pkceCodeVerifier: attempt.verifier,
        expectedState: state,
      });
      await this.#keep(connection, session, toTokens(answer));
    } catch (error) {
      throw new Problem(401, 'qlik-sign-in-refused', 'The sign-in at Qlik was not completed.', {
        connection: connection.id,
        cause: error,
        remedy: 'Sign in again. If it keeps failing, an administrator finds the reason in the log.',
      });
    }
    return attempt.returnTo;
  }

  /**
   * The session's access token, renewed by one caller when it is about to end.
   * @param refusedToken one that Qlik did not take any more
   * @throws {Problem} 401 when the user has to sign in (again)
   */
  async accessToken(connection: WebConnection, session: string, refusedToken?: string): Promise<string> {
    const isGood = ({ accessToken, expiresAt }: Tokens): boolean =>
      expiresAt - SKEW_MS > Date.now() && accessToken !== refusedToken;
    const known = await this.#tokens(connection, session);
    if (known !== undefined && isGood(known)) return known.accessToken;
    return this.#state.exclusively(key(connection, session), async () => {
      const current = await this.#tokens(connection, session);
      if (current === undefined) throw signedOut(connection);
      if (isGood(current)) return current.accessToken;
      const renewed = await this.#refresh(connection, session, current);
      return renewed.accessToken;
    });
  }

  async isSignedIn(connection: WebConnection, session: string): Promise<boolean> {
    return (await this.#tokens(connection, session)) !== undefined;
  }

  /** Who is signed in at the tenant. @throws {Problem} */
  async user(connection: WebConnection, session: string): Promise<QlikUser> {
    const ask = async (token: string): Promise<Response> => {
      try {
        return await fetch(`${connection.host}/api/v1/users/me`, {
          headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
          redirect: 'error',
          signal: AbortSignal.timeout(connection.timeoutSeconds * 1000),
        });
      } catch (error) {
        throw unreachable(connection.id, error);
      }
    };
    const token = await this.accessToken(connection, session);
    let answer = await ask(token);
    if (answer.status === 401) answer = await ask(await this.accessToken(connection, session, token));
    if (answer.status === 401) throw signedOut(connection);
    const read = userShape.safeParse(answer.ok ? await answer.json().catch(() => undefined) : undefined);
    if (read.success) return read.data;
    throw new Problem(502, 'qlik-failed', 'Qlik does not say who is signed in.', {
      connection: connection.id,
    });
  }

  /** Forgets the tokens and has the tenant revoke them; that it cannot be reached does not keep anybody signed in here. */
  async end(connection: WebConnection, session: string): Promise<void> {
    const tokens = await this.#tokens(connection, session);
    await this.#state.delete(key(connection, session));
    if (tokens === undefined) return;
    const revocable = [tokens.refreshToken, tokens.accessToken].filter((token) => token !== undefined);
    const signal = AbortSignal.timeout(REVOKE_LIMIT_SECONDS * 1000);
    await Promise.all(
      revocable.map(async (token) => {
        try {
          // Qlik documents JSON here, with the client's credentials left out.
          const answer = await fetch(`${connection.host}/oauth/revoke`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              token,
              token_type_hint: token === tokens.accessToken ? 'access_token' : 'refresh_token',
            }),
            redirect: 'error',
            signal,
          });
          if (!answer.ok) this.#log.warn({ status: answer.status }, 'a token was not revoked');
          await answer.body?.cancel();
        } catch (error) {
          this.#log.warn({ err: error }, 'a token was not revoked');
        }
      }),
    );
  }

  async #refresh(connection: WebConnection, session: string, { refreshToken }: Tokens): Promise<Tokens> {
    if (refreshToken === undefined) {
      await this.#state.delete(key(connection, session));
      throw signedOut(connection);
    }
    const configuration = await this.#discover(connection);
    try {
      const answer = await openid.refreshTokenGrant(configuration, refreshToken);
      return await this.#keep(connection, session, { refreshToken, ...toTokens(answer) });
    } catch (error) {
      if (error instanceof openid.ResponseBodyError && error.status < 500 && error.status !== 429) {
        await this.#state.delete(key(connection, session));
        throw signedOut(connection, error);
      }
      throw unreachable(connection.id, error);
    }
  }

  async #keep(connection: WebConnection, session: string, tokens: Tokens): Promise<Tokens> {
    await this.#state.set(key(connection, session), JSON.stringify(tokens), this.#lifetimeMs);
    return tokens;
  }

  async #tokens(connection: WebConnection, session: string): Promise<Tokens | undefined> {
    const text = await this.#state.get(key(connection, session));
    return text === undefined ? undefined : tokensShape.parse(JSON.parse(text));
  }

  /** Asked once per connection; asked again when it failed. Source: RFC 8414, which Qlik Cloud answers. */
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

function key(connection: WebConnection, session: string): string {
  return `web-tokens:${session}:${connection.id}`;
}

function signedOut({ id }: WebConnection, cause?: unknown): Problem {
  return new Problem(401, 'qlik-signed-out', 'You are not signed in to this Qlik connection.', {
    connection: id,
    remedy: 'Sign in to it.',
    members: { signIn: `/api/qlik/${id}/sign-in` },
    ...(cause === undefined ? {} : { cause }),
  });
}

function toTokens(answer: openid.TokenEndpointResponse): Tokens {
  const {
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: seconds,
    expires_at: at,
  } = answer;
  const given = typeof at === 'string' ? Date.parse(at) : NaN;
  const expiresAt = Number.isNaN(given) ? Date.now() + (seconds ?? UNKNOWN_LIFE_SECONDS) * 1000 : given;
  return { accessToken, expiresAt, ...(refreshToken === undefined ? {} : { refreshToken }) };
}
