import formbody from '@fastify/formbody';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { Redis } from 'ioredis';
import { accountRoutes } from '../accounts/account-routes.ts';
import type { HostUser } from '../accounts/host-user.ts';
import { OpenidProvider } from '../accounts/openid-provider.ts';
import { StateSessionStore } from '../accounts/session-store.ts';
import { addSessions } from '../accounts/sessions.ts';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import type { BackendConnections } from '../configuration/secrets-file.ts';
import { Problem } from '../errors/problem.ts';
import { closeOutgoing } from '../outgoing/outgoing.ts';
import { connectionRoutes } from '../qlik/connection-routes.ts';
import { TokenCache } from '../qlik/token-cache.ts';
import { WebSignIn } from '../qlik/web-sign-in.ts';
import { CookieJar } from '../relay/cookie-jar.ts';
import { HeaderSessions } from '../relay/header-sessions.ts';
import { OpenSockets } from '../relay/open-sockets.ts';
import { relayRoutes } from '../relay/relay-routes.ts';
import { isRelayed } from '../relay/relayed-connection.ts';
import { routeUpgrades } from '../relay/upgrades.ts';
import { Upstream } from '../relay/upstream.ts';
import { MemoryState } from '../state/memory-state.ts';
import { RedisState } from '../state/redis-state.ts';
import type { StateStore } from '../state/state-store.ts';
import type { GatewaySettings } from './gateway-settings.ts';

const REDIS_LIMIT_MS = 5_000;

/** What the rest of the server has to know of the gateway. */
export interface Gateway {
  /** Why it cannot do its work at the moment, for the health check. */
  problem(): Promise<string | undefined>;
}

/** Sign-in to the host application, credentials for pages, and the relay to Qlik. */
export async function addGateway(
  server: FastifyInstance,
  settings: GatewaySettings,
  connections: BackendConnections,
): Promise<Gateway> {
  const { publicOrigin, sessionSecret, sessionLifetimeMs: lifetimeMs, signIn, requestsPerMinute } = settings;
  const site = { publicOrigin };
  const redis = settings.redisUrl === undefined ? undefined : connectRedis(server, settings.redisUrl);
  const state: StateStore = redis === undefined ? new MemoryState() : new RedisState(redis, sessionSecret);
  const store = new StateSessionStore(state, lifetimeMs);
  const tokens = new TokenCache(state);
  const webSignIn = new WebSignIn(state, lifetimeMs, server.log);
  const headerSessions = new HeaderSessions(new CookieJar(state, lifetimeMs));
  const upstream = new Upstream({ tokens, webSignIn, headerSessions, log: server.log });
  const epochs = { read: async () => '' };
  const sockets = new OpenSockets({
    sessions: store,
    epochs,
    limits: { perUser: settings.socketsPerUser, idleMs: settings.socketIdleMs },
    log: server.log,
  });
  const end = async (connection: BackendConnection, user: HostUser, session: string): Promise<void> => {
    sockets.closeOf(session, connection.id);
    if (isRelayed(connection)) await upstream.end(connection, user, session);
  };
  server.addHook('preClose', async () => sockets.stop());
  server.addHook('onClose', async () => {
    await closeOutgoing(connections.values());
    await state.close();
  });
  routeUpgrades(server);

  await server.register(async (scope) => {
    await scope.register(formbody);
    await addSessions(scope, {
      store,
      secret: sessionSecret,
      lifetimeMs,
      isSecure: publicOrigin?.startsWith('https:') === true,
    });
    await scope.register(rateLimit, {
      max: requestsPerMinute,
      timeWindow: 60_000,
      nameSpace: 'ngx-qlik:limit:',
      ...(redis === undefined ? {} : { redis }),
      keyGenerator: ({ session, ip }) =>
        session.hostUser === undefined ? `ip:${ip}` : `user:${session.hostUser.id}`,
      errorResponseBuilder: (_request, { ttl }) =>
        new Problem(429, 'too-many-requests', 'These are too many requests.', {
          remedy: `Wait ${Math.ceil(ttl / 1000)} seconds.`,
        }),
    });
    await scope.register(accountRoutes, {
      site,
      state,
      provider: signIn === 'demo' ? signIn : new OpenidProvider(signIn),
      endUpstream: async ({ session: { sessionId, hostUser } }) => {
        sockets.closeOf(sessionId);
        if (hostUser === undefined) return;
        await Promise.all(
          [...connections.values()].map((connection) => end(connection, hostUser, sessionId)),
        );
      },
    });
    await scope.register(connectionRoutes, { connections, site, tokens, webSignIn, end });
    await scope.register(relayRoutes, {
      ...{ connections, site, upstream, sockets, epochs },
      identitySecret: sessionSecret,
    });
  });
  return { problem: () => state.problem() };
}

function connectRedis(server: FastifyInstance, url: string): Redis {
  const redis = new Redis(url, {
    connectTimeout: REDIS_LIMIT_MS,
    commandTimeout: REDIS_LIMIT_MS,
    maxRetriesPerRequest: 1,
  });
  // It reconnects by itself; the health check says when it cannot.
  redis.on('error', (error: Error) => server.log.error({ err: error }, 'Redis'));
  return redis;
}
