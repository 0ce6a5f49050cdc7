import { join } from 'node:path';
import type { WrittenConnection } from '../support/stack/connections.ts';
import { startStack } from '../support/stack/start-stack.ts';

const FIRST_PORT = 23_000;
/** No rate limit of the tenant is reached while measuring. */
const WITHOUT_RATE_LIMITS = ['--tier1-per-minute', '1000000', '--tier2-per-minute', '1000000'];

/** What both sides of a scenario call. */
export interface Servers {
  readonly tenant: string;
  /** The client-managed server; its default virtual proxy has the Windows sign-in. */
  readonly server: string;
  /** Origin of the application's production build. */
  readonly application: string;
  /** Origin of the alternatives, which the same server software serves. */
  readonly alternatives: string;
  /** Of the connection to the tenant. */
  readonly connectionId: string;
  /** Of the connection to the server. */
  readonly serverConnectionId: string;
  readonly clientId: string;
  stop(): Promise<void>;
}

/**
 * Starts a sandbox and two backends: one with the application, one with the alternatives.
 * @param sandboxArgs further options of the sandbox
 */
export async function startServers(folder: string, sandboxArgs: readonly string[] = []): Promise<Servers> {
  const clientId = 'sandbox-spa-trusted';
  const [connectionId, serverConnectionId] = ['bench', 'bench-server'];
  const stack = await startStack({
    folder,
    firstPort: FIRST_PORT,
    sandbox: { hasSecondTenant: false, args: [...WITHOUT_RATE_LIMITS, ...sandboxArgs] },
    sites: ['application', { folder: join(folder, 'pages') }],
    connections: ({ cloud, clientManaged }): readonly WrittenConnection[] => [
      {
        ...{ id: connectionId, label: 'Bench', platform: 'cloud', host: cloud },
        auth: { type: 'oauth2', clientId, tokenStorage: 'session' },
      },
      {
        ...{ id: serverConnectionId, label: 'Bench server', platform: 'client-managed', host: clientManaged },
        auth: { type: 'windows' },
      },
    ],
  });
  const [application = '', alternatives = ''] = stack.origins;
  return {
    ...{ application, alternatives, connectionId, serverConnectionId, clientId },
    tenant: stack.sandbox.cloud,
    server: stack.sandbox.clientManaged,
    stop: () => stack.stop(),
  };
}
