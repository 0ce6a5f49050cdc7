import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance, type FastifyPluginAsync, type FastifyPluginCallback } from 'fastify';
import type { AppCatalogue } from '../apps/app-definition.ts';
import type { EnginePort } from '../engine/connection.ts';
import { LoopbackListener } from '../listening/loopback-listener.ts';
import { demoItems, ItemStore } from './items/item-store.ts';
import { itemRoutes } from './items/item-routes.ts';
import { AuthorizationCodes } from './oauth/authorization-codes.ts';
import { ClientRegistry, demoClients } from './oauth/oauth-client.ts';
import { createSigningKey } from './oauth/signing-key.ts';
import { TokenAuthority, type TokenLifetimes } from './oauth/token-authority.ts';
import { discoveryRoutes, tokenRoutes } from './oauth/token-routes.ts';
import { clientUser, demoUsers } from './people/demo-users.ts';
import { UserDirectory } from './people/user-directory.ts';
import { productInfoRoute } from './product-info.ts';
import { RequestLog } from './request-log.ts';
import { requireApiVersion } from './rest/api-version.ts';
import { Callers } from './rest/caller.ts';
import { allowCrossOrigin } from './rest/cross-origin.ts';
import { answerErrors, answerUnknownPaths } from './rest/error-answers.ts';
import { peopleRoutes } from './rest/people-routes.ts';
import { limitRates, QLIK_RATE_LIMITS, type RateLimits } from './rest/rate-limits.ts';
import { authorizeRoutes } from './sign-in/authorize-routes.ts';
import { SignInSessions } from './sign-in/sign-in-sessions.ts';
import { EngineGateway } from './socket/engine-gateway.ts';
import { assignmentRoutes } from './spaces/assignment-routes.ts';
import { demoSpaces } from './spaces/demo-spaces.ts';
import { spaceRoutes } from './spaces/space-routes.ts';
import { SpaceStore } from './spaces/space-store.ts';
import type { TenantContext } from './tenant-context.ts';
import { createTenantLogger } from './tenant-logger.ts';

/** Qlik's documented lifetimes: six hours and thirty days. That of temporary tokens is not public: a minute is assumed. */
export const QLIK_LIFETIMES: TokenLifetimes = {
  accessToken: 6 * 3600,
  refreshToken: 30 * 86_400,
  temporaryToken: 60,
};

export interface CloudTenantOptions {
  /** Also the tenant's id in the API, in cookies' names and in the operator's API. */
  readonly id: string;
  readonly name?: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly engine: EnginePort;
  readonly catalogue: AppCatalogue;
  /** Serves `/qlik-embed/*`. */
  readonly runtime?: FastifyPluginAsync | FastifyPluginCallback;
  /** Origins of the applications that may sign in; no path, no slash at the end. */
  readonly appOrigins: readonly string[];
  /** How many spaces there are, at least the two of the demo apps. Default 60. */
  readonly spaces?: number;
  readonly lifetimes?: Partial<TokenLifetimes>;
  readonly rateLimits?: Partial<RateLimits>;
  /** Answer `/.well-known/openid-configuration` as well; default true. */
  readonly openidConfiguration?: boolean;
  /** Log each request to standard error. */
  readonly verbose?: boolean;
  /** Milliseconds since 1970; for tests of lifetimes. */
  readonly now?: () => number;
}

/** A running Qlik Cloud tenant. */
export interface CloudTenant {
  readonly id: string;
  readonly origin: string;
  readonly port: number;
  readonly isRunning: boolean;
  readonly requests: RequestLog;
  readonly app: FastifyInstance;
  /** Opens the port again after `stop`. @throws {ListenError} */
  start(): Promise<void>;
  /** Closes the port and drops all connections, as an outage does; `lose` ends the engine's sessions too. */
  stop(sessions: 'keep' | 'lose'): Promise<void>;
  /** Ends tokens before their time. @returns how many, or undefined when there is no such user. */
  expireTokens(which: { readonly user?: string; readonly refreshTokens?: boolean }): number | undefined;
  closeSockets(code?: number): void;
  /** Frees everything; the tenant cannot be started again. */
  close(): Promise<void>;
}

/**
 * Builds a tenant and opens its port.
 * @throws {ListenError} when the port cannot be had.
 */
export async function createCloudTenant(options: CloudTenantOptions): Promise<CloudTenant> {
  const now = options.now ?? Date.now;
  const clients = new ClientRegistry(demoClients(options.appOrigins));
  const bots = clients.all
    .filter((client) => client.secret !== undefined)
    .map(({ id, name }) => clientUser(id, name));
  const users = new UserDirectory([...demoUsers(), ...bots]);
  const spaces = new SpaceStore(demoSpaces(users.all, options.spaces ?? 60));
  const key = await createSigningKey(`${options.id}-1`);
  const lifetimes = { ...QLIK_LIFETIMES, ...options.lifetimes };
  const requests = new RequestLog(now);
  const origin = (): string => `http://localhost:${listener.port ?? options.port}`;
  const context: TenantContext = {
    id: options.id,
    name: options.name ?? 'Sandbox cloud tenant',
    origin,
    now,
    users,
    clients,
    key,
    tokens: new TokenAuthority({ tenantId: options.id, issuer: origin, key, lifetimes, users, clients, now }),
    lifetimes,
    codes: new AuthorizationCodes(now),
    signIns: new SignInSessions(now),
    spaces,
    items: new ItemStore(demoItems(options.catalogue, spaces.all, users.all), spaces),
    catalogue: options.catalogue,
    answersOpenidConfiguration: options.openidConfiguration ?? true,
  };
  const app = await buildServer(context, requests, options);
  const gateway = new EngineGateway(context, options.engine, requests, (error) =>
    app.log.error({ err: error }, 'a socket failed'),
  );
  const listener = new LoopbackListener(
    (request: IncomingMessage, response: ServerResponse) => app.routing(request, response),
    gateway.handleUpgrade,
  );
  await listener.start(options.port);

  return {
    id: options.id,
    get origin() {
      return origin();
    },
    get port() {
      return listener.port ?? options.port;
    },
    get isRunning() {
      return listener.isListening;
    },
    requests,
    app,
    async start() {
      await listener.start(options.port);
    },
    async stop(sessionsFate) {
      await listener.stop();
      if (sessionsFate === 'lose') {
        options.engine.dropSessions();
      }
    },
    expireTokens({ user, refreshTokens }) {
      const found = user === undefined ? undefined : (users.bySubject(user) ?? users.byId(user));
      if (user !== undefined && found === undefined) {
        return undefined;
      }
      return context.tokens.expireNow({
        ...(found === undefined ? {} : { userId: found.id }),
        ...(refreshTokens === undefined ? {} : { refreshTokens }),
      });
    },
    closeSockets(code) {
      options.engine.closeSockets(code);
    },
    async close() {
      await listener.stop();
      options.engine.close();
      await app.close();
    },
  };
}

async function buildServer(
  tenant: TenantContext,
  requests: RequestLog,
  options: CloudTenantOptions,
): Promise<FastifyInstance> {
  const app = Fastify({
    logger: createTenantLogger(options.verbose === true),
    genReqId: () => randomBytes(16).toString('hex'),
    bodyLimit: 1024 * 1024,
    ajv: { customOptions: { coerceTypes: true, removeAdditional: false } },
  });
  const callers = new Callers();
  const limits = { ...QLIK_RATE_LIMITS, ...options.rateLimits };
  answerErrors(app);
  app.addHook('onResponse', async (request, reply) => {
    const known = callers.known(request.raw);
    requests.add({
      kind: 'http',
      method: request.method,
      url: request.url,
      origin: request.headers.origin,
      status: reply.statusCode,
      user: known?.user,
      credential: known === undefined ? undefined : { kind: known.kind, client: known.client },
    });
  });
  await app.register(cookie);
  await app.register(formbody);
  productInfoRoute(app);
  authorizeRoutes(app, tenant);
  if (options.runtime !== undefined) {
    await app.register(options.runtime);
  }
  await app.register(async (oauth) => {
    await allowCrossOrigin(oauth, tenant.clients, { credentials: true });
    await limitRates(oauth, limits, callers);
    discoveryRoutes(oauth, tenant);
    tokenRoutes(oauth, tenant, (request, caller) => callers.note(request.raw, caller));
  });
  await app.register(
    async (api) => {
      await allowCrossOrigin(api, tenant.clients, { credentials: false });
      callers.protect(api, tenant);
      requireApiVersion(api);
      answerUnknownPaths(api);
      await limitRates(api, limits, callers);
      peopleRoutes(api, tenant, callers);
      spaceRoutes(api, tenant, callers);
      assignmentRoutes(api, tenant, callers);
      itemRoutes(api, tenant, callers);
    },
    { prefix: '/api/v1' },
  );
  await app.ready();
  return app;
}
