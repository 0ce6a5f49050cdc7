import type { Child } from '../processes/child.ts';

const START_LIMIT_MS = 120_000;

/** Addresses of a sandbox and paths of its keys; `clientManaged…` only where it has such a server. */
export interface SandboxAddresses {
  admin: string;
  cloud: string;
  clientManaged: string;
  tenants: { id: string; origin: string }[];
  /** The apps of `--app`. */
  apps?: { id: string }[];
  cloudKeys: {
    jwt: { privateKeyFile: string };
    identityProviders: { tenant: string; issuer: string; kid: string }[];
    apiKeys: { tenant: string; user: string; file: string }[];
  };
  clientManagedPorts: { proxy: number; proxyService: number; repository: number; engine: number };
  clientManagedCertificates: {
    folder: string;
    root: string;
    client: string;
    clientKey: string;
    jwtKey: string;
  };
}

/**
 * Waits for the line with the addresses that a sandbox prints with `--json`.
 * @throws {Error} with its last lines when it does not start
 */
export async function readAddresses(child: Child): Promise<SandboxAddresses> {
  let limit: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const fail = (what: string) =>
        reject(new Error([`${child.name} ${what}.`, ...child.lastLines].join('\n')));
      child.onLine((line) => {
        if (line.startsWith('{')) resolve(JSON.parse(line) as SandboxAddresses);
      });
      void child.ended.then(() => fail('ended while starting'));
      limit = setTimeout(() => fail(`was not ready within ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
    });
  } finally {
    clearTimeout(limit);
  }
}
