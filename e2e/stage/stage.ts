import { rmSync } from 'node:fs';
import { findFreePort } from '../../scripts/processes/free-port.mjs';
import { startBackend } from '../../scripts/stage/start-backend.mjs';
import { startSandbox } from '../../scripts/stage/start-sandbox.mjs';
import { Admin } from './admin.ts';
import { knownSecrets } from './known-secrets.ts';
import { portRange } from './port-range.ts';
import { SecretWatch } from './secret-watch.ts';
import { shippedConnection, type WrittenConnection, writeConnections } from './connections-file.ts';
import { watchedTest } from './watched-test.ts';

/** Everything one test plays on: nothing of it is shared with another test. */
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

/** Playwright's `test` with a {@link Stage}. */
export const test = watchedTest.extend<{ stage: Stage }>({
  stage: async ({ context }, use, info) => {
    const port = await findFreePort(portRange(info.parallelIndex));
    const origin = `http://localhost:${port}`;
    const sandbox = await startSandbox({
      appOrigins: [origin],
      logFile: info.outputPath('sandbox.log'),
      // A cloud tenant alone is up sooner; see house.ts for the whole.
      options: ['--no-qap'],
    });
    const connectionsFile = info.outputPath('connections.json');
    const configure = (content: readonly WrittenConnection[] | string) => {
      writeConnections(connectionsFile, content);
    };
    const connection = shippedConnection(sandbox.cloud);
    configure([connection]);
    const backend = await startBackend({ port, connectionsFile, logFile: info.outputPath('backend.log') });
    const watch = new SecretWatch(knownSecrets(sandbox));
    watch.follow(context, origin);
    try {
      await use({
        origin,
        tenant: sandbox.cloud,
        admin: new Admin(sandbox.admin),
        connections: [connection],
        configure,
        configureAuth: (auth) => {
          configure([{ ...connection, auth: { ...connection.auth, ...auth } }]);
        },
      });
      await watch.searchPages(context, origin);
      watch.searchLogs(info.outputPath(), 'backend');
      watchedTest.expect(await watch.found(), 'secrets where none may be').toEqual([]);
    } finally {
      await Promise.all([backend.stop(), sandbox.stop()]);
      if (info.status === info.expectedStatus) rmSync(connectionsFile, { force: true });
    }
  },
});

export const { expect } = test;
