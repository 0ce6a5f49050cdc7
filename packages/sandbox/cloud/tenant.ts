import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyPluginAsync, FastifyPluginCallback } from 'fastify';
import type { EnginePort } from '../engine/connection.ts';
import { FaultRegistry } from '../faults/fault-registry.ts';
import { ServerClock } from '../faults/server-clock.ts';
import { LoopbackListener } from '../listening/loopback-listener.ts';
import { localOrigin } from '../listening/local-origin.ts';
import { CallCounter } from '../listening/call-counter.ts';
import { RequestLog } from '../listening/request-log.ts';
import { ApiKeyStore } from './api-keys/api-key-store.ts';
import { appItem } from './apps/app-item.ts';
import type { TenantApps } from './apps/tenant-apps.ts';
import { BrandStore } from './brands/brand-store.ts';
import { CollectionStore } from './collections/collection-store.ts';
import { CspOrigins } from './csp-origins/csp-origins.ts';
import { scriptConnection } from './data-files/data-file-connection.ts';
import { DataFileStore } from './data-files/data-file-store.ts';
import { demoContent, type TenantContent } from './demo-content/tenant-content.ts';
import { GroupStore } from './groups/group-store.ts';
import { type IdentityProviderInput, IdentityProviders } from './identity-providers/identity-provider.ts';
import { ItemStore } from './items/item-store.ts';
import { MediaStore } from './media/media-store.ts';
import { AuthorizationCodes } from './oauth/authorization-codes.ts';
import { ClientRegistry, demoClients } from './oauth/oauth-client.ts';
import { createSigningKey } from './oauth/signing-key.ts';
import { TokenAuthority, type TokenLifetimes } from './oauth/token-authority.ts';
import { clientUser } from './users/demo-users.ts';
import type { User } from './users/user.ts';
import { UserDirectory } from './users/user-directory.ts';
import { QLIK_RATE_LIMITS, type RateLimits } from './rest/rate-limits.ts';
import { RELOAD_PACE, type ReloadPace, ReloadStore } from './reloads/reload-store.ts';
import { SessionCookies } from './sessions/session-cookies.ts';
import { type SessionLifetimes, TenantSessions } from './sessions/tenant-sessions.ts';
import { SharingTaskStore } from './sharing-tasks/sharing-task-store.ts';
import { Interactions } from './sign-in/interactions.ts';
import { EngineGateway } from './socket/engine-gateway.ts';
import { SpaceStore } from './spaces/space-store.ts';
import type { TenantContext } from './tenant-context.ts';
import { demoThemes, ThemeStore } from './themes/theme-store.ts';
import { buildTenantServer, type RouteAnswer } from './tenant-server.ts';
import { type WebIntegration, WebIntegrations } from './web-integrations/web-integration.ts';

/** Qlik's documented lifetimes: six hours and thirty days. That of temporary tokens is not public: a minute is assumed. */
export const QLIK_LIFETIMES: TokenLifetimes = {
  accessToken: 6 * 3600,
  refreshToken: 30 * 86_400,
  temporaryToken: 60,
};

/** How many spaces the demo content has. */
export const SPACES = 60;

/** Assumed: twenty minutes without use, a day at most. */
export const SESSION_LIFETIMES: SessionLifetimes = { inactivity: 20 * 60, lifespan: 86_400 };

/** The close code of Qlik's engine when it shuts down. */
const ENGINE_TERMINATING = 4003;

/** Id of the web integration that the application origins are in. */
export const DEMO_WEB_INTEGRATION_ID = 'sandbox-web-integration';

export interface CloudTenantOptions {
  /** Also the tenant's id in the API and in the operator's API. */
  readonly id: string;
  readonly name?: string;
  /** Default `local`. */
  readonly region?: string;
  /** 0 for any free port. */
  readonly port: number;
  /** An address to listen on in place of the loopback ones. */
  readonly address?: string;
  /** The certificate of HTTPS; plain HTTP without it. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly engine: EnginePort;
  /** The catalog that the engine uses too, so that apps of users are in both. */
  readonly catalog: TenantApps;
  /** Serves `/qlik-embed/*`. */
  readonly runtime?: FastifyPluginAsync | FastifyPluginCallback;
  /** Origins of the applications that may sign in; no path, no slash at the end. */
  readonly appOrigins: readonly string[];
  /** Redirect addresses of all OAuth clients with the authorization code grant, besides those of the application origins. */
  readonly redirectUris?: readonly string[];
  /** Users, spaces, items and access codes; the first demo tenant's by default. */
  readonly content?: TenantContent;
  /** How many spaces that default has, at least the two of the demo apps. Default 60. */
  readonly spaces?: number;
  /** JWT identity providers from the start; more can be registered later. */
  readonly identityProviders?: readonly IdentityProviderInput[];
  readonly lifetimes?: Partial<TokenLifetimes>;
  readonly sessionLifetimes?: Partial<SessionLifetimes>;
  /** Suffix of the session's cookie names: all ports of localhost share one set of cookies. Default none. */
  readonly cookieSuffix?: string;
  /** Default: half a second in the queue, executions of sharing tasks too, and two seconds of reloading at least. */
  readonly reloadPace?: Partial<ReloadPace>;
  readonly rateLimits?: Partial<RateLimits>;
  /** Answer `/.well-known/openid-configuration` as well; default true. */
  readonly openidConfiguration?: boolean;
  /** Log each request to standard error. */
  readonly verbose?: boolean;
  /** Receives each answer of a route; for tests. */
  readonly onAnswer?: (answer: RouteAnswer) => void;
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
  readonly platform: 'cloud';
  readonly faults: FaultRegistry;
  readonly clock: ServerClock;
  readonly app: FastifyInstance;
  /** The methods and paths that it answers, as `GET /api/v1/spaces/:spaceId`. */
  readonly routes: readonly string[];
  /** Calls of methods and REST endpoints that it does not have. */
  readonly unsupportedCalls: CallCounter;
  /** Opens the port again after `stop`. @throws {ListenError} */
  start(): Promise<void>;
  /** Closes the port and all connections, like an outage. `lose` ends the engine's sessions too. */
  stop(sessions: 'keep' | 'lose'): Promise<void>;
  /** Closes every socket with that code (default 4003, as Qlik's engine) and ends the engine's sessions with all objects. */
  restartEngine(code?: number): void;
  readonly clients: ClientRegistry;
  readonly integrations: WebIntegrations;
  readonly cspOrigins: CspOrigins;
  readonly identityProviders: IdentityProviders;
  /** By subject or id. */
  findUser(name: string): User | undefined;
  /** Ends tokens, and with `sessions` the sessions of cookies, before their time. @returns how many, or undefined when there is no such user. */
  expireTokens(which: {
    readonly user?: string;
    readonly refreshTokens?: boolean;
    readonly sessions?: boolean;
  }): number | undefined;
  /** Makes the CSRF tokens of sessions stale; the sessions stay. @returns their number. */
  rotateCsrfTokens(user?: User): number;
  makeCsrfTokensStale(): void;
  /** Creates an API key for its owner. @returns the key. */
  issueApiKey(owner: User, description: string): Promise<string>;
  closeSockets(code?: number): void;
  /** Removes sessions, sign-ins, consents, the users' own apps and the times of last use. Keeps registrations and API keys. */
  resetUserData(): void;
  /** Releases all resources. The tenant cannot be started again. */
  close(): Promise<void>;
}

/**
 * Builds a tenant and opens its port.
 * @throws {ListenError} when the port cannot be opened.
 */
export async function createCloudTenant(options: CloudTenantOptions): Promise<CloudTenant> {
  const requests = new RequestLog(options.now ?? Date.now);
  const scheme = options.tls === undefined ? 'http' : 'https';
  const origin = (): string => localOrigin(scheme, listener.port ?? options.port);
  const context = await createContext(options, origin);
  const { users, apiKeys, sessions, tokens, integrations, cspOrigins, identityProviders } = context;
  options.catalog.onSavedCopy = (copy, ownerId) =>
    void context.items.put(appItem(copy, { ownerId, spaceId: undefined }));
  options.catalog.dataFilesOf = (appId) => {
    const item = context.items.findResource(appId);
    return item && scriptConnection(context.dataFiles, item);
  };
  options.catalog.listMedia = (appId) => context.media.of(appId).map(({ path }) => path);
  const routes: string[] = [];
  const unsupportedCalls = options.engine.unsupportedCalls ?? new CallCounter();
  const app = await buildTenantServer(context, {
    requests,
    onAnswer: options.onAnswer,
    unsupportedCalls,
    onRoute: (method, path) => routes.push(`${method} ${path}`),
    limits: { ...QLIK_RATE_LIMITS, ...options.rateLimits },
    runtime: options.runtime,
    engine: options.engine,
    verbose: options.verbose === true,
  });
  const gateway = new EngineGateway(context, options.engine, requests, (error) =>
    app.log.error({ err: error }, 'a socket failed'),
  );
  const findUser = (name: string): User | undefined => users.bySubject(name) ?? users.byId(name);
  const listener = new LoopbackListener(
    (request: IncomingMessage, response: ServerResponse) => app.routing(request, response),
    gateway.handleUpgrade,
    options.tls,
    options.address,
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
    platform: 'cloud',
    faults: context.faults,
    clock: context.clock,
    app,
    routes,
    unsupportedCalls,
    async start() {
      await listener.start(options.port);
    },
    async stop(sessionHandling) {
      await listener.stop();
      if (sessionHandling === 'lose') {
        options.engine.dropSessions();
      }
    },
    restartEngine(code = ENGINE_TERMINATING) {
      options.engine.closeSockets(code, 'Engine terminating');
      options.engine.dropSessions();
    },
    clients: context.clients,
    integrations,
    cspOrigins,
    identityProviders,
    findUser,
    expireTokens({ user, refreshTokens, sessions: cookies }) {
      const found = user === undefined ? undefined : findUser(user);
      if (user !== undefined && found === undefined) {
        return undefined;
      }
      const ended = cookies === true ? sessions.endAll(found?.id) : 0;
      const expired = tokens.expireNow({
        ...(found === undefined ? {} : { userId: found.id }),
        ...(refreshTokens === undefined ? {} : { refreshTokens }),
      });
      return ended + expired;
    },
    rotateCsrfTokens: (user) => sessions.rotateCsrfTokens(user?.id),
    makeCsrfTokensStale: () => void sessions.rotateCsrfTokens(),
    async issueApiKey(owner, description) {
      return (await apiKeys.issue({ owner, createdBy: owner, description })).token;
    },
    closeSockets(code) {
      options.engine.closeSockets(code);
    },
    resetUserData() {
      options.engine.dropSessions();
      sessions.endAll();
      tokens.expireNow({ refreshTokens: true });
      context.interactions.clear();
      for (const id of options.catalog.removeOwn()) {
        const item = context.items.findResource(id);
        if (item !== undefined) {
          context.items.remove(item);
        }
      }
      context.items.clearUses();
      context.collections.clear();
      context.brands.clear();
      context.dataFiles.clear();
      context.media.clear();
      // The next reload of an app begins after the end of those that are canceled.
      void context.reloads.clear();
      void context.sharingTasks.clear();
    },
    async close() {
      context.faults.clear();
      await Promise.all([context.reloads.clear(), context.sharingTasks.clear()]);
      await listener.stop();
      options.engine.close();
      await app.close();
    },
  };
}

async function createContext(options: CloudTenantOptions, origin: () => string): Promise<TenantContext> {
  const { id, catalog, appOrigins } = options;
  const clock = new ServerClock(options.now ?? Date.now);
  const { now } = clock;
  const content = options.content ?? demoContent(catalog, options.spaces ?? SPACES);
  const clients = new ClientRegistry(demoClients(appOrigins));
  for (const { id: clientId, allowedGrantTypes } of clients.all) {
    if (allowedGrantTypes.includes('authorization_code')) {
      clients.addRedirectUris(clientId, options.redirectUris ?? []);
    }
  }
  const clientUsers = clients.all
    .filter((client) => client.secret !== undefined)
    .map((client) => clientUser(client.id, client.name));
  const users = new UserDirectory([...content.users, ...clientUsers]);
  const spaces = new SpaceStore(content.spaces(users.all));
  const key = await createSigningKey(`${id}-1`);
  const lifetimes = { ...QLIK_LIFETIMES, ...options.lifetimes };
  const pace = { ...RELOAD_PACE, ...options.reloadPace };
  const identityProviders = new IdentityProviders();
  for (const provider of options.identityProviders ?? []) {
    identityProviders.put(provider);
  }
  return {
    id,
    name: options.name ?? 'Sandbox cloud tenant',
    region: options.region ?? 'local',
    origin,
    now,
    clock,
    faults: new FaultRegistry(),
    users,
    clients,
    key,
    tokens: new TokenAuthority({ tenantId: id, issuer: origin, key, lifetimes, users, clients, now }),
    lifetimes,
    apiKeys: new ApiKeyStore({ tenantId: id, key, users, now }),
    codes: new AuthorizationCodes(now),
    sessions: new TenantSessions({ ...SESSION_LIFETIMES, ...options.sessionLifetimes }, now),
    sessionCookies: new SessionCookies(options.cookieSuffix ?? ''),
    interactions: new Interactions(now),
    integrations: new WebIntegrations([demoIntegration(appOrigins)]),
    cspOrigins: new CspOrigins(appOrigins, now),
    identityProviders,
    accessCodes: content.accessCodes,
    groups: new GroupStore(now),
    collections: new CollectionStore(now),
    brands: new BrandStore(now),
    dataFiles: new DataFileStore(now),
    media: new MediaStore(),
    themes: new ThemeStore(demoThemes()),
    reloads: new ReloadStore(pace, now),
    sharingTasks: new SharingTaskStore(pace.queuedMs, now),
    spaces,
    items: new ItemStore(content.items(spaces.all, users.all), spaces),
    apps: catalog,
    answersOpenidConfiguration: options.openidConfiguration ?? true,
  };
}

function demoIntegration(appOrigins: readonly string[]): WebIntegration {
  return { id: DEMO_WEB_INTEGRATION_ID, name: 'Sandbox applications', validOrigins: appOrigins };
}
