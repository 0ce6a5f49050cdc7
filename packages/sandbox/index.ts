import type { CloudKeys } from './cloud-tenants.ts';
import { requireConfig, requireFault } from './argument-check.ts';
import { DEMO_APP_IDS } from './apps/demo-catalog.ts';
import { DEFAULT_PORTS } from './default-ports.ts';
import type { FaultInput, FaultReport } from './faults/fault-rule.ts';
import type { OwnAppReport } from './own-apps/own-apps.ts';
import type { LoggedRequest } from './listening/request-log.ts';
import type { OperatedTenant } from './admin/operated-tenant.ts';
import { operatedServer } from './operated-server.ts';
import { ListenError } from './listening/loopback-listener.ts';
import { type SandboxConfig, startSandbox as startServers } from './sandbox.ts';

export type { TenantIdentityProvider } from './cloud/identity-providers/identity-provider-file.ts';
export type { CloudKeys } from './cloud-tenants.ts';
export type { RateLimits } from './cloud/rest/rate-limits.ts';
export type { FaultInput, FaultReport } from './faults/fault-rule.ts';
export type { LoggedRequest } from './listening/request-log.ts';
export { sandboxAddresses, type SandboxAddresses } from './test-runners/environment.ts';
export { ListenError };
export { AppFileError } from './own-apps/app-file-error.ts';
export type { AppProblem } from './own-apps/app-check.ts';
export type { OwnAppReport } from './own-apps/own-apps.ts';
export type { AppChange, SandboxConfig } from './sandbox.ts';

/** The ids of the demo apps: `flights`, `movies`, `weather`, and with `bigAppRows` also `orders`. */
export const demoApps = DEMO_APP_IDS;

/** A cloud tenant or the client-managed server of a running sandbox, and what a test may do to it. */
export interface SandboxTenant {
  /** `cloud`, `cloud-eu` or `client-managed`. */
  readonly id: string;
  /** The origin for a connection, such as `http://localhost:8181`. */
  readonly origin: string;
  readonly platform: 'cloud' | 'client-managed';
  readonly isRunning: boolean;
  /** The requests that it received, oldest first, without credentials; those after the sequence number `since`, where given. */
  requests(since?: number): readonly LoggedRequest[];
  clearRequests(): void;
  /** Makes requests fail, answer late or otherwise until `removeFault` or `clearFaults`. @throws {TypeError} naming the wrong field */
  addFault(fault: FaultInput): FaultReport;
  /** @returns whether there was a fault with that id */
  removeFault(id: string): boolean;
  clearFaults(): void;
  /** Ends access tokens or sessions: of one user, or of all. @throws {RangeError} when there is no such user */
  expireTokens(options?: { readonly user?: string }): void;
  /** Closes the engine's WebSockets with that code; without one the connections break. */
  closeSockets(code?: number): void;
  /** Opens the port again after `stop`. @throws {ListenError} when another program has it */
  start(): Promise<void>;
  /** Closes the port, as an outage does. `lose` also ends all sessions. */
  stop(sessions?: 'keep' | 'lose'): Promise<void>;
  /** Removes sessions, selections, consents and the apps that users made; restores licenses and host allow lists. */
  resetUserData(): void;
}

/** A running sandbox. Its servers listen on this machine only. */
export interface RunningSandbox {
  readonly cloud: SandboxTenant;
  /** The second tenant, in another region. */
  readonly cloudEu: SandboxTenant;
  /** The client-managed server; `undefined` with `clientManagedPort: false`. */
  readonly clientManaged: SandboxTenant | undefined;
  /** All of them. */
  readonly tenants: readonly SandboxTenant[];
  /** The address of the page for setting up faults, and of the admin API. */
  readonly adminAddress: string;
  /** The files of the demo keys: for JWTs and API keys. */
  readonly cloudKeys: CloudKeys;
  /** The file of the authority to trust, with `https: true`. */
  readonly httpsAuthorityFile: string | undefined;
  /** The apps of your own, from `apps`, with what the sandbox cannot do of them. */
  readonly apps: readonly OwnAppReport[];
  /** Closes all ports and removes temporary folders. */
  close(): Promise<void>;
}

/**
 * Starts two cloud tenants, a client-managed server and the admin API. With no option they have the ports 8180 to 8186; with a
 * `cloudPort` of its own, each of several has free ones beside it; with `{ cloudPort: 0, adminPort: 0 }` all are any free ones, for tests that run
 * beside each other.
 * @throws {TypeError} naming an option that is unknown or has a wrong value
 * @throws {ListenError} naming the port that is in use
 * @throws {AppFileError} when an app of `apps` cannot be read, naming file and member
 */
export async function startSandbox(config: SandboxConfig = {}): Promise<RunningSandbox> {
  requireConfig(config);
  const sandbox = await startServers(config).catch((error: unknown) => {
    throw error instanceof ListenError ? withOption(error, config) : error;
  });
  const cloud = tenant(sandbox.cloud);
  const cloudEu = tenant(sandbox.cloudEu);
  const clientManaged = sandbox.clientManaged && tenant(operatedServer(sandbox.clientManaged));
  return {
    cloud,
    cloudEu,
    clientManaged,
    tenants: [cloud, cloudEu, ...(clientManaged === undefined ? [] : [clientManaged])],
    adminAddress: `http://localhost:${sandbox.admin.port}`,
    cloudKeys: sandbox.cloudKeys,
    get apps() {
      return sandbox.apps;
    },
    httpsAuthorityFile: sandbox.https?.authorityFile,
    close: () => sandbox.close(),
  };
}

const PORT_OPTIONS = ['adminPort', 'cloudPort', 'cloud2Port', 'clientManagedPort'] as const;

/** The option that has a port by default; those of the client-managed server are four. */
function usualOption(port: number): string | undefined {
  const { clientManagedPort } = DEFAULT_PORTS;
  return port > clientManagedPort && port <= clientManagedPort + 3
    ? 'clientManagedPort'
    : PORT_OPTIONS.find((name) => DEFAULT_PORTS[name] === port);
}

/** Names the option that a port comes from. */
function withOption({ code, port, cause }: ListenError, config: SandboxConfig): ListenError {
  const given = PORT_OPTIONS.find((name) => config[name] === port);
  return new ListenError(code, port, cause, given ?? usualOption(port));
}

function tenant(server: OperatedTenant): SandboxTenant {
  return {
    id: server.id,
    platform: server.platform,
    get origin() {
      return server.origin;
    },
    get isRunning() {
      return server.isRunning;
    },
    requests: (since = 0) => server.requests.since(since),
    clearRequests: () => server.requests.clear(),
    addFault(fault) {
      requireFault(fault);
      return server.faults.add(fault);
    },
    removeFault: (id) => server.faults.remove(id),
    clearFaults: () => server.faults.clear(),
    expireTokens(options = {}) {
      if (server.expireTokens(options) === undefined)
        throw new RangeError(`There is no user “${options.user ?? ''}” in “${server.id}”.`);
    },
    closeSockets: (code) => server.closeSockets(code),
    start: () => server.start(),
    stop: (sessions = 'keep') => server.stop(sessions),
    resetUserData: () => server.resetUserData(),
  };
}
