import { join } from 'node:path';
import { findFreePort } from '../../tools/processes/free-port.ts';
import type { WrittenConnection } from '../support/stack/connections.ts';
import { type Site, startStack } from '../support/stack/start-stack.ts';
import { buildPeer } from './peer-site.ts';

const FIRST_PORT = 23_000;
const FIRST_SANDBOX_PORT = 24_000;
/** Of a client-managed server: proxy, Proxy Service, Repository Service and engine. */
const SERVER_PORTS = 4;
/** No rate limit of the tenant is reached while measuring. */
const WITHOUT_RATE_LIMITS = ['--tier1-per-minute', '1000000', '--tier2-per-minute', '1000000'];
const CLIENT_ID = 'sandbox-spa-trusted';

/** What all sides of a scenario call. */
export interface Servers {
  readonly tenant: string;
  /** The client-managed server; its default virtual proxy has the Windows sign-in. */
  readonly server: string;
  /** Origin of the application's production build. */
  readonly application: string;
  /** Origin of the pages without a framework. */
  readonly bare: string;
  /** Origin of the Angular application without this library, where there is one. */
  readonly peer: string | undefined;
  /** Origin of a former build of the application, where there is one. */
  readonly release: string | undefined;
  /** Of the connection to the tenant. */
  readonly connectionId: string;
  /** Of the connection to the server. */
  readonly serverConnectionId: string;
  readonly clientId: string;
  /** Further connections to the tenant, each under another name of this machine: for a browser they are different hosts. */
  readonly tenants: readonly Tenant[];
  /** All origins of which a page asks. */
  readonly origins: readonly string[];
  stop(): Promise<void>;
}

/** A connection to a cloud tenant. */
export interface Tenant {
  readonly id: string;
  readonly host: string;
}

/** What is started besides the application and the pages without a framework. */
export interface ServerOptions {
  /** Further options of the sandbox. */
  readonly sandboxArgs?: readonly string[];
  /** Whether the peer is built and served. Default: false. */
  readonly hasPeer?: boolean;
  /** How many further connections there are. Default: none. */
  readonly tenantCount?: number;
  /** Folder of a former build of the application. */
  readonly release?: string | undefined;
}

/**
 * Starts a sandbox and a backend for each side; all backends are the same program with the same connections.
 * @param folder has the built pages without a framework in `pages`
 */
export async function startServers(folder: string, options: ServerOptions = {}): Promise<Servers> {
  const [connectionId, serverConnectionId] = ['bench', 'bench-server'];
  const tenantPort = await findFreePort(FIRST_SANDBOX_PORT);
  const serverPort = await findFreePort(tenantPort + 1, { count: SERVER_PORTS });
  const tenant = `http://localhost:${tenantPort}`;
  const server = `http://localhost:${serverPort}`;

  const tenants = Array.from({ length: options.tenantCount ?? 0 }, (_, index): Tenant => ({
    id: `tenant-${index + 1}`,
    host: `http://tenant-${index + 1}.localhost:${tenantPort}`,
  }));
  const oauth = { type: 'oauth2', clientId: CLIENT_ID, tokenStorage: 'session' };

  const sites: Site[] = ['application', { folder: join(folder, 'pages') }];
  if (options.hasPeer === true)
    sites.push({
      folder: await buildPeer({
        ...{ tenant, server, clientId: CLIENT_ID },
        tenants: tenants.map(({ host }) => host),
      }),
    });
  if (options.release !== undefined) sites.push({ folder: options.release });
  const stack = await startStack({
    folder,
    firstPort: FIRST_PORT,
    sandbox: {
      hasSecondTenant: false,
      args: [
        ...['--cloud-port', String(tenantPort), '--client-managed-port', String(serverPort)],
        ...WITHOUT_RATE_LIMITS,
        ...(options.sandboxArgs ?? []),
      ],
    },
    sites,
    connections: ({ cloud, clientManaged }): readonly WrittenConnection[] => [
      {
        ...{ id: connectionId, label: 'Bench', platform: 'cloud', host: cloud },
        auth: oauth,
      },
      ...tenants.map(({ id, host }) => ({ id, label: id, platform: 'cloud', host, auth: oauth })),
      {
        ...{ id: serverConnectionId, label: 'Bench server', platform: 'client-managed', host: clientManaged },
        auth: { type: 'windows' },
      },
    ],
  });
  const [application = '', bare = '', ...others] = stack.origins;
  return {
    ...{ application, bare, connectionId, serverConnectionId, clientId: CLIENT_ID, tenants },
    peer: options.hasPeer === true ? others[0] : undefined,
    release: options.release === undefined ? undefined : others.at(-1),
    tenant: stack.sandbox.cloud,
    server: stack.sandbox.clientManaged,
    origins: [...stack.origins, stack.sandbox.cloud, stack.sandbox.clientManaged],
    stop: () => stack.stop(),
  };
}
