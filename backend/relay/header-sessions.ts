import type { Response } from 'undici';
import type { HostUser } from '../accounts/host-user.ts';
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

/** Sessions at virtual proxies with header authentication: begun once per session here, kept in the jar, and ended with it. */
export class HeaderSessions {
  readonly #jar: CookieJar;
  readonly #beginning = new Map<string, Promise<string | undefined>>();

  constructor(jar: CookieJar) {
    this.#jar = jar;
  }

  /** The headers that a request of that user needs. @throws {Problem} */
  async headers(connection: HeaderConnection, { user, session }: Call): Promise<Record<string, string>> {
    const owner = ownerOf(connection, session);
    const identity = identityHeader(connection, user);
    const cookie = (await this.#jar.read(owner)) ?? (await this.#begin(connection, owner, identity));
    return { ...identity, ...(cookie === undefined ? {} : { cookie }) };
  }

  async keep(connection: HeaderConnection, session: string, setCookie: readonly string[]): Promise<void> {
    await this.#jar.keep(ownerOf(connection, session), setCookie);
  }

  /**
   * The token that shows the proxy that a WebSocket is no other site's; it belongs to the session, and this relay has made sure of the
   * page. Asked for each socket, as the session may have ended since the last. Servers before November 2024 have none.
   * @throws {Problem} 401 when the proxy does not take the header
   * @see Qlik support article 2539417
   */
  async socketToken(connection: HeaderConnection, call: Call): Promise<string | undefined> {
    const answer = await request(connection, '/qps/csrftoken', {
      method: 'GET',
      headers: await this.headers(connection, call),
    });
    await this.keep(connection, call.session, answer.headers.getSetCookie());
    if (answer.status === 404) return undefined;
    const token = answer.headers.get('qlik-csrf-token');
    if (token !== null) return token;
    await this.forget(connection, call.session);
    throw notTaken(connection.id);
  }

  /** Lets the next call begin a session anew. */
  async forget(connection: HeaderConnection, session: string): Promise<void> {
    await this.#jar.empty(ownerOf(connection, session));
  }

  /** Source: Qlik's help, Proxy Service API, "Personal: Delete". */
  async end(connection: HeaderConnection, { user, session }: Call): Promise<void> {
    const owner = ownerOf(connection, session);
    const cookie = await this.#jar.read(owner);
    await this.#jar.empty(owner);
    if (cookie === undefined) return;
    await request(connection, '/qps/user', {
      method: 'DELETE',
      headers: { ...identityHeader(connection, user), cookie },
    });
  }

  /** Many first requests at once must not begin many sessions. */
  #begin(
    connection: HeaderConnection,
    owner: string,
    identity: Record<string, string>,
  ): Promise<string | undefined> {
    let beginning = this.#beginning.get(owner);
    if (beginning === undefined) {
      beginning = request(connection, '/qps/user', { method: 'GET', headers: identity })
        .then(({ headers }) => this.#jar.keep(owner, headers.getSetCookie()))
        .then(() => this.#jar.read(owner))
        .finally(() => this.#beginning.delete(owner));
      this.#beginning.set(owner, beginning);
    }
    return beginning;
  }
}

function ownerOf({ id }: HeaderConnection, session: string): string {
  return `${session}:${id}`;
}

function identityHeader(connection: HeaderConnection, user: HostUser): Record<string, string> {
  const name = mapHeaderUser(connection.user, user, connection.id);
  const value = connection.headerValue
    .replaceAll('{directory}', () => connection.userDirectory)
    .replaceAll('{user}', () => name);
  return { [connection.headerName]: value };
}

/** Qlik asks for a sign-in where the header should have been one. */
export function notTaken(connection: string): Problem {
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
    const answer = await fetchFor(connection, `${connection.host}${path}?xrfkey=${key}`, {
      method,
      headers: { ...headers, 'x-qlik-xrfkey': key, accept: 'application/json' },
      // The way to a sign-in page is an answer too.
      redirect: 'manual',
    });
    await answer.body?.cancel();
    return { status: answer.status, headers: answer.headers };
  } catch (error) {
    throw unreachable(connection.id, error);
  }
}
