import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { HostUser } from '../accounts/host-user.ts';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { mapHeaderUser } from '../configuration/user-mapping.ts';
import { createXrfkey } from '../qlik/tickets.ts';
import { unreachable } from '../qlik/upstream-problem.ts';
import type { CookieJar } from './cookie-jar.ts';
import { tlsOptions } from './relayed-connection.ts';

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

  /** Source: Qlik's help, Proxy Service API, "Personal: Delete". */
  async end(connection: HeaderConnection, { user, session }: Call): Promise<void> {
    const owner = ownerOf(connection, session);
    const cookie = await this.#jar.read(owner);
    await this.#jar.empty(owner);
    if (cookie === undefined) return;
    await callUser(connection, 'DELETE', { ...identityHeader(connection, user), cookie });
  }

  /** Many first requests at once must not begin many sessions. */
  #begin(
    connection: HeaderConnection,
    owner: string,
    identity: Record<string, string>,
  ): Promise<string | undefined> {
    let beginning = this.#beginning.get(owner);
    if (beginning === undefined) {
      beginning = callUser(connection, 'GET', identity)
        .then((cookies) => this.#jar.keep(owner, cookies))
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

/** Calls `/qps/user`. @returns the cookies that the answer sets */
function callUser(
  connection: HeaderConnection,
  method: 'GET' | 'DELETE',
  headers: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const key = createXrfkey();
  const address = `${connection.host}/qps/user?xrfkey=${key}`;
  const options = {
    method,
    headers: { ...headers, 'x-qlik-xrfkey': key, accept: 'application/json' },
    signal: AbortSignal.timeout(connection.timeoutSeconds * 1000),
  };
  return new Promise((resolve, reject) => {
    const sent = address.startsWith('https:')
      ? requestHttps(address, { ...options, ...tlsOptions(connection) })
      : requestHttp(address, options);
    sent.once('response', (answer) => {
      answer.resume();
      answer.once('error', (error) => reject(unreachable(connection.id, error)));
      answer.once('end', () => resolve(answer.headers['set-cookie'] ?? []));
    });
    sent.once('error', (error) => reject(unreachable(connection.id, error)));
    sent.end();
  });
}
