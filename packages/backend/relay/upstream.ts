import type { FastifyBaseLogger } from 'fastify';
import type { HostUser } from '../accounts/host-user.ts';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { mapHeaderUser } from '../configuration/user-mapping.ts';
import { Problem } from '../errors/problem.ts';
import { actAsClient } from '../qlik/oauth-token.ts';
import { createXrfkey } from '../qlik/tickets.ts';
import type { TokenCache } from '../qlik/token-cache.ts';
import type { WebSignIn } from '../qlik/web-sign-in.ts';
import type { HeaderSessions, ProxySession } from './header-sessions.ts';
import type { RelayedConnection } from './relayed-connection.ts';
import { nameOf } from './upstream-path.ts';

/** The user, session and path of a request. */
export interface RelayedCall {
  readonly user: HostUser;
  readonly hostSessionId: string;
  /** Behind the connection, query included. */
  readonly path: string;
  readonly isUpgrade: boolean;
}

/** A sign-in whose epoch has ended (see `SignInEpochs`). */
export interface EndedSignIn {
  readonly user: HostUser;
  readonly hostSessionId: string;
  readonly epoch: string;
}

/** The target of a request and its credential. */
export interface Target {
  /** Scheme, host and prefix, without a slash at the end. */
  readonly base: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Called with the status and cookies of the response: a refused token is dropped, cookies are stored. */
  readonly onResponse: (status: number, setCookie: readonly string[]) => Promise<void>;
  /**
   * After `onResponse(401, …)`: the same target with another credential, `undefined` where there is none. Absent where the user has to do
   * something, or where the credential is new: another would be refused too.
   */
  readonly renew?: () => Promise<Target | undefined>;
}

interface UpstreamOptions {
  readonly tokens: TokenCache;
  readonly webSignIn: WebSignIn;
  readonly headerSessions: HeaderSessions;
  readonly log: FastifyBaseLogger;
}

/** Resolves the target at Qlik for each call, with the credential of its connection and user. */
export class Upstream {
  readonly #with: UpstreamOptions;
  /** The last token that Qlik refused, by its owner: the next call gets another. */
  readonly #refused = new Map<string, string>();

  constructor(options: UpstreamOptions) {
    this.#with = options;
  }

  /** @throws {Problem} */
  async target(connection: RelayedConnection, call: RelayedCall): Promise<Target> {
    switch (connection.type) {
      case 'apikey':
        return bearer(connection.host, call.path, connection.apiKey);
      case 'm2m':
      case 'oauth2-web':
        return this.#withToken(connection, call);
      case 'header': {
        const { headerSessions } = this.#with;
        const token = call.isUpgrade ? await headerSessions.socketToken(connection, call) : undefined;
        const path = token === undefined ? call.path : withParameter(call.path, 'qlik-csrf-token', token);
        const proxySession = await headerSessions.open(connection, call);
        const { renew } = proxySession;
        const target = atProxy(connection.host, path, proxySession);
        // The session of a socket has been renewed with its token.
        return renew === undefined || call.isUpgrade
          ? target
          : { ...target, renew: async () => atProxy(connection.host, path, await renew()) };
      }
      case 'pfx':
        return withCertificate(connection, call);
    }
  }

  /** Ends this session at Qlik. The sign-out does not fail when Qlik cannot be reached, so that is only logged. */
  async end(connection: RelayedConnection, { user, hostSessionId, epoch }: EndedSignIn): Promise<void> {
    this.#refused.delete(tokenOwner(connection, hostSessionId));
    try {
      if (connection.type === 'oauth2-web')
        await this.#with.webSignIn.end(connection, { hostSessionId, epoch });
      if (connection.type === 'header')
        await this.#with.headerSessions.end(connection, { user, hostSessionId, epoch });
    } catch (error) {
      this.#with.log.warn({ err: error, connection: connection.id }, 'a session at Qlik was not ended');
    }
  }

  async #withToken(connection: BackendConnection<'m2m' | 'oauth2-web'>, call: RelayedCall): Promise<Target> {
    const { tokens, webSignIn } = this.#with;
    const owner = tokenOwner(connection, call.hostSessionId);
    const refused = this.#refused.get(owner);
    const token =
      connection.type === 'm2m'
        ? (await tokens.get(owner, () => actAsClient(connection), refused)).token
        : await webSignIn.accessToken(connection, call.hostSessionId, refused);
    // Another call's token may have been refused meanwhile: that stays noted.
    if (token !== refused && this.#refused.get(owner) === refused) this.#refused.delete(owner);
    return {
      ...bearer(connection.host, call.path, token),
      onResponse: async (status) => {
        if (status === 401) this.#refused.set(owner, token);
      },
      ...(refused === undefined && {
        renew: async () => {
          const target = await this.#withToken(connection, call);
          return target.headers['authorization'] === `Bearer ${token}` ? undefined : target;
        },
      }),
    };
  }
}

/** Sets a parameter of the query; other parameters of this name are removed. All other bytes stay. */
function withParameter(path: string, name: string, value: string): string {
  const [place = '', query = ''] = path.split(/\?(.*)/s);
  const others = query.split('&').filter((pair) => pair !== '' && nameOf(pair) !== name);
  return `${place}?${[...others, `${name}=${encodeURIComponent(value)}`].join('&')}`;
}

/** The m2m token is shared by all users. */
function tokenOwner({ type, id }: RelayedConnection, hostSessionId: string): string {
  return type === 'm2m' ? `m2m:${id}` : `${type}:${id}:${hostSessionId}`;
}

function atProxy(base: string, path: string, { headers, keep, forget }: ProxySession): Target {
  return {
    ...{ base, path, headers },
    // The cookies of a refusal are of no session.
    onResponse: (status, setCookie) => (status === 401 ? forget() : keep(setCookie)),
  };
}

function bearer(base: string, path: string, token: string): Target {
  return { base, path, headers: { authorization: `Bearer ${token}` }, onResponse: async () => undefined };
}

/**
 * The engine and the repository trust the user name that comes with the certificate.
 * Source: `@qlik/api`'s example for Qlik Sense Enterprise; Qlik's help, "Connecting to the QRS API".
 */
function withCertificate(
  connection: BackendConnection<'pfx'>,
  { user, path, isUpgrade }: RelayedCall,
): Target {
  const name = connection.asUser ?? mapHeaderUser(connection.user, user, connection.id);
  const identity = {
    'x-qlik-user': `UserDirectory=${encodeURIComponent(connection.userDirectory)}; UserId=${encodeURIComponent(name)}`,
  };
  const note = async (): Promise<void> => undefined;
  if (isUpgrade && path.startsWith('/app/')) {
    return { base: connection.engine, path, headers: identity, onResponse: note };
  }
  if (!isUpgrade && path.startsWith('/qrs/')) {
    // The check is against cross-site requests, which have been refused by now. Header and parameter must be the same.
    const key = createXrfkey();
    return {
      base: connection.repository,
      path: withParameter(path, 'xrfkey', key),
      headers: { ...identity, 'x-qlik-xrfkey': key },
      onResponse: note,
    };
  }
  throw new Problem(404, 'not-found', 'This connection has /qrs/… and WebSockets at /app/… only.', {
    connection: connection.id,
  });
}
