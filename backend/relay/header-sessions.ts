import type { FastifyBaseLogger } from 'fastify';
import type { HostUser } from '../accounts/host-user.ts';
import type { SignInEpochs } from '../accounts/sign-in-epochs.ts';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { mapHeaderUser } from '../configuration/user-mapping.ts';
import { Problem } from '../errors/problem.ts';
import { fetchFor } from '../outgoing/outgoing.ts';
import { createXrfkey } from '../qlik/tickets.ts';
import { unreachable } from '../qlik/upstream-problem.ts';
import type { CookieJar } from './cookie-jar.ts';

type HeaderConnection = BackendConnection<'header'>;

/** A call in the name of a user of a virtual proxy with header authentication. */
interface Call {
  readonly user: HostUser;
  readonly session: string;
}

interface HeaderSessionsOptions {
  readonly epochs: SignInEpochs;
  readonly log: FastifyBaseLogger;
}

/** A session at a virtual proxy, as one call uses it: what comes back is kept for the sign-in that the call began under. */
export interface ProxySession {
  /** That a request needs. */
  readonly headers: Readonly<Record<string, string>>;
  /** Takes over the `Set-Cookie` headers of the answer. */
  readonly keep: (setCookie: readonly string[]) => Promise<void>;
  /** Lets the next call begin a session anew. */
  readonly forget: () => Promise<void>;
}

/** Where the cookies of one sign-in are kept, and by what the user is named there. */
interface ProxySignIn {
  readonly connection: HeaderConnection;
  readonly session: string;
  readonly epoch: string;
  readonly identity: Readonly<Record<string, string>>;
}

/** Sessions at virtual proxies with header authentication: begun once per session here, kept in the jar, and ended with it. */
export class HeaderSessions {
  readonly #jar: CookieJar;
  readonly #with: HeaderSessionsOptions;
  readonly #beginning = new Map<string, Promise<string | undefined>>();

  constructor(jar: CookieJar, options: HeaderSessionsOptions) {
    this.#jar = jar;
    this.#with = options;
  }

  /** @throws {Problem} 401 when the sign-out came meanwhile */
  async open(connection: HeaderConnection, { user, session }: Call): Promise<ProxySession> {
    const epoch = await this.#with.epochs.read(session, connection.id);
    const signIn = { connection, session, epoch, identity: identityHeader(connection, user) };
    const cookie = (await this.#jar.read(ownerOf(signIn))) ?? (await this.#begin(signIn));
    return {
      headers: { ...signIn.identity, ...(cookie === undefined ? {} : { cookie }) },
      keep: async (setCookie) => {
        await this.#keep(signIn, setCookie);
      },
      forget: () => this.#jar.empty(ownerOf(signIn)),
    };
  }

  /**
   * The token that shows the proxy that a WebSocket is no other site's; it belongs to the session, and this relay has made sure of the
   * page. Asked for each socket, as the session may have ended since the last. Servers before November 2024 have none.
   * @throws {Problem} 401 when the proxy does not take the header
   * @see Qlik support article 2539417
   */
  async socketToken(connection: HeaderConnection, call: Call): Promise<string | undefined> {
    const { headers, keep, forget } = await this.open(connection, call);
    const response = await request(connection, '/qps/csrftoken', { method: 'GET', headers });
    await keep(response.headers.getSetCookie());
    if (response.status === 404) return undefined;
    const token = response.headers.get('qlik-csrf-token');
    if (token !== null) return token;
    await forget();
    throw headerRefused(connection.id);
  }

  /**
   * Ends the proxy's session of an epoch.
   * @param epoch that has ended already, so that nothing new comes under it
   */
  async end(
    connection: HeaderConnection,
    { user, session, epoch }: Call & { readonly epoch: string },
  ): Promise<void> {
    await this.#endProxySession({ connection, session, epoch, identity: identityHeader(connection, user) });
  }

  /** Many first requests at once must not begin many sessions. */
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

  /** @returns false after the sign-out: what the proxy began for a request under way is ended there, and not kept */
  async #keep(signIn: ProxySignIn, setCookie: readonly string[]): Promise<boolean> {
    const { connection, session, epoch } = signIn;
    await this.#jar.keep(ownerOf(signIn), setCookie);
    // Asked after the writing: the sign-out has looked for cookies before, or finds them.
    if ((await this.#with.epochs.read(session, connection.id)) === epoch) return true;
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

function ownerOf({ connection, session, epoch }: ProxySignIn): string {
  return `${session}:${connection.id}:${epoch}`;
}

function identityHeader(connection: HeaderConnection, user: HostUser): Record<string, string> {
  const name = mapHeaderUser(connection.user, user, connection.id);
  const value = connection.headerValue
    .replaceAll('{directory}', () => connection.userDirectory)
    .replaceAll('{user}', () => name);
  return { [connection.headerName]: value };
}

/** Qlik asks for a sign-in where the header should have been one. */
export function headerRefused(connection: string): Problem {
  return new Problem(401, 'credential-refused', 'Qlik does not take the header that names the user.', {
    connection,
    remedy:
      'Try again; if it stays, an administrator compares the header name with that of the virtual proxy, and looks whether the user may sign in.',
  });
}

/** One of the backend's own calls to the proxy. The body of the answer is of no interest. @throws {Problem} */
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
      // The way to a sign-in page is an answer too.
      redirect: 'manual',
    });
    return { status: response.status, headers: response.headers };
  } catch (error) {
    throw unreachable(connection.id, error);
  }
}
