import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
import { createEngine } from './engine/engine.ts';
import { type HttpsCertificate, provideHttpsCertificate } from './listening/https-certificate.ts';
import { qlikEmbedRuntime } from './runtime/plugin.ts';

/** Where the application of this repository runs by default, and a second usual place. */
const DEFAULT_APP_ORIGINS = ['http://localhost:4200', 'http://localhost:3000'] as const;

/** Options of a sandbox; each one has a default. */
export interface SandboxConfig {
  /** Default 8180; 0 for any free port. */
  readonly adminPort?: number;
  /** Default 8181; 0 for any free port. */
  readonly cloudPort?: number;
  /** Port of the second cloud tenant; default 8182 where the first one has its default port, else any free one, as with 0. */
  readonly cloud2Port?: number;
  /** Folder for the cloud tenants' demo keys; `.local/cloud` for the default port, else a temporary folder that `close` removes. */
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
  /** Folder for the client-managed server's certificates; `.local/client-managed` for the default port, else a temporary folder. */
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
  /** Row count of the app “Orders”; without it the app does not exist. */
  readonly bigAppRows?: number;
  /** Serve the cloud tenants and the client-managed server's proxy over HTTPS and WSS; default false. */
  readonly https?: boolean;
  /** Folder of the certificate of HTTPS and its authority; `.local/https` for the default port, else a temporary folder. */
  readonly httpsCertificates?: string;
  readonly rateLimits?: Partial<RateLimits>;
  /** Compare the answers of all servers with Qlik's published types, for tests; `GET /answers` of the admin API has the differences. */
  readonly checksAnswers?: boolean;
  /** Log each request to standard error. */
  readonly verbose?: boolean;
}

/** A running sandbox. */
export interface Sandbox {
  readonly admin: AdminApi;
  readonly cloud: CloudTenant;
  /** The second tenant, in another region. */
  readonly cloudEu: CloudTenant;
  readonly cloudKeys: CloudKeys;
  /** The Qlik Analytics Platform server, unless it is omitted. */
  readonly clientManaged: ClientManagedServer | undefined;
  /** The certificate of HTTPS, where it is used. */
  readonly https: Pick<HttpsCertificate, 'authorityFile'> | undefined;
  /** Closes every port and releases all resources. */
  close(): Promise<void>;
}

/**
 * Starts the cloud tenants and the client-managed server, each with an engine, and the admin API.
 * @throws {ListenError} naming the port that is in use; everything is released first.
 */
export async function startSandbox(config: SandboxConfig = {}): Promise<Sandbox> {
  const appOrigins = [...new Set([...DEFAULT_APP_ORIGINS, ...(config.appOrigins ?? [])])];
  // One catalog for all servers, so that each app's data is read once.
  const catalog = createDemoCatalog({ bigAppRows: config.bigAppRows });
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
    clientManaged = await startClientManaged(config, { appOrigins, catalog, tls: https?.tls, answers });
    const tenants = [cloud, cloudEu, ...(clientManaged === undefined ? [] : [operated(clientManaged)])];
    const admin = await createAdminApi({
      port: config.adminPort ?? 8180,
      tenants,
      clouds: [cloud, cloudEu],
      ...(clientManaged === undefined ? {} : { clientManaged }),
      ...(answers === undefined ? {} : { answers: () => answers.report }),
      appOrigins,
    });
    return {
      admin,
      cloud,
      cloudEu,
      cloudKeys: clouds.keys,
      clientManaged,
      https,
      async close() {
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

/** Its schemas and `ajv` are read only where answers are compared. */
async function checkedAnswers(): Promise<CheckedAnswers> {
  const { CheckedAnswers } = await import('./published-types/checked-answers.ts');
  return new CheckedAnswers();
}

/** Returns the certificate of HTTPS where it is asked for. `remove` deletes a temporary folder. */
async function httpsCertificate(
  config: SandboxConfig,
): Promise<{ readonly https: HttpsCertificate; readonly remove: () => Promise<void> } | undefined> {
  if (config.https !== true) {
    return undefined;
  }
  const isUsual = (config.cloudPort ?? CLOUD_PORT) === CLOUD_PORT;
  const kept =
    config.httpsCertificates ??
    (isUsual ? fileURLToPath(new URL('../../.local/https', import.meta.url)) : undefined);
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'qlik-sandbox-https-')));
  const remove =
    kept === undefined ? () => rm(folder, { recursive: true, force: true }) : async () => undefined;
  return { https: await provideHttpsCertificate(folder), remove };
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
): Promise<ClientManagedServer | undefined> {
  const isUsual = (config.cloudPort ?? CLOUD_PORT) === CLOUD_PORT;
  const port = config.clientManagedPort ?? (isUsual ? CLIENT_MANAGED_PORT : 0);
  if (port === false) {
    return undefined;
  }
  const next = (offset: number): number => (port === 0 ? 0 : port + offset);
  const certificateFolder =
    config.clientManagedCertificates ??
    (port === CLIENT_MANAGED_PORT
      ? fileURLToPath(new URL('../../.local/client-managed', import.meta.url))
      : undefined);
  const engine = createEngine({ catalog, ...(answers === undefined ? {} : { onAnswer: answers.addQix }) });
  try {
    return await createClientManagedServer({
      id: 'client-managed',
      ports: { proxy: port, proxyService: next(1), repository: next(2), engine: next(3) },
      engine,
      catalog,
      runtime: qlikEmbedRuntime,
      appOrigins,
      ...(tls === undefined ? {} : { secure: tls }),
      ...(certificateFolder === undefined ? {} : { certificateFolder }),
      ...(config.clientManagedJwtCertificate === undefined
        ? {}
        : { jwtCertificate: config.clientManagedJwtCertificate }),
      verbose: config.verbose ?? false,
    });
  } catch (error) {
    engine.close();
    throw error;
  }
}

/** Returns the server in the form of the admin API. It has no tokens: its sessions expire instead. */
function operated(server: ClientManagedServer): OperatedTenant {
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
