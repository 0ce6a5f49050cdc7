import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../scripts/processes/free-port.mjs';
import { demoConnections, demoSecrets } from '../../scripts/stage/demo-connections.mjs';
import type { SandboxAddresses } from '../../scripts/stage/sandbox-addresses.mjs';
import { startBackend } from '../../scripts/stage/start-backend.mjs';
import { startSandbox } from '../../scripts/stage/start-sandbox.mjs';
import { Admin } from './admin.ts';
import { type WrittenConnection, writeConnections } from './connections-file.ts';
import { knownSecrets } from './known-secrets.ts';
import { portRange } from './port-range.ts';
import { underWatch } from './secret-watch.ts';
import { watchedTest } from './watched-test.ts';

/** The secrets file of the backend, as it is written. */
export interface WrittenSecrets {
  readonly connections: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Everything that `npm start` starts, with a connection for each auth type. The tests of a worker share it, one after another; each
 * finds it whole, with the shipped configuration, no sessions and an empty request log.
 */
export interface House {
  /** Where the application is; the backend serves it. */
  readonly origin: string;
  readonly sandbox: SandboxAddresses;
  readonly cloud: Admin;
  readonly cloudEu: Admin;
  readonly clientManaged: Admin;
  /** The connections as shipped. */
  readonly connections: readonly WrittenConnection[];
  /** The application's connections from the next page load on. */
  configure(content: readonly WrittenConnection[] | string): void;
  /** Only these of the shipped connections: the requests of the others are nobody's business then. */
  keepOnly(...ids: readonly string[]): void;
  /** Changes one of the shipped connections, and keeps the others. */
  configureOne(id: string, change: (connection: WrittenConnection) => WrittenConnection): void;
  stopBackend(): Promise<void>;
  /** Starts it anew, with other secrets where wanted. Its sessions were in memory: everybody has to sign in again. */
  startBackend(change?: (secrets: WrittenSecrets) => WrittenSecrets): Promise<void>;
}

/** What a worker keeps between its tests. */
export class StandingHouse implements House {
  readonly cloud: Admin;
  readonly cloudEu: Admin;
  readonly clientManaged: Admin;
  readonly connections: readonly WrittenConnection[];
  private readonly connectionsFile: string;
  private readonly secretsFile: string;
  private backend: { stop: () => Promise<void> } | undefined;
  private hasOtherSecrets = false;
  private starts = 0;

  constructor(
    readonly origin: string,
    readonly sandbox: SandboxAddresses,
    readonly folder: string,
  ) {
    this.cloud = new Admin(sandbox.admin);
    this.cloudEu = new Admin(sandbox.admin, 'cloud-eu');
    this.clientManaged = new Admin(sandbox.admin, 'client-managed');
    this.connections = demoConnections(sandbox);
    this.connectionsFile = join(folder, 'connections.json');
    this.secretsFile = join(folder, 'secrets.json');
  }

  configure(content: readonly WrittenConnection[] | string): void {
    writeConnections(this.connectionsFile, content);
  }

  keepOnly(...ids: readonly string[]): void {
    this.configure(ids.map((id) => this.find(id)));
  }

  configureOne(id: string, change: (connection: WrittenConnection) => WrittenConnection): void {
    const wanted = this.find(id);
    this.configure(this.connections.map((each) => (each === wanted ? change(structuredClone(each)) : each)));
  }

  async stopBackend(): Promise<void> {
    await this.backend?.stop();
    this.backend = undefined;
  }

  async startBackend(change: (secrets: WrittenSecrets) => WrittenSecrets = (same) => same): Promise<void> {
    await this.stopBackend();
    const shipped = demoSecrets(this.sandbox) as WrittenSecrets;
    const secrets = change(structuredClone(shipped));
    this.hasOtherSecrets = JSON.stringify(secrets) !== JSON.stringify(shipped);
    writeFileSync(this.secretsFile, JSON.stringify(secrets), { mode: 0o600 });
    this.starts += 1;
    this.backend = await startBackend({
      port: Number(new URL(this.origin).port),
      connectionsFile: this.connectionsFile,
      secretsFile: this.secretsFile,
      logFile: join(this.folder, `backend-${this.starts}.log`),
    });
  }

  private find(id: string): WrittenConnection {
    const found = this.connections.find((each) => each.id === id);
    if (!found) throw new Error(`There is no connection ${id}.`);
    return found;
  }

  /** As a test wants to find it. */
  async tidy(): Promise<void> {
    this.configure(this.connections);
    if (!this.backend || this.hasOtherSecrets) await this.startBackend();
    for (const admin of [this.cloud, this.cloudEu, this.clientManaged]) await admin.reset();
  }
}

/** Playwright's `test` with a {@link House}. */
export const test = watchedTest.extend<{ house: House }, { standingHouse: StandingHouse }>({
  standingHouse: [
    async ({}, use, worker) => {
      const folder = mkdtempSync(join(tmpdir(), 'ngx-qlik-house-'));
      const origin = `http://localhost:${await findFreePort(portRange(worker.parallelIndex))}`;
      const [keys, certificates] = [join(folder, 'cloud'), join(folder, 'client-managed')];
      mkdirSync(keys, { mode: 0o700 });
      mkdirSync(certificates, { mode: 0o700 });
      const sandbox = await startSandbox({
        appOrigins: [origin],
        logFile: join(folder, 'sandbox.log'),
        options: [
          ...['--cloud2-port', '0', '--qap-port', '0'],
          ...['--cloud-keys', keys, '--qap-certificates', certificates],
        ],
      });
      const house = new StandingHouse(origin, sandbox, folder);
      try {
        house.configure(house.connections);
        await house.startBackend();
        await use(house);
      } finally {
        await Promise.all([house.stopBackend(), sandbox.stop()]);
        rmSync(folder, { recursive: true, force: true });
      }
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  house: async ({ standingHouse, context }, use) => {
    await standingHouse.tidy();
    const secrets = knownSecrets(standingHouse.sandbox);
    const { origin, folder } = standingHouse;
    await underWatch(context, { origin, folder, secrets }, () => use(standingHouse));
  },
});

export const { expect } = test;
