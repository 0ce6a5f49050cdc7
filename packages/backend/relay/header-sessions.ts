import type { FastifyBaseLogger } from 'fastify';
import type { HostUser } from '../accounts/host-user.ts';
import type { SignInEpochs } from '../accounts/sign-in-epochs.ts';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { mapHeaderUser } from '../configuration/user-mapping.ts';
import { Problem } from '../errors/problem.ts';
import { fetchFor } from '../outgoing/tls-client.ts';
import { createXrfkey } from '../qlik/tickets.ts';
import { unreachable } from '../qlik/upstream-problem.ts';
import type { CookieJar } from './cookie-jar.ts';

type HeaderConnection = BackendConnection<'header'>;

/** A call in the name of a user of a virtual proxy with header authentication. */
interface Call {
  readonly user: HostUser;
  readonly hostSessionId: string;
}

interface HeaderSessionsOptions {
  readonly epochs: SignInEpochs;
  readonly log: FastifyBaseLogger;
}

/** A session at a virtual proxy for one call: its cookies are stored for the sign-in under which the call began. */
export interface ProxySession {
  /** Headers for a request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Stores the cookies of a response. */
  readonly keep: (setCookie: readonly string[]) => Promise<void>;
  /** Deletes the cookies that were sent, where they are the stored ones still: the next call begins a new session. */
  readonly forget: () => Promise<void>;
  /** Begins a new session after a refusal. Absent where this one is new: another would be refused too. */
  readonly renew?: () => Promise<ProxySession>;
}

/** The key of the cookies of one sign-in, and the header that names the user. */
interface ProxySignIn {
  readonly connection: HeaderConnection;
  readonly hostSessionId: string;
  readonly epoch: string;
  readonly identity: Readonly<Record<string, string>>;
}

/** Sessions at virtual proxies with header authentication: begun once per session of the application, stored in the cookie jar, and ended with the session. */
export class HeaderSessions {
  readonly #jar: CookieJar;
  readonly #with: HeaderSessionsOptions;
  readonly #beginning = new Map<string, Promise<string | undefined>>();

  constructor(jar: CookieJar, options: HeaderSessionsOptions) {
    this.#jar = jar;
    this.#with = options;
  }

  /** @throws {Problem} 401 when the sign-out came meanwhile */
  async open(connection: HeaderConnection, { user, hostSessionId }: Call): Promise<ProxySession> {
    const epoch = await this.#with.epochs.read(hostSessionId, connection.id);
    const signIn = { connection, hostSessionId, epoch, identity: identityHeader(connection, user) };
    const stored = await this.#jar.read(ownerOf(signIn));
    if (stored === undefined) return this.#sessionOf(signIn, await this.#begin(signIn));
    return {
      ...this.#sessionOf(signIn, stored),
      // Under the same epoch: after a sign-out meanwhile, the new session is ended.
      renew: async () =>
        this.#sessionOf(signIn, (await this.#jar.read(ownerOf(signIn))) ?? (await this.#begin(signIn))),
    };
  }

  #sessionOf(signIn: ProxySignIn, cookie: string | undefined): ProxySession {
    return {
      headers: { ...signIn.identity, ...(cookie === undefined ? {} : { cookie }) },
      keep: async (setCookie) => {
        await this.#keep(signIn, setCookie);
      },
      forget: async () => {
        if (cookie !== undefined) await this.#jar.emptyOf(ownerOf(signIn), cookie);
      },
    };
  }

  /**
   * Returns the CSRF token for a WebSocket; it belongs to the session, and this relay has checked the origin of the
   * page. Requested for each socket, as the session may have ended since the last; then another is begun, once. Servers before November
   * 2024 have none.
   * @throws {Problem} 401 when the proxy does not accept the header
   * @see Qlik support article 2539417
   */
  async socketToken(connection: HeaderConnection, call: Call): Promise<string | undefined> {
    const proxySession = await this.open(connection, call);
    const first = await requestSocketToken(connection, proxySession);
    const renewed = first === 'refused' ? await proxySession.renew?.() : undefined;
    const answer = renewed === undefined ? first : await requestSocketToken(connection, renewed);
    if (answer === 'refused') throw headerRefused(connection.id);
    return answer.token;
  }

  /**
   * Ends the proxy's session of an epoch.
   * @param epoch that has ended already, so that nothing new comes under it
   */
  async end(
    connection: HeaderConnection,
    { user, hostSessionId, epoch }: Call & { readonly epoch: string },
  ): Promise<void> {
    await this.#endProxySession({
      connection,
      hostSessionId,
      epoch,
      identity: identityHeader(connection, user),
    });
  }

  /** Concurrent first requests begin one session. */
  #begin(signIn: ProxySignIn): Promise<string | undefined> {
    const owner = ownerOf(signIn);
    let beginning = this.#beginning.get(owner);
    if (beginning === undefined) {
      beginning = this.#beginOnce(signIn).finally(() => this.#beginning.delete(owner));
      this.#beginning.set(owner, beginning);
    }
    return beginning;
  }

  async #beginOnce(signIn: ProxySignIn): Promise<string | undefined> {
    const { connection, identity } = signIn;
    const { headers } = await request(connection, '/qps/user', { method: 'GET', headers: identity });
    const isKept = await this.#keep(signIn, headers.getSetCookie());
    if (isKept) return this.#jar.read(ownerOf(signIn));
    throw new Problem(401, 'host-signed-out', 'The session ended meanwhile.', {
      connection: connection.id,
      remedy: 'Sign in again.',
    });
  }

  /** @returns false after the sign-out: the session that the proxy began for a request under way is ended there, and not stored */
  async #keep(signIn: ProxySignIn, setCookie: readonly string[]): Promise<boolean> {
    const { connection, hostSessionId, epoch } = signIn;
    await this.#jar.keep(ownerOf(signIn), setCookie);
    // Read after the write: a concurrent sign-out changes the epoch first, or finds the cookies.
    if ((await this.#with.epochs.read(hostSessionId, connection.id)) === epoch) return true;
    try {
      await this.#endProxySession(signIn);
    } catch (error) {
      this.#with.log.warn({ err: error, connection: connection.id }, 'a session at Qlik was not ended');
    }
    return false;
  }

  /** Source: Qlik's help, Proxy Service API, "Personal: Delete". */
  async #endProxySession(signIn: ProxySignIn): Promise<void> {
    const { connection, identity } = signIn;
    const cookie = await this.#jar.take(ownerOf(signIn));
    if (cookie === undefined) return;
    await request(connection, '/qps/user', { method: 'DELETE', headers: { ...identity, cookie } });
  }
}

function ownerOf({ connection, hostSessionId, epoch }: ProxySignIn): string {
  return `${hostSessionId}:${connection.id}:${epoch}`;
}

function identityHeader(connection: HeaderConnection, user: HostUser): Record<string, string> {
  const name = mapHeaderUser(connection.user, user, connection.id);
  const value = connection.headerValue
    .replaceAll('{directory}', () => connection.userDirectory)
    .replaceAll('{user}', () => name);
  return { [connection.headerName]: value };
}

/** @returns no token where the server has none; `refused` where the session has ended, whose cookies are then deleted */
async function requestSocketToken(
  connection: HeaderConnection,
  { headers, keep, forget }: ProxySession,
): Promise<{ readonly token: string | undefined } | 'refused'> {
  const response = await request(connection, '/qps/csrftoken', { method: 'GET', headers });
  const token = response.headers.get('qlik-csrf-token');
  if (response.status !== 404 && token === null) {
    await forget();
    return 'refused';
  }
  await keep(response.headers.getSetCookie());
  return { token: token ?? undefined };
}

/** Qlik asks for a sign-in although the header names the user. */
export function headerRefused(connection: string): Problem {
  return new Problem(401, 'credential-refused', 'Qlik does not take the header that names the user.', {
    connection,
    remedy:
      'Try again; if it stays, an administrator compares the header name with that of the virtual proxy, and looks whether the user may sign in.',
  });
}

/** Sends one of the backend's own requests to the proxy; the body of the response is ignored. @throws {Problem} */
async function request(
  connection: HeaderConnection,
  path: string,
  {
    method,
    headers,
  }: { readonly method: 'GET' | 'DELETE'; readonly headers: Readonly<Record<string, string>> },
): Promise<{ readonly status: number; readonly headers: Response['headers'] }> {
  const key = createXrfkey();
  try {
    const response = await fetchFor(connection, `${connection.host}${path}?xrfkey=${key}`, {
      method,
      headers: { ...headers, 'x-qlik-xrfkey': key, accept: 'application/json' },
      // A redirect to a sign-in page is a response too.
      redirect: 'manual',
    });
    return { status: response.status, headers: response.headers };
  } catch (error) {
    throw unreachable(connection.id, error);
  }
}
