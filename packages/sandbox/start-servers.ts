import { type AdminApi, type AdminApiOptions, createAdminApi } from './admin/admin-api.ts';
import type { AppCatalog } from './apps/app-definition.ts';
import { createDemoCatalog } from './apps/demo-catalog.ts';
import type { ServerCertificates } from './client-managed/certificates/server-certificates.ts';
import { operatedServer } from './operated-server.ts';
import { type ClientManagedServer, createClientManagedServer } from './client-managed/server.ts';
import type { CheckedAnswers } from './published-types/checked-answers.ts';
import { type CloudTenants, startCloudTenants } from './cloud-tenants.ts';
import { clientManagedPlace, DEFAULT_PORTS, hasUsualPorts } from './default-ports.ts';
import type { EnginePort } from './engine/connection.ts';
import { createEngine } from './engine/engine.ts';
import { checkedAnswers } from './answer-check.ts';
import { keptFolder } from './kept-folder.ts';
import type { HttpsCertificate } from './listening/https-certificate.ts';
import { ListenError } from './listening/loopback-listener.ts';
import type { OwnApps } from './own-apps/own-apps.ts';
import { qlikEmbedRuntime } from './runtime/plugin.ts';
import type { Sandbox, SandboxConfig } from './sandbox.ts';
import { temporaryFolder } from './listening/temporary-folder.ts';

/** Where the application of this repository runs by default, and a second usual place. */
const DEFAULT_APP_ORIGINS = ['http://localhost:4200', 'http://localhost:3000'] as const;

/**
 * Starts the servers of a sandbox, see {@link startSandbox}.
 * @param certificates of the client-managed server, where there is one
 * @throws {ListenError} naming the port that is in use; everything is released first.
 * @throws {AppFileError} when an app of `apps` cannot be read, naming file and member
 */
export async function startServers(
  config: SandboxConfig,
  certificates: Promise<ServerCertificates> | undefined,
): Promise<Sandbox> {
  const appOrigins = [...new Set([...DEFAULT_APP_ORIGINS, ...(config.appOrigins ?? [])])];
  // One catalog for all servers, so that each app's data is read once.
  const ownApps = await readOwnApps(config.apps ?? []);
  const demoCatalog = createDemoCatalog({ bigAppRows: config.bigAppRows });
  const catalog = ownApps?.in(demoCatalog) ?? demoCatalog;
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
    const started = await startClientManaged(config, {
      ...{ appOrigins, catalog, tls: https?.tls, answers },
      certificates: await certificates,
    });
    clientManaged = started?.server;
    const tenants = [cloud, cloudEu, ...(clientManaged === undefined ? [] : [operatedServer(clientManaged)])];
    const admin = await startAdminApi(config.adminPort, {
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
        return ownApps?.reports ?? [];
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

/** Without a wanted port it has the default one or, where another program has that, any free one: no connection names it. */
async function startAdminApi(
  wanted: number | undefined,
  options: Omit<AdminApiOptions, 'port'>,
): Promise<AdminApi> {
  const port = wanted ?? DEFAULT_PORTS.adminPort;
  try {
    return await createAdminApi({ ...options, port });
  } catch (error) {
    if (wanted !== undefined || !(error instanceof ListenError) || error.code !== 'EADDRINUSE') throw error;
    return createAdminApi({ ...options, port: 0 });
  }
}

/** Their code, which reads YAML among others, is loaded where there are some. */
async function readOwnApps(paths: readonly string[]): Promise<OwnApps | undefined> {
  if (paths.length === 0) return undefined;
  const { OwnApps: Apps } = await import('./own-apps/own-apps.ts');
  return Apps.read(paths);
}

/** Returns the certificate of HTTPS where it is asked for. `remove` deletes a temporary folder. */
async function httpsCertificate(
  config: SandboxConfig,
): Promise<{ readonly https: HttpsCertificate; readonly remove: () => Promise<void> } | undefined> {
  if (config.https !== true) {
    return undefined;
  }
  const kept = config.httpsCertificates ?? (hasUsualPorts(config) ? keptFolder('https') : undefined);
  const { folder, remove } =
    kept === undefined ? await temporaryFolder('https') : { folder: kept, remove: () => Promise.resolve() };
  const { provideHttpsCertificate } = await import('./listening/https-certificate.ts');
  return { https: await provideHttpsCertificate(folder), remove };
}

/** @returns a function that ends it */
function watchApps(
  ownApps: OwnApps | undefined,
  { onAppChange }: SandboxConfig,
  forget: (appId: string) => void,
): () => Promise<void> {
  if (ownApps === undefined || onAppChange === undefined) return () => Promise.resolve();
  return ownApps.watch({
    changed: (app) => {
      forget(app.id);
      onAppChange({ app });
    },
    failed: (error) => onAppChange({ error }),
  });
}

/** Its users, sessions and apps' states are its own, and so is its engine; the apps are the same. */
async function startClientManaged(
  config: SandboxConfig,
  {
    appOrigins,
    catalog,
    tls,
    answers,
    certificates,
  }: {
    readonly appOrigins: readonly string[];
    readonly catalog: AppCatalog;
    readonly tls: HttpsCertificate['tls'] | undefined;
    readonly answers: CheckedAnswers | undefined;
    readonly certificates: ServerCertificates | undefined;
  },
): Promise<{ readonly server: ClientManagedServer; readonly engine: EnginePort } | undefined> {
  const place = clientManagedPlace(config);
  if (place === undefined) return undefined;
  const { port, certificateFolder } = place;
  const next = (offset: number): number => (port === 0 ? 0 : port + offset);
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
      ...(certificates === undefined ? {} : { certificates }),
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
