import { join } from 'node:path';
import type { AppCatalog } from './apps/app-definition.ts';
import { TenantApps } from './cloud/apps/tenant-apps.ts';
import { EU_TENANT_ID, euCatalog, euContent } from './cloud/demo-content/eu-content.ts';
import {
  type DemoKeyPair,
  provideDemoKeyPair,
  writeSecret,
} from './cloud/identity-providers/demo-key-pair.ts';
import { withPersonalCopy } from './cloud/items/item-store.ts';
import { type CloudTenant, type CloudTenantOptions, createCloudTenant } from './cloud/tenant.ts';
import type { EnginePort } from './engine/connection.ts';
import { createEngine } from './engine/engine.ts';
import { DEFAULT_PORTS, hasUsualPorts } from './default-ports.ts';
import { keptFolder } from './kept-folder.ts';
import { qlikEmbedRuntime } from './runtime/plugin.ts';
import type { CheckedAnswers } from './published-types/checked-answers.ts';
import type { SandboxConfig } from './sandbox.ts';
import { temporaryFolder } from './listening/temporary-folder.ts';

const CLOUD_TENANT_ID = 'cloud';

/** Key id of the demo identity providers. */
const DEMO_KEY_ID = 'sandbox-key';

/** The paths of the demo keys; never the keys. */
export interface CloudKeys {
  readonly folder: string;
  /** Signs JWTs for the demo identity provider of each tenant. */
  readonly jwt: Pick<DemoKeyPair, 'privateKeyFile' | 'publicKeyFile'>;
  readonly identityProviders: readonly {
    readonly tenant: string;
    readonly issuer: string;
    readonly kid: string;
  }[];
  /** A file with an API key of that user, for each tenant; a new key at each start. */
  readonly apiKeys: readonly { readonly tenant: string; readonly user: string; readonly file: string }[];
}

/** The running cloud tenants with their keys. */
export interface CloudTenants {
  readonly first: CloudTenant;
  readonly eu: CloudTenant;
  readonly keys: CloudKeys;
  /** Ends the sessions of an app that changed. */
  forgetApp(appId: string): void;
  close(): Promise<void>;
}

/** What both tenants share with the other servers of the sandbox. */
export interface CloudServers {
  readonly appOrigins: readonly string[];
  readonly demoApps: AppCatalog;
  readonly tls: CloudTenantOptions['tls'];
  /** Compares the answers, where this is asked for. */
  readonly answers: CheckedAnswers | undefined;
}

/**
 * Starts both tenants, each with a separate engine over the same demo apps, and writes their keys.
 * @throws {ListenError} naming the port that is in use; everything is released first.
 */
export async function startCloudTenants(
  config: SandboxConfig,
  { appOrigins, demoApps, tls, answers }: CloudServers,
): Promise<CloudTenants> {
  const isUsual = hasUsualPorts(config);
  const { folder, remove } = await keyFolder(config.cloudKeys, isUsual);
  const running: CloudTenant[] = [];
  const engines: EnginePort[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(running.map((tenant) => tenant.close()));
    await remove();
  };
  try {
    const jwt = await provideDemoKeyPair(folder);
    const start = async (options: StartOptions): Promise<CloudTenant> => {
      const { tenant, engine } = await startTenant(options, config, {
        appOrigins,
        demoKey: jwt.publicKey,
        tls,
        answers,
      });
      running.push(tenant);
      engines.push(engine);
      return tenant;
    };
    const firstCatalog = withPersonalCopy(demoApps);
    const secondCatalog = euCatalog(demoApps);
    const started = await Promise.allSettled([
      start({
        id: CLOUD_TENANT_ID,
        port: config.cloudPort ?? DEFAULT_PORTS.cloudPort,
        catalog: firstCatalog,
      }),
      start({
        id: EU_TENANT_ID,
        name: 'Sandbox cloud tenant EU',
        region: 'eu',
        port: config.cloud2Port ?? (isUsual ? DEFAULT_PORTS.cloud2Port : 0),
        catalog: secondCatalog,
        content: euContent(secondCatalog),
        cookieSuffix: `.${EU_TENANT_ID}`,
      }),
    ]);
    const [first, eu] = started.map(fulfilled);
    if (first === undefined || eu === undefined) {
      throw new Error('A cloud tenant is missing after a start without errors.');
    }
    const apiKeys = [await writeApiKey(first, 'grace', folder), await writeApiKey(eu, 'edgar', folder)];
    const identityProviders = [first, eu].map(({ id }) => ({
      tenant: id,
      issuer: demoIssuer(id),
      kid: DEMO_KEY_ID,
    }));
    const { privateKeyFile, publicKeyFile } = jwt;
    const keys = { folder, jwt: { privateKeyFile, publicKeyFile }, identityProviders, apiKeys };
    const forgetApp = (appId: string): void => {
      for (const engine of engines) engine.forgetApp?.(appId);
    };
    return { first, eu, keys, forgetApp, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type StartOptions = Pick<CloudTenantOptions, 'id' | 'port'> & { readonly catalog: AppCatalog } & Partial<
    Pick<CloudTenantOptions, 'name' | 'region' | 'content' | 'cookieSuffix'>
  >;

async function startTenant(
  options: StartOptions,
  config: SandboxConfig,
  { appOrigins, demoKey, tls, answers }: Omit<CloudServers, 'demoApps'> & { readonly demoKey: string },
): Promise<{ readonly tenant: CloudTenant; readonly engine: EnginePort }> {
  const {
    spaces,
    rateLimits,
    reloadSeconds,
    accessTokenSeconds,
    sessionInactivitySeconds,
    sessionLifespanSeconds,
  } = config;
  const catalog = new TenantApps(options.catalog);
  const engine = createEngine({ catalog, ...(answers === undefined ? {} : { onAnswer: answers.addQix }) });
  const registered = (config.identityProviders ?? []).filter(({ tenant }) => tenant === options.id);
  const demo = { issuer: demoIssuer(options.id), kid: DEMO_KEY_ID, pem: demoKey };
  try {
    const tenant = await createCloudTenant({
      ...options,
      catalog,
      engine,
      runtime: qlikEmbedRuntime,
      appOrigins,
      ...(tls === undefined ? {} : { tls }),
      ...(config.listenAddress === undefined ? {} : { address: config.listenAddress }),
      ...(answers === undefined ? {} : { onAnswer: answers.addRest }),
      ...(config.redirectUris === undefined ? {} : { redirectUris: config.redirectUris }),
      identityProviders: [demo, ...registered],
      sessionLifetimes: {
        ...(sessionInactivitySeconds === undefined ? {} : { inactivity: sessionInactivitySeconds }),
        ...(sessionLifespanSeconds === undefined ? {} : { lifespan: sessionLifespanSeconds }),
      },
      ...(spaces === undefined ? {} : { spaces }),
      ...(rateLimits === undefined ? {} : { rateLimits }),
      ...(reloadSeconds === undefined ? {} : { reloadPace: { reloadingMs: reloadSeconds * 1000 } }),
      ...(accessTokenSeconds === undefined ? {} : { lifetimes: { accessToken: accessTokenSeconds } }),
      verbose: config.verbose ?? false,
    });
    return { tenant, engine };
  } catch (error) {
    engine.close();
    throw error;
  }
}

/** Each tenant has its own issuer, so that each tenant refuses the other's JWTs. */
function demoIssuer(tenantId: string): string {
  return `urn:qlik-sandbox:${tenantId}`;
}

async function writeApiKey(
  tenant: CloudTenant,
  subject: string,
  folder: string,
): Promise<CloudKeys['apiKeys'][number]> {
  const user = tenant.findUser(subject);
  if (user === undefined) {
    throw new Error(`There is no user “${subject}” in “${tenant.id}” to give an API key to.`);
  }
  const file = join(folder, `${tenant.id}_api_key.txt`);
  await writeSecret(file, await tenant.issueApiKey(user, 'Made at start'));
  return { tenant: tenant.id, user: subject, file };
}

async function keyFolder(
  wanted: string | undefined,
  isUsual: boolean,
): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
  const kept = wanted ?? (isUsual ? keptFolder('cloud') : undefined);
  if (kept !== undefined) {
    return { folder: kept, remove: () => Promise.resolve() };
  }
  return temporaryFolder('cloud');
}

function fulfilled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') {
    throw result.reason;
  }
  return result.value;
}
