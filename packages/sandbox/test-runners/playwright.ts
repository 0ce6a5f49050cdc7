import { type RunningSandbox, type SandboxConfig, startSandbox } from '../index.ts';

/** What the tests of one worker share. */
export interface SandboxWorkerFixtures {
  /** A sandbox of the worker, on free ports unless the options say otherwise. */
  readonly sandbox: RunningSandbox;
}

/** What each test gets. */
export interface SandboxTestFixtures {
  /** Removes faults, sessions, selections and the log of requests after each test, and starts what the test stopped. */
  readonly sandboxReset: undefined;
}

type Use<T> = (value: T) => Promise<void>;

/**
 * Fixtures for Playwright Test: `const test = base.extend<SandboxTestFixtures, SandboxWorkerFixtures>(sandboxFixtures())`.
 * One sandbox for each worker, reset after each test.
 */
export function sandboxFixtures(config: SandboxConfig = {}): {
  sandbox: [
    (fixtures: object, use: Use<RunningSandbox>) => Promise<void>,
    { scope: 'worker'; timeout: number },
  ];
  sandboxReset: [
    (fixtures: { sandbox: RunningSandbox }, use: Use<undefined>) => Promise<void>,
    { scope: 'test'; auto: true },
  ];
} {
  return {
    sandbox: [
      // Playwright reads which fixtures are needed from the first parameter's pattern.
      // oxlint-disable-next-line no-empty-pattern
      async ({}, use) => {
        const sandbox = await startSandbox({ adminPort: 0, cloudPort: 0, ...config });
        try {
          await use(sandbox);
        } finally {
          await sandbox.close();
        }
      },
      { scope: 'worker', timeout: 60_000 },
    ],
    sandboxReset: [
      async ({ sandbox }, use) => {
        await use(undefined);
        for (const tenant of sandbox.tenants) {
          tenant.clearFaults();
          if (!tenant.isRunning) await tenant.start();
          tenant.resetUserData();
          tenant.clearRequests();
        }
      },
      { scope: 'test', auto: true },
    ],
  };
}
