import type { RunningSandbox } from '../index.ts';

/** The addresses of a sandbox that the global set-up of a test runner started. */
export interface SandboxAddresses {
  readonly cloud: string;
  readonly cloudEu: string;
  readonly clientManaged: string;
  readonly admin: string;
}

const VARIABLES = {
  cloud: 'QLIK_SANDBOX_CLOUD',
  cloudEu: 'QLIK_SANDBOX_CLOUD_EU',
  clientManaged: 'QLIK_SANDBOX_CLIENT_MANAGED',
  admin: 'QLIK_SANDBOX_ADMIN',
} as const satisfies Record<keyof SandboxAddresses, string>;

/** Tells the test files, which run in other processes, where the sandbox is. */
export function announce({ cloud, cloudEu, clientManaged, adminAddress }: RunningSandbox): void {
  process.env[VARIABLES.cloud] = cloud.origin;
  process.env[VARIABLES.cloudEu] = cloudEu.origin;
  process.env[VARIABLES.clientManaged] = clientManaged?.origin ?? '';
  process.env[VARIABLES.admin] = adminAddress;
}

/**
 * Returns the addresses of the sandbox that `qlik-sandbox/global-setup` (Vitest) or `qlik-sandbox/jest-setup` started.
 * @throws {Error} when neither is in the configuration of the test runner
 */
export function sandboxAddresses(): SandboxAddresses {
  const read = (variable: string): string => {
    const value = process.env[variable];
    if (value === undefined)
      throw new Error(
        `${variable} is not set. Add "qlik-sandbox/global-setup" to Vitest's globalSetup, or "qlik-sandbox/jest-setup" to Jest's.`,
      );
    return value;
  };
  return {
    cloud: read(VARIABLES.cloud),
    cloudEu: read(VARIABLES.cloudEu),
    clientManaged: read(VARIABLES.clientManaged),
    admin: read(VARIABLES.admin),
  };
}
