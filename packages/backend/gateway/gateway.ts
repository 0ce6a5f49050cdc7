import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { accountRoutes, resolvedAccountRoutes } from '../accounts/account-routes.ts';
import { backChannelRoutes } from '../accounts/back-channel-routes.ts';
import type { HostUser } from '../accounts/host-user.ts';
import { OpenidProvider } from '../accounts/openid-provider.ts';
import { operatorRoutes } from '../accounts/operator-routes.ts';
import { SessionEnding } from '../accounts/session-ending.ts';
import { SessionIndex } from '../accounts/session-index.ts';
import { StateSessionStore } from '../accounts/session-store.ts';
import { addSessions, SIGN_IN_PATH, skipSaveWhenUnavailable } from '../accounts/sessions.ts';
import { SignInEpochs } from '../accounts/sign-in-epochs.ts';
import { waitAtMost } from '../accounts/time-limit.ts';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import type { BackendConnections } from '../configuration/secrets-file.ts';
import { addResolvedSessions, ResolvedSessions } from '../host/resolved-sessions.ts';
import { Problem } from '../errors/problem.ts';
import { endSpan, startQlikSpan } from '../observability/tracing.ts';
import { closeOutgoing, observeOutgoing } from '../outgoing/tls-client.ts';
import { connectionRoutes } from '../qlik/connection-routes.ts';
import { Impersonation } from '../qlik/impersonation.ts';
import { TokenCache } from '../qlik/token-cache.ts';
import { WebSignIn } from '../qlik/web-sign-in.ts';
import { CookieJar } from '../relay/cookie-jar.ts';
import { HeaderSessions } from '../relay/header-sessions.ts';
import { OpenSockets } from '../relay/open-sockets.ts';
import { relayRoutes } from '../relay/relay-routes.ts';
import { isRelayed } from '../relay/relayed-connection.ts';
import { routeUpgrades } from '../relay/upgrades.ts';
import { type EndedSignIn, Upstream } from '../relay/upstream.ts';
import type { AuditEntry } from '../logging/audit.ts';
import { MemoryState } from '../state/memory-state.ts';
import { connectRedis } from '../state/redis-connection.ts';
import { RedisState } from '../state/redis-state.ts';
import type { StateStore } from '../state/state-store.ts';
import type { GatewaySettings, HostSignIn } from './gateway-settings.ts';
import { limitRequests, RateLimits } from './rate-limits.ts';

/** A sign-out waits this long for Qlik, for all connections together. */
const UPSTREAM_LIMIT_MS = 5_000;

declare module 'fastify' {
  interface FastifyInstance {
    /** Missing where no secrets are configured. */
    gateway?: Gateway;
  }
}

/** The gateway, as the rest of the server uses it. */
export interface Gateway {
  readonly connections: BackendConnections;
  /** Returns why the gateway does not work at the moment, for the health check. */
  problem(): Promise<string | undefined>;
  /**
   * Counts a request outside the gateway's own routes by its address.
   * @throws {Problem} 429, 503
   */
  countNotFound(request: FastifyRequest): Promise<void>;
  /**
   * Counts a request that cannot be routed, for which no hook runs, by its address.
   * @throws {Problem} 429, 503
   */
  countUnroutable(request: FastifyRequest): Promise<void>;
  /** Ends the sessions of a user of the application, or one session of the host. @returns their number */
  endSessions(user: string, hostSession?: string): Promise<number>;
}

/** Sign-in to the host application, credentials for pages, and the relay to Qlik. */
export async function addGateway(
  server: FastifyInstance,
  settings: GatewaySettings,
  connections: BackendConnections,
): Promise<Gateway> {
  const { publicOrigin, basePath = '', sessionSecrets, signIn, operatorToken } = settings;
  const { sessionLifetimeMs: lifetimeMs, sessionMaxMs: maxMs } = settings;
  const site = { publicOrigin, basePath };
  const state = openState(server, settings);
  const limits = new RateLimits(state, settings);
  const store = new StateSessionStore(state, { lifetimeMs, maxMs });
  const index = new SessionIndex(state, store, maxMs);
  const epochs = new SignInEpochs(state, maxMs);
  const tokens = new TokenCache(state);
  const impersonation = new Impersonation(state, { tokens, log: server.log });
  const webSignIn = new WebSignIn(state, { lifetimeMs, epochs, log: server.log });
  const headerSessions = new HeaderSessions(new CookieJar(state, lifetimeMs), { epochs, log: server.log });
  const upstream = new Upstream({ tokens, webSignIn, headerSessions, log: server.log });
  const sockets = new OpenSockets({
    sessions: store,
    epochs,
    limits: { perUser: settings.socketsPerUser, idleMs: settings.socketIdleMs },
    log: server.log,
  });
  observe(server, { connections, sockets });
  const end = async (connection: BackendConnection, user: HostUser, hostSessionId: string): Promise<void> => {
    const epoch = await epochs.end(hostSessionId, connection.id);
    sockets.closeOf(hostSessionId, connection.id);
    const ended = await waitAtMost(endAtQlik(connection, { user, hostSessionId, epoch }), UPSTREAM_LIMIT_MS);
    if (!ended) server.log.warn({ connection: connection.id }, 'Qlik takes too long for a sign-out');
  };
  /** Continues after the caller stops waiting, so it logs its own failures. */
  const endAtQlik = async (connection: BackendConnection, signIn: EndedSignIn): Promise<void> => {
    try {
      if (isRelayed(connection)) await upstream.end(connection, signIn);
      if (connection.type === 'oauth2-impersonation') await impersonation.end(connection, signIn.user);
    } catch (error) {
      server.log.warn({ err: error, connection: connection.id }, 'a session at Qlik was not ended');
    }
  };
  const ending = new SessionEnding({
    store,
    index,
    log: server.log,
    endTokens: async (user) => {
      await waitAtMost(impersonation.endUser(connections, user), UPSTREAM_LIMIT_MS);
    },
    endUpstream: async (hostSessionId, user) => {
      sockets.closeOf(hostSessionId);
      await Promise.all([...connections.values()].map((connection) => end(connection, user, hostSessionId)));
    },
  });
  server.addHook('preClose', async () => sockets.stop());
  server.addHook('onClose', async () => {
    closeOutgoing(connections.values());
    await state.close();
  });
  server.decorate('signInPath', isHostSignIn(signIn) ? signIn.signInPath : basePath + SIGN_IN_PATH);
  const hostSessions = isHostSignIn(signIn)
    ? {
        resolveUser: signIn.resolveUser,
        sessions: new ResolvedSessions({ state, store, index, ending, lifetimeMs }),
      }
    : undefined;
  routeUpgrades(server);
  server.addHook('onRequest', (request) => limits.countUpgradeOfAddress(request));

  await server.register(async (scope) => {
    await scope.register(formbody);
    scope.addHook('onRequest', async (request) => requirePlainAddress(request));
    if (hostSessions === undefined) {
      skipSaveWhenUnavailable(scope);
      await addSessions(scope, {
        store,
        secret: sessionSecrets,
        lifetimeMs,
        isSecure: publicOrigin?.startsWith('https:') === true,
      });
    } else addResolvedSessions(scope, hostSessions);
    await limitRequests(scope, limits);
    if (isHostSignIn(signIn)) await scope.register(resolvedAccountRoutes, { site, ending });
    else {
      const provider = signIn === 'demo' ? signIn : new OpenidProvider(signIn);
      await scope.register(accountRoutes, { site, state, provider, index, ending });
      if (provider !== 'demo') await scope.register(backChannelRoutes, { state, provider, ending });
    }
    if (operatorToken !== undefined) {
      const ofUsers = hostSessions?.sessions ?? ending;
      await scope.register(operatorRoutes, { token: operatorToken, ending: ofUsers });
    }
    const sessions = store;
    await scope.register(connectionRoutes, {
      connections,
      site,
      impersonation,
      epochs,
      sessions,
      webSignIn,
      end,
    });
    await scope.register(relayRoutes, { connections, site, upstream, sockets, epochs });
  });
  return {
    connections,
    problem: () => state.problem(),
    endSessions: async (user, hostSession) => {
      if (hostSessions === undefined) return ending.endUser(user);
      const { sessions } = hostSessions;
      if (hostSession === undefined) return sessions.endUser(user);
      // One without a session of the host is shared by all of the user, and so by the one that ends.
      const keys = new Set([hostSession, '']);
      const ended = await Promise.all([...keys].map((key) => sessions.end(user, key)));
      return ended.filter(Boolean).length;
    },
    countNotFound: (request) => limits.countOfAddress(request),
    countUnroutable: async (request) => {
      await limits.countUpgradeOfAddress(request);
      await limits.countOfAddress(request);
    },
  };
}

/** Has requests to Qlik, WebSockets and audit entries counted, and traced where the process does that. */
function observe(
  server: FastifyInstance,
  { connections, sockets }: { readonly connections: BackendConnections; readonly sockets: OpenSockets },
): void {
  const { metrics } = server;
  // An id from a path is a client's choice until a connection has it.
  server.decorate('onAudit', ({ event, connection = '', result }: AuditEntry) =>
    metrics.event({ event, result, connection: connections.has(connection) ? connection : '' }),
  );
  metrics.countWebSockets(() => sockets.countByConnection());
  observeOutgoing(connections.values(), (connection, { origin, method }) => {
    const begun = performance.now();
    const span = startQlikSpan(connection, method, origin);
    return (result) => {
      metrics.outgoing(connection, method, result, (performance.now() - begun) / 1000);
      endSpan(span, result, 400);
    };
  });
}

function isHostSignIn(signIn: GatewaySettings['signIn']): signIn is HostSignIn {
  return typeof signIn === 'object' && 'resolveUser' in signIn;
}

function openState(
  server: FastifyInstance,
  { redisUrl, redisCa: ca, sessionSecrets: secrets }: GatewaySettings,
): StateStore {
  if (redisUrl === undefined) return new MemoryState();
  return new RedisState(connectRedis(redisUrl, { ca, log: server.log }), { secrets, log: server.log });
}

/** Its rest goes to Qlik, and has checks of its own. */
const RELAY = '/qlik/';

/**
 * Refuses other spellings of an address, such as `/api/qlik/%6bey/session`: the router decodes them, and rules for paths that a proxy or a
 * host application has in front may not.
 * @throws {Problem} 404
 */
function requirePlainAddress({ raw, routeOptions }: FastifyRequest): void {
  const [path = ''] = raw.url?.split('?', 1) ?? [];
  const { url: route } = routeOptions;
  if (route === undefined || route.startsWith(RELAY)) return;
  const given = path.split('/');
  const isPlain = route.split('/').every((segment, at) => {
    if (!segment.startsWith(':')) return segment === given[at];
    // Ids of users have any characters, those of connections plain ones only.
    return segment !== ':connection' || given[at]?.includes('%') === false;
  });
  if (isPlain) return;
  throw new Problem(404, 'not-found', 'There is nothing at this spelling of the address.', {
    remedy: 'Send the path without percent-encoding and without a fragment.',
  });
}
