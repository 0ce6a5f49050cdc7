import { rmSync } from 'node:fs';
import { test as base } from '@playwright/test';
import { findFreePort } from '../../scripts/processes/free-port.mjs';
import { startBackend } from '../../scripts/stage/start-backend.mjs';
import { startSandbox } from '../../scripts/stage/start-sandbox.mjs';
import { Admin } from './admin.ts';
import { shippedConnection, type WrittenConnection, writeConnections } from './connections-file.ts';

/** Everything one test plays on: nothing of it is shared with another test. */
export interface Stage {
  /** Where the application is. */
  readonly origin: string;
  /** Where the tenant is. */
  readonly tenant: string;
  readonly admin: Admin;
  /** Configures the application for the next page load. */
  configure(content: readonly WrittenConnection[] | string): void;
  /** Configures the one connection with other settings of `auth`. */
  configureAuth(auth: Record<string, unknown>): void;
}

const PORTS_PER_WORKER = 500;
const PORTS_PER_RUN = 2 * PORTS_PER_WORKER;
/** Runs side by side on one machine keep out of each other's way: a port is free when it is looked up, and taken seconds later. */
const FIRST_PORT = 20_000 + (process.ppid % 12) * PORTS_PER_RUN;

/** Playwright's `test` with a {@link Stage}. */
export const test = base.extend<{ stage: Stage; pageErrors: string[] }>({
  stage: async ({}, use, info) => {
    const port = await findFreePort(FIRST_PORT + info.parallelIndex * PORTS_PER_WORKER);
    const origin = `http://localhost:${port}`;
    const sandbox = await startSandbox({ appOrigins: [origin], logFile: info.outputPath('sandbox.log') });
    const connectionsFile = info.outputPath('connections.json');
    const configure = (content: readonly WrittenConnection[] | string) => {
      writeConnections(connectionsFile, content);
    };
    const connection = shippedConnection(sandbox.cloud);
    configure([connection]);
    const backend = await startBackend({ port, connectionsFile, logFile: info.outputPath('backend.log') });
    try {
      await use({
        origin,
        tenant: sandbox.cloud,
        admin: new Admin(sandbox.admin),
        configure,
        configureAuth: (auth) => {
          configure([{ ...connection, auth: { ...connection.auth, ...auth } }]);
        },
      });
    } finally {
      await Promise.all([backend.stop(), sandbox.stop()]);
      if (info.status === info.expectedStatus) rmSync(connectionsFile, { force: true });
    }
  },

  // Every test watches for errors that nobody caught and for what the Content-Security-Policy had to block.
  pageErrors: [
    async ({ context }, use) => {
      const errors: string[] = [];
      context.on('weberror', (error) => errors.push(error.error().message));
      context.on('console', (message) => {
        if (/Content.Security.Policy/i.test(message.text())) errors.push(message.text());
      });
      await use(errors);
      base.expect(errors, 'errors that the page did not catch').toEqual([]);
    },
    { auto: true },
  ],
});

export const { expect } = test;
