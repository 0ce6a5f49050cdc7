import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SiteCertificate } from '../consumers/site.ts';
import { requestJson } from '../support/http-client.ts';
import { SandboxAdmin } from '../support/stack/sandbox-admin.ts';
import { startSandbox } from '../support/stack/sandbox-process.ts';
import type { SampleApp } from './apps/sample-app.ts';

/** What a sample needs of the sandbox. */
export interface SandboxNeeds {
  /** Origins of the sample's pages. */
  readonly origins?: readonly string[];
  /** An app beside the demo apps, which all users may open. */
  readonly app?: SampleApp;
  /** The port of the tenant. Default: any free one. */
  readonly port?: number;
}

/** A sandbox with a cloud tenant over HTTPS. */
export interface SampleSandbox {
  /** The tenant's address, such as `https://localhost:41234`. */
  readonly origin: string;
  /** Its name and port, as samples that put `https://` before it want it. */
  readonly host: string;
  /** The id of the app of {@link SandboxNeeds}. */
  readonly appId: string;
  /** An API key of a tenant administrator. */
  readonly adminKey: string;
  /** For Node: trusts the sandbox's certificate. */
  readonly env: Readonly<Record<string, string>>;
  readonly certificate: SiteCertificate;
  readonly admin: SandboxAdmin;
  readonly stop: () => Promise<void>;
}

/** The system group of all users. */
const ALL_USERS = '000000000000000000000001';

/**
 * Starts a sandbox whose apps all users of the tenant may open, those that a sample creates too.
 * @param folder gets its log, its keys and its certificate
 */
export async function startSampleSandbox(
  folder: string,
  { origins = [], app, port = 0 }: SandboxNeeds,
): Promise<SampleSandbox> {
  const [keys, certificates, appFile] = [
    join(folder, 'keys'),
    join(folder, 'https'),
    join(folder, 'app.json'),
  ];
  mkdirSync(keys, { recursive: true });
  if (app !== undefined) writeFileSync(appFile, JSON.stringify(app));
  const { addresses, stop } = await startSandbox({
    appOrigins: origins,
    logFile: join(folder, 'sandbox.log'),
    args: [
      ...['--cloud-port', String(port), '--cloud-keys', keys, '--no-client-managed'],
      ...['--https', '--https-certificates', certificates],
      ...(app === undefined ? [] : ['--app', appFile]),
    ],
  });
  try {
    const read = (name: string) => readFileSync(join(certificates, name), 'utf8');
    const certificate = { cert: read('localhost.pem'), key: read('localhost_key.pem') };
    const admin = new SandboxAdmin(addresses.admin);
    const { token: adminKey } = (await admin.operate('api-keys', { user: 'ada' })) as { token: string };
    const tls = { ca: read('authority.pem'), ...certificate };
    const call = async (method: string, path: string, body?: object) =>
      requestJson(`${addresses.cloud}/api/v1/${path}`, {
        ...{ method, tls, headers: { authorization: `Bearer ${adminKey}` } },
        ...(body === undefined ? {} : { body }),
      });
    const { data: spaces } = (await call('GET', 'spaces?limit=100')) as {
      data: { id: string; name: string }[];
    };
    for (const { id } of spaces.filter(({ name }) => ['Public data', 'Flight operations'].includes(name))) {
      const assignment = { type: 'group', assigneeId: ALL_USERS, roles: ['consumer'] };
      await call('POST', `spaces/${id}/assignments`, assignment);
    }
    return {
      origin: addresses.cloud,
      host: new URL(addresses.cloud).host,
      appId: addresses.apps?.[0]?.id ?? '',
      adminKey,
      env: { NODE_EXTRA_CA_CERTS: join(certificates, 'authority.pem') },
      certificate,
      admin,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
