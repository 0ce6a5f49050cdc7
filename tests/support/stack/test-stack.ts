import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BackendProcess, startBackend } from './backend-process.ts';
import { type WrittenConnection, type WrittenSecrets, writeConnections } from './connections.ts';
import type { SandboxAddresses } from '../../../tools/stack/sandbox-addresses.ts';
import { SandboxAdmin } from './sandbox-admin.ts';
import type { Site } from './start-stack.ts';

/** What {@link startStack} has started. */
export interface StartedParts {
  readonly folder: string;
  readonly origins: readonly string[];
  readonly sites: readonly Site[];
  readonly sandbox: SandboxAddresses;
  readonly connections: readonly WrittenConnection[];
  readonly secrets: WrittenSecrets | undefined;
  readonly onStop: () => Promise<void>;
}

/** A sandbox, and a backend for each site; with the addresses of both and clients for the sandbox's operator API. */
export class TestStack {
  /** Origins of the backends, in the order of the sites. */
  readonly origins: readonly string[];
  readonly sandbox: SandboxAddresses;
  /** Has `sandbox.log` and logs of backends, whose names begin with `backend-`. */
  readonly folder: string;
  readonly cloud: SandboxAdmin;
  readonly cloudEu: SandboxAdmin;
  readonly clientManaged: SandboxAdmin;
  readonly #parts: StartedParts;
  readonly #connectionsFile: string;
  readonly #secretsFile: string;
  #connections: readonly WrittenConnection[];
  #backends: readonly BackendProcess[] = [];
  #hasOtherSecrets = false;
  #starts = 0;

  constructor(parts: StartedParts) {
    const { folder, origins, sandbox, connections } = parts;
    this.#parts = parts;
    this.folder = folder;
    this.origins = origins;
    this.sandbox = sandbox;
    this.cloud = new SandboxAdmin(sandbox.admin);
    this.cloudEu = new SandboxAdmin(sandbox.admin, 'cloud-eu');
    this.clientManaged = new SandboxAdmin(sandbox.admin, 'client-managed');
    this.#connectionsFile = join(folder, 'connections.json');
    this.#secretsFile = join(folder, 'secrets.json');
    this.#connections = connections;
    this.configure(connections);
  }

  /** Origin of the first site. @throws {Error} when the stack has no backend */
  get origin(): string {
    const [first] = this.origins;
    if (first === undefined) throw new Error('The stack has no backend.');
    return first;
  }

  /** The connections at the beginning of a test. */
  get connections(): readonly WrittenConnection[] {
    return this.#connections;
  }

  /** Sets what the backends serve as `connections.json` from the next request on: connections, or any text. */
  configure(content: readonly WrittenConnection[] | string): void {
    writeConnections(this.#connectionsFile, content);
  }

  /** Serves only these of the connections. */
  keepOnly(...ids: readonly string[]): void {
    this.configure(ids.map((id) => this.#find(id)));
  }

  /** Changes one of the connections, and keeps the others. */
  configureOne(id: string, change: (connection: WrittenConnection) => WrittenConnection): void {
    const found = this.#find(id);
    this.configure(this.connections.map((each) => (each === found ? change(structuredClone(each)) : each)));
  }

  /** Changes settings of `auth` of one of the connections, and keeps the others. */
  configureAuth(id: string, auth: Readonly<Record<string, unknown>>): void {
    this.configureOne(id, (connection) => ({ ...connection, auth: { ...connection.auth, ...auth } }));
  }

  async stopBackend(): Promise<void> {
    const running = this.#backends;
    this.#backends = [];
    await Promise.all(running.map((backend) => backend.stop()));
  }

  /** Starts the backends anew, with other secrets if given. Their sessions are in memory, so they are lost. */
  async startBackend(change: (secrets: WrittenSecrets) => WrittenSecrets = (same) => same): Promise<void> {
    await this.stopBackend();
    const { origins, sites, secrets: shipped } = this.#parts;
    const secrets = shipped && change(structuredClone(shipped));
    this.#hasOtherSecrets = JSON.stringify(secrets) !== JSON.stringify(shipped);
    if (secrets) writeFileSync(this.#secretsFile, JSON.stringify(secrets), { mode: 0o600 });
    this.#starts += 1;
    const outcomes = await Promise.allSettled(
      sites.map((site, index) =>
        startBackend({
          port: Number(new URL(origins[index] ?? '').port),
          connectionsFile: this.#connectionsFile,
          secretsFile: secrets && this.#secretsFile,
          staticRoot: site === 'application' ? undefined : site.folder,
          logFile: join(this.folder, `backend-${index}-${this.#starts}.log`),
        }),
      ),
    );
    this.#backends = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const failed = outcomes.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /**
   * Makes the stack as it was at its start: running, without faults, sessions and noted requests.
   * @param connections of the next test
   */
  async reset(connections: readonly WrittenConnection[]): Promise<void> {
    this.#connections = connections;
    this.configure(connections);
    if (this.#backends.length === 0 || this.#hasOtherSecrets) await this.startBackend();
    await Promise.all([this.cloud, this.cloudEu, this.clientManaged].map((admin) => admin.reset()));
  }

  /** Stops all parts. */
  async stop(): Promise<void> {
    await this.stopBackend();
    await this.#parts.onStop();
  }

  #find(id: string): WrittenConnection {
    const found = this.connections.find((each) => each.id === id);
    if (!found) throw new Error(`There is no connection ${id}.`);
    return found;
  }
}
