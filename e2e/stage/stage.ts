import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../scripts/processes/free-port.mjs';
import { startBackend } from '../../scripts/stage/start-backend.mjs';
import { startSandbox } from '../../scripts/stage/start-sandbox.mjs';
import { Admin } from './admin.ts';
import { shippedConnection, type WrittenConnection, writeConnections } from './connections-file.ts';
import { type KnownSecret, underWatch } from './secret-watch.ts';
import { knownSecrets } from './known-secrets.ts';
import { portRange } from './port-range.ts';
import { watchedTest } from './watched-test.ts';

/**
 * A cloud tenant, and the application with one connection to it. The tests of a worker share it, one after another; each finds it with
 * the shipped configuration and a tenant that knows nothing of the test before. See house.ts for the whole.
 */
export interface Stage {
  /** Where the application is. */
  readonly origin: string;
  /** Where the tenant is. */
  readonly tenant: string;
  readonly admin: Admin;
  /** The connections as shipped. */
  readonly connections: readonly WrittenConnection[];
  /** Configures the application for the next page load. */
  configure(content: readonly WrittenConnection[] | string): void;
  /** Configures the one connection with other settings of `auth`. */
  configureAuth(auth: Record<string, unknown>): void;
}

/** What a worker keeps between its tests. */
class StandingStage implements Stage {
  readonly admin: Admin;
  readonly connections: readonly WrittenConnection[];
  private readonly connection: WrittenConnection;

  constructor(
    readonly origin: string,
    readonly tenant: string,
    admin: string,
    readonly folder: string,
    readonly secrets: readonly KnownSecret[],
  ) {
    this.admin = new Admin(admin);
    this.connection = shippedConnection(tenant);
    this.connections = [this.connection];
  }

  get connectionsFile(): string {
    return join(this.folder, 'connections.json');
  }

  configure(content: readonly WrittenConnection[] | string): void {
    writeConnections(this.connectionsFile, content);
  }

  configureAuth(auth: Record<string, unknown>): void {
    this.configure([{ ...this.connection, auth: { ...this.connection.auth, ...auth } }]);
  }

  /** As a test wants to find it. */
  async tidy(): Promise<void> {
    this.configure(this.connections);
    await this.admin.reset();
  }
}

/** Playwright's `test` with a {@link Stage}. */
export const test = watchedTest.extend<{ stage: Stage }, { standingStage: StandingStage }>({
  standingStage: [
    async ({}, use, worker) => {
      const folder = mkdtempSync(join(tmpdir(), 'ngx-qlik-stage-'));
      const port = await findFreePort(portRange(worker.parallelIndex));
      const origin = `http://localhost:${port}`;
      const sandbox = await startSandbox({
        appOrigins: [origin],
        logFile: join(folder, 'sandbox.log'),
        options: ['--no-qap'],
      });
      const stage = new StandingStage(origin, sandbox.cloud, sandbox.admin, folder, knownSecrets(sandbox));
      stage.configure(stage.connections);
      let backend: { stop: () => Promise<void> } | undefined;
      try {
        backend = await startBackend({
          port,
          connectionsFile: stage.connectionsFile,
          logFile: join(folder, 'backend.log'),
        });
        await use(stage);
      } finally {
        await Promise.all([backend?.stop(), sandbox.stop()]);
        rmSync(folder, { recursive: true, force: true });
      }
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  stage: async ({ standingStage, context }, use) => {
    await standingStage.tidy();
    await underWatch(context, standingStage, () => use(standingStage));
  },
});

export const { expect } = test;
