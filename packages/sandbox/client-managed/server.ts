import type { FastifyInstance } from 'fastify';
import type { AppCatalog } from '../apps/app-definition.ts';
import type { MonitoredEngine } from '../engine/connection.ts';
import { CallCounter } from '../listening/call-counter.ts';
import { FaultRegistry } from '../faults/fault-registry.ts';
import { ServerClock } from '../faults/server-clock.ts';
import { LoopbackListener } from '../listening/loopback-listener.ts';
import { localOrigin } from '../listening/local-origin.ts';
import { RequestLog } from '../listening/request-log.ts';
import {
  assertSigningCertificate,
  type CertificateFiles,
  tlsOptions,
  writeCertificateFolder,
} from './certificates/certificate-folder.ts';
import { provideServerCertificates } from './certificates/kept-certificates.ts';
import type { ServerCertificates } from './certificates/server-certificates.ts';
import { Accounts, DEMO_DIRECTORY } from './users/accounts.ts';
import { userKey } from './users/qlik-user.ts';
import { Authentication } from './proxy/authentication.ts';
import {
  buildEngineApp,
  buildProxyApp,
  buildProxyServiceApp,
  buildRepositoryApp,
} from './proxy/proxy-app.ts';
import { type ProxyContext, RequestNotes } from './proxy/proxy-context.ts';
import { ProxySessions } from './proxy/proxy-sessions.ts';
import { SessionCookie } from './proxy/session-cookie.ts';
import { Targets } from './proxy/targets.ts';
import { demoVirtualProxies, type VirtualProxy } from './proxy/virtual-proxy.ts';
import type { RuntimePlugin } from './proxy/virtual-proxy-plugin.ts';
import { SelectionStore } from './repository/selection-store.ts';
import { EngineGateway } from './socket/engine-gateway.ts';
import type { NoticeName } from './socket/notifications.ts';
import { ProxyGateway, type SocketChoice } from './socket/proxy-gateway.ts';
import { PublishedApps } from './streams/published-apps.ts';
import { temporaryFolder } from '../listening/temporary-folder.ts';
import { TicketStore } from './tickets/ticket-store.ts';

const SWEEP_MS = 5_000;
/** The close code of Qlik's engine when it shuts down. */
const ENGINE_TERMINATING = 4003;

/** Ports of one server; 0 for any free one. A real server has 443, 4243, 4242 and 4747. */
interface ServerPorts {
  readonly proxy: number;
  readonly proxyService: number;
  readonly repository: number;
  readonly engine: number;
}

export interface ClientManagedServerOptions {
  /** The server's id in the operator's API. */
  readonly id: string;
  readonly ports: ServerPorts;
  /** An address to listen on in place of the loopback ones. */
  readonly address?: string;
  /** The server owns the engine: `close` closes it as well. */
  readonly engine: MonitoredEngine;
  readonly catalog: AppCatalog;
  /** Serves `/qlik-embed/*`. */
  readonly runtime?: RuntimePlugin;
  /** Origins of the applications that use the server, without a path or trailing slash. */
  readonly appOrigins: readonly string[];
  /** Whether the proxy's port uses TLS too, with the server's certificate (`true`) or with another one; default false. */
  readonly secure?: boolean | { readonly key: string; readonly cert: string };
  /** Folder for the certificates; default a temporary folder that `close` removes. */
  readonly certificateFolder?: string;
  /** PEM certificate that verifies JWTs at the virtual proxy `jwt`; by default one is created with its key. */
  readonly jwtCertificate?: string;
  /** Made before, for tests that start many servers; by default each server makes its own. */
  readonly certificates?: ServerCertificates;
  /** Changes the demo virtual proxies, or replaces them. */
  readonly virtualProxies?: (demo: readonly VirtualProxy[]) => readonly VirtualProxy[];
  /** Log each request to standard error. */
  readonly verbose?: boolean;
  /** Milliseconds since 1970; for tests of lifetimes. */
  readonly now?: () => number;
}

/** A running client-managed server. */
export interface ClientManagedServer {
  readonly id: string;
  /** Origin of the proxy. */
  readonly origin: string;
  readonly ports: ServerPorts;
  readonly isRunning: boolean;
  /** The received requests of all four ports. */
  readonly requests: RequestLog;
  readonly faults: FaultRegistry;
  readonly clock: ServerClock;
  readonly certificates: CertificateFiles;
  readonly virtualProxies: readonly VirtualProxy[];
  /** Opens the ports again after `stop`. @throws {ListenError} */
  start(): Promise<void>;
  /** Calls of methods that the engine does not have. */
  readonly unsupportedCalls: CallCounter;
  /** Closes the ports and all connections, like an outage. `lose` ends all sessions, the engine's too. */
  stop(sessions: 'keep' | 'lose'): Promise<void>;
  /** Closes the engine's sockets with that code (default 4003, as Qlik's engine) and ends its sessions. Proxy sessions stay. */
  restartEngine(code?: number): void;
  /** Ends sessions as by inactivity. `user` is an id of the demo directory or `DIRECTORY\id`. @returns how many. */
  expireSessions(which?: { readonly user?: string; readonly virtualProxy?: string }): number;
  /** Removes expired sessions now, for tests that move the clock. A timer does so every few seconds. */
  sweep(): void;
  /** Makes every CSRF token stale while sessions go on. */
  rotateCsrfTokens(): void;
  /** Sends a notification to open sockets; a fatal one closes them. @returns the number of sockets. */
  notify(name: NoticeName, to?: SocketChoice): number;
  /** Removes or restores a user's license. Without it the user cannot open apps. */
  setLicensed(user: string, isLicensed: boolean): void;
  /** Expires all unused tickets. @returns their number. */
  expireTickets(): number;
  /** Replaces a virtual proxy's host allow list. @returns the former list; undefined for an unknown virtual proxy. */
  allowHosts(virtualProxy: string, hosts: readonly string[]): readonly string[] | undefined;
  closeSockets(code?: number): void;
  /** Ends all sessions, the engine's too, and all tickets. Restores the licenses and the host allow lists. */
  resetUserData(): void;
  /** Releases all resources. The server cannot be started again. */
  close(): Promise<void>;
}

/**
 * Builds a client-managed server (Qlik Analytics Platform, Qlik Sense Enterprise on Windows) and opens its ports.
 * @throws {ListenError} when a port cannot be opened; everything is released first.
 * @throws {TypeError} when a virtual proxy cannot use the JWT certificate.
 */
export async function createClientManagedServer(
  options: ClientManagedServerOptions,
): Promise<ClientManagedServer> {
  if (options.jwtCertificate !== undefined) {
    assertSigningCertificate(options.jwtCertificate);
  }
  const certificates = options.certificates ?? (await provideServerCertificates(options.certificateFolder));
  const jwt =
    options.jwtCertificate === undefined ? certificates.jwt : { certificate: options.jwtCertificate };
  const { folder, remove } =
    options.certificateFolder === undefined
      ? await temporaryFolder('client-managed')
      : { folder: options.certificateFolder, remove: () => Promise.resolve() };
  const files = await writeCertificateFolder(folder, certificates, jwt);
  const demo = demoVirtualProxies({ appOrigins: options.appOrigins, jwtCertificate: jwt.certificate });
  const context = createContext(options, options.virtualProxies?.(demo) ?? demo, () => ports.proxyService);
  const allowLists = context.proxies.map((proxy) => [proxy, proxy.hostAllowList] as const);
  const verbose = options.verbose === true;
  const apps = {
    proxy: await buildProxyApp(context, { runtime: options.runtime, verbose }),
    proxyService: await buildProxyServiceApp(context, verbose),
    repository: await buildRepositoryApp(context, verbose),
    engine: await buildEngineApp(context, verbose),
  };
  const reportFault = (error: unknown): void => apps.proxy.log.error({ err: error }, 'a socket failed');
  const gateway = new ProxyGateway(context, options.engine, reportFault);
  const engineGateway = new EngineGateway(context, options.engine, reportFault);
  const mutual = tlsOptions(certificates.server, certificates.root);
  const listeners = {
    proxy: new LoopbackListener(
      serve(apps.proxy),
      gateway.handleUpgrade,
      options.secure === true ? tlsOptions(certificates.server) : options.secure || undefined,
      options.address,
    ),
    proxyService: new LoopbackListener(serve(apps.proxyService), undefined, mutual, options.address),
    repository: new LoopbackListener(serve(apps.repository), undefined, mutual, options.address),
    engine: new LoopbackListener(serve(apps.engine), engineGateway.handleUpgrade, mutual, options.address),
  };
  const names = ['proxy', 'proxyService', 'repository', 'engine'] as const;
  const ports = {
    get proxy() {
      return listeners.proxy.port ?? options.ports.proxy;
    },
    get proxyService() {
      return listeners.proxyService.port ?? options.ports.proxyService;
    },
    get repository() {
      return listeners.repository.port ?? options.ports.repository;
    },
    get engine() {
      return listeners.engine.port ?? options.ports.engine;
    },
  };
  const stopListening = async (): Promise<void> => {
    await Promise.all(names.map((name) => listeners[name].stop()));
  };
  const listen = async (): Promise<void> => {
    try {
      for (const name of names) {
        await listeners[name].start(options.ports[name]);
      }
    } catch (error) {
      await stopListening();
      throw error;
    }
  };
  const endSessions = (): void => {
    for (const proxySession of context.sessions.all) {
      context.sessions.end(proxySession, 'closed');
    }
    options.engine.dropSessions();
  };
  const sweeper = setInterval(() => context.sessions.expireInactive(), SWEEP_MS);
  sweeper.unref();
  const close = async (): Promise<void> => {
    clearInterval(sweeper);
    context.faults.clear();
    await stopListening();
    options.engine.close();
    await Promise.all(Object.values(apps).map((app) => app.close()));
    await remove();
  };
  try {
    await listen();
  } catch (error) {
    await close();
    throw error;
  }

  return {
    id: options.id,
    get origin() {
      return localOrigin(context.isSecure ? 'https' : 'http', ports.proxy);
    },
    ports,
    get isRunning() {
      return listeners.proxy.isListening;
    },
    requests: context.log,
    unsupportedCalls: options.engine.unsupportedCalls ?? new CallCounter(),
    faults: context.faults,
    clock: context.clock,
    certificates: files,
    virtualProxies: context.proxies,
    start: listen,
    async stop(sessionHandling) {
      await stopListening();
      if (sessionHandling === 'lose') {
        endSessions();
      }
    },
    restartEngine(code = ENGINE_TERMINATING) {
      options.engine.closeSockets(code, 'Engine terminating');
      options.engine.dropSessions();
    },
    expireSessions({ user, virtualProxy } = {}) {
      const key = user === undefined ? undefined : qualified(user);
      const chosen = context.sessions.all.filter(
        (proxySession) =>
          (key === undefined || userKey(proxySession.user) === key) &&
          (virtualProxy === undefined || proxySession.proxy.prefix === virtualProxy),
      );
      for (const proxySession of chosen) {
        context.sessions.end(proxySession, 'timed-out');
      }
      return chosen.length;
    },
    sweep: () => context.sessions.expireInactive(),
    rotateCsrfTokens: () => context.sessions.rotateCsrfTokens(),
    notify: (name, to = {}) =>
      gateway.notify(name, to.user === undefined ? to : { ...to, user: qualified(to.user) }),
    setLicensed: (user, isLicensed) => gateway.setLicensed(qualified(user), isLicensed),
    expireTickets: () => context.tickets.expireAll(),
    allowHosts(virtualProxy, hosts) {
      const proxy = context.proxies.find(({ prefix }) => prefix === virtualProxy);
      const before = proxy?.hostAllowList;
      if (proxy !== undefined) {
        proxy.hostAllowList = hosts;
      }
      return before;
    },
    closeSockets(code) {
      gateway.closeSockets(code);
      // Also the sockets of the engine's own port.
      options.engine.closeSockets(code);
    },
    resetUserData() {
      endSessions();
      context.tickets.expireAll();
      context.selections.clear();
      gateway.restoreLicenses();
      for (const [proxy, hosts] of allowLists) proxy.hostAllowList = hosts;
    },
    close,
  };
}

function createContext(
  options: ClientManagedServerOptions,
  proxies: readonly VirtualProxy[],
  proxyServicePort: () => number,
): ProxyContext {
  const clock = new ServerClock(options.now ?? Date.now);
  const { now } = clock;
  const isSecure = options.secure !== undefined && options.secure !== false;
  const accounts = new Accounts();
  const sessions = new ProxySessions(now);
  const tickets = new TicketStore(now);
  const cookie = new SessionCookie(isSecure);
  return {
    now,
    clock,
    faults: new FaultRegistry(),
    isSecure,
    proxyServiceUrl: () => `https://localhost:${proxyServicePort()}`,
    proxies,
    accounts,
    apps: new PublishedApps(options.catalog),
    selections: new SelectionStore(now),
    sessions,
    tickets,
    targets: new Targets(now),
    cookie,
    authentication: new Authentication({ accounts, sessions, tickets, cookie, now }),
    log: new RequestLog(options.now ?? Date.now),
    notes: new RequestNotes(),
    engine: options.engine,
  };
}

function serve(app: FastifyInstance): ConstructorParameters<typeof LoopbackListener>[0] {
  return (request, response) => app.routing(request, response);
}

/** `ada` is a user of the demo directory; `CORP\ada` names the directory. */
function qualified(user: string): string {
  const [, userDirectory = DEMO_DIRECTORY, userId = user] = /^([^\\]+)\\(.+)$/.exec(user) ?? [];
  return userKey({ userDirectory, userId });
}
