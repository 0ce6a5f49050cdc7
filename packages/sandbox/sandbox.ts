import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdminApi, createAdminApi } from './admin/admin-api.ts';
import type { OperatedTenant } from './admin/operated-tenant.ts';
import type { AppCatalog } from './apps/app-definition.ts';
import { createDemoCatalog } from './apps/demo-catalog.ts';
import { type ClientManagedServer, createClientManagedServer } from './client-managed/server.ts';
import type { CheckedAnswers } from './published-types/checked-answers.ts';
import type { TenantIdentityProvider } from './cloud/identity-providers/identity-provider-file.ts';
import type { RateLimits } from './cloud/rest/rate-limits.ts';
import type { CloudTenant } from './cloud/tenant.ts';
import { CLOUD_PORT, type CloudKeys, type CloudTenants, startCloudTenants } from './cloud-tenants.ts';
import type { EnginePort } from './engine/connection.ts';
import { createEngine } from './engine/engine.ts';
import { checkedAnswers } from './answer-check.ts';
import { keptFolder } from './kept-folder.ts';
import { type HttpsCertificate, provideHttpsCertificate } from './listening/https-certificate.ts';
import type { AppFileError } from './own-apps/app-file-error.ts';
import { type OwnAppReport, OwnApps } from './own-apps/own-apps.ts';
import { qlikEmbedRuntime } from './runtime/plugin.ts';

/** Where the application of this repository runs by default, and a second usual place. */
const DEFAULT_APP_ORIGINS = ['http://localhost:4200', 'http://localhost:3000'] as const;

/**
 * Options of a sandbox; each one has a default. The folder for kept files is `.qlik-sandbox` in the working folder; in the repository of the
 * sandbox it is another one.
 */
export interface SandboxConfig {
  /** Default 8180; 0 for any free port. */
  readonly adminPort?: number;
  /** Default 8181; 0 for any free port. */
  readonly cloudPort?: number;
  /** Port of the second cloud tenant; default 8182 where the first one has its default port, else any free one, as with 0. */
  readonly cloud2Port?: number;
  /** Folder for the cloud tenants' demo keys; `cloud` in the folder for kept files for the default port, else a temporary folder that `close` removes. */
  readonly cloudKeys?: string;
  /** JWT identity providers besides the demo ones. */
  readonly identityProviders?: readonly TenantIdentityProvider[];
  /** How long a cookie session of a cloud tenant lasts without use, and at most. */
  readonly sessionInactivitySeconds?: number;
  readonly sessionLifespanSeconds?: number;
  /**
   * Port of the client-managed server's proxy; its Proxy Service, repository and engine have the next three. Default 8183
   * where the cloud tenant has its default port, else any free ones, as with 0. `false` omits the server.
   */
  readonly clientManagedPort?: number | false;
  /** Folder for the client-managed server's certificates; `client-managed` in the folder for kept files for the default port, else a temporary folder. */
  readonly clientManagedCertificates?: string;
  /** PEM of the certificate that JWTs of the client-managed server are checked with; one is made when absent. */
  readonly clientManagedJwtCertificate?: string;
  /** Origins of the applications that may sign in, besides the default ones. */
  readonly appOrigins?: readonly string[];
  /** Redirect addresses of the cloud tenants' OAuth clients, besides those of the application origins. */
  readonly redirectUris?: readonly string[];
  /** Lifetime of access tokens; default six hours, as Qlik's. */
  readonly accessTokenSeconds?: number;
  /** Number of spaces; default 60. */
  readonly spaces?: number;
  /** How long a reload of an app takes at least; default 2 s. */
  readonly reloadSeconds?: number;
  /** Row count of the app “Orders”; without it the app does not exist. */
  readonly bigAppRows?: number;
  /** Serve the cloud tenants and the client-managed server's proxy over HTTPS and WSS; default false. */
  readonly https?: boolean;
  /** Folder of the certificate of HTTPS and its authority; `https` in the folder for kept files for the default port, else a temporary folder. */
  readonly httpsCertificates?: string;
  /**
   * Apps of your own, beside the demo apps in the space and stream “Public data”: folders as Qlik's command-line tool unbuilds an app, or
   * `.json` files as `serializeapp` writes them. Their scripts run at start.
   */
  readonly apps?: readonly string[];
  /** Reads an app of `apps` again when one of its files changes, and tells this; its open sessions end. */
  readonly onAppChange?: (change: AppChange) => void;
  readonly rateLimits?: Partial<RateLimits>;
  /**
   * Listen on this address in place of the loopback ones. For containers only: the sandbox has no passwords, and every client that reaches it may do
   * everything.
   */
  readonly listenAddress?: string;
  /** Compare the answers of all servers with Qlik's published types, for tests; `GET /answers` of the admin API has the differences. */
  readonly checksAnswers?: boolean;
  /** Log each request to standard error. */
  readonly verbose?: boolean;
}

/** An app of your own was read again, or could not be read and stays as it was. */
export type AppChange =
  | { readonly app: OwnAppReport; readonly error?: undefined }
  | { readonly app?: undefined; readonly error: AppFileError };

/** A running sandbox. */
export interface Sandbox {
  readonly admin: AdminApi;
  readonly cloud: CloudTenant;
  /** The second tenant, in another region. */
  readonly cloudEu: CloudTenant;
  readonly cloudKeys: CloudKeys;
  /** The Qlik Analytics Platform server, unless it is omitted. */
  readonly clientManaged: ClientManagedServer | undefined;
  /** The apps of your own, with what the sandbox cannot do of them. */
  readonly apps: readonly OwnAppReport[];
  /** The certificate of HTTPS, where it is used. */
  readonly https: Pick<HttpsCertificate, 'authorityFile'> | undefined;
  /** Closes every port and releases all resources. */
  close(): Promise<void>;
}

/**
 * Starts the cloud tenants and the client-managed server, each with an engine, and the admin API.
 * @throws {ListenError} naming the port that is in use; everything is released first.
 * @throws {AppFileError} when an app of `apps` cannot be read, naming file and member
 */
export async function startSandbox(config: SandboxConfig = {}): Promise<Sandbox> {
  const appOrigins = [...new Set([...DEFAULT_APP_ORIGINS, ...(config.appOrigins ?? [])])];
  // One catalog for all servers, so that each app's data is read once.
  const ownApps = await OwnApps.read(config.apps ?? []);
  const catalog = ownApps.in(createDemoCatalog({ bigAppRows: config.bigAppRows }));
  const answers = config.checksAnswers === true ? await checkedAnswers() : undefined;
  const certificate = await httpsCertificate(config);
  const https = certificate?.https;
  let clouds: CloudTenants;
  try {
    clouds = await startCloudTenants(config, { appOrigins, demoApps: catalog, tls: https?.tls, answers });
  } catch (error) {
    await certificate?.remove();
    throw error;
  }
  const { first: cloud, eu: cloudEu } = clouds;
  let clientManaged: ClientManagedServer | undefined;
  try {
    const started = await startClientManaged(config, { appOrigins, catalog, tls: https?.tls, answers });
    clientManaged = started?.server;
    const tenants = [cloud, cloudEu, ...(clientManaged === undefined ? [] : [operatedServer(clientManaged)])];
    const admin = await createAdminApi({
      port: config.adminPort ?? 8180,
      ...(config.listenAddress === undefined ? {} : { address: config.listenAddress }),
      tenants,
      clouds: [cloud, cloudEu],
      ...(clientManaged === undefined ? {} : { clientManaged }),
      ...(answers === undefined ? {} : { answers: () => answers.report }),
      appOrigins,
    });
    const stopWatching = watchApps(ownApps, config, (appId) => {
      clouds.forgetApp(appId);
      started?.engine.forgetApp?.(appId);
    });
    return {
      admin,
      get apps() {
        return ownApps.reports;
      },
      cloud,
      cloudEu,
      cloudKeys: clouds.keys,
      clientManaged,
      https,
      async close() {
        await stopWatching();
        await admin.close();
        await clientManaged?.close();
        await clouds.close();
        await certificate?.remove();
      },
    };
  } catch (error) {
    await clientManaged?.close();
    await clouds.close();
    await certificate?.remove();
    throw error;
  }
}

/** Returns the certificate of HTTPS where it is asked for. `remove` deletes a temporary folder. */
async function httpsCertificate(
  config: SandboxConfig,
): Promise<{ readonly https: HttpsCertificate; readonly remove: () => Promise<void> } | undefined> {
  if (config.https !== true) {
    return undefined;
  }
  const isUsual = (config.cloudPort ?? CLOUD_PORT) === CLOUD_PORT;
  const kept = config.httpsCertificates ?? (isUsual ? keptFolder('https') : undefined);
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'qlik-sandbox-https-')));
  const remove =
    kept === undefined ? () => rm(folder, { recursive: true, force: true }) : async () => undefined;
  return { https: await provideHttpsCertificate(folder), remove };
}

/** @returns a function that ends it */
function watchApps(
  ownApps: OwnApps,
  { onAppChange }: SandboxConfig,
  forget: (appId: string) => void,
): () => Promise<void> {
  if (onAppChange === undefined) return () => Promise.resolve();
  return ownApps.watch({
    changed: (app) => {
      forget(app.id);
      onAppChange({ app });
    },
    failed: (error) => onAppChange({ error }),
  });
}

const CLIENT_MANAGED_PORT = 8183;

/** Its users, sessions and apps' states are its own, and so is its engine; the apps are the same. */
async function startClientManaged(
  config: SandboxConfig,
  {
    appOrigins,
    catalog,
    tls,
    answers,
  }: {
    readonly appOrigins: readonly string[];
    readonly catalog: AppCatalog;
    readonly tls: HttpsCertificate['tls'] | undefined;
    readonly answers: CheckedAnswers | undefined;
  },
): Promise<{ readonly server: ClientManagedServer; readonly engine: EnginePort } | undefined> {
  const isUsual = (config.cloudPort ?? CLOUD_PORT) === CLOUD_PORT;
  const port = config.clientManagedPort ?? (isUsual ? CLIENT_MANAGED_PORT : 0);
  if (port === false) {
    return undefined;
  }
  const next = (offset: number): number => (port === 0 ? 0 : port + offset);
  const certificateFolder =
    config.clientManagedCertificates ??
    (port === CLIENT_MANAGED_PORT ? keptFolder('client-managed') : undefined);
  const engine = createEngine({ catalog, ...(answers === undefined ? {} : { onAnswer: answers.addQix }) });
  try {
    const server = await createClientManagedServer({
      id: 'client-managed',
      ports: { proxy: port, proxyService: next(1), repository: next(2), engine: next(3) },
      engine,
      catalog,
      runtime: qlikEmbedRuntime,
      appOrigins,
      ...(tls === undefined ? {} : { secure: tls }),
      ...(config.listenAddress === undefined ? {} : { address: config.listenAddress }),
      ...(certificateFolder === undefined ? {} : { certificateFolder }),
      ...(config.clientManagedJwtCertificate === undefined
        ? {}
        : { jwtCertificate: config.clientManagedJwtCertificate }),
      verbose: config.verbose ?? false,
    });
    return { server, engine };
  } catch (error) {
    engine.close();
    throw error;
  }
}

/** Returns the server in the form of the admin API. It has no tokens: its sessions expire instead. */
export function operatedServer(server: ClientManagedServer): OperatedTenant {
  return {
    id: server.id,
    get origin() {
      return server.origin;
    },
    get isRunning() {
      return server.isRunning;
    },
    platform: 'client-managed',
    requests: server.requests,
    unsupportedCalls: server.unsupportedCalls,
    faults: server.faults,
    clock: server.clock,
    restartEngine: (code) => server.restartEngine(code),
    makeCsrfTokensStale: () => server.rotateCsrfTokens(),
    start: () => server.start(),
    stop: (sessions) => server.stop(sessions),
    expireTokens: ({ user }) => server.expireSessions(user === undefined ? {} : { user }),
    closeSockets: (code) => server.closeSockets(code),
    resetUserData: () => server.resetUserData(),
  };
}
