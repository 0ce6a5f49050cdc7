const START_LIMIT_MS = 120_000;

/**
 * Addresses of a sandbox and paths of its keys; `clientManaged…` only where it has such a server.
 *
 * @typedef {{
 *   admin: string, cloud: string, clientManaged: string, tenants: { id: string, origin: string }[],
 *   cloudKeys: { jwt: { privateKeyFile: string }, identityProviders: { tenant: string, issuer: string, kid: string }[],
 *     apiKeys: { tenant: string, user: string, file: string }[] },
 *   clientManagedPorts: { proxy: number, proxyService: number, repository: number, engine: number },
 *   clientManagedCertificates: { folder: string, root: string, client: string, clientKey: string, jwtKey: string },
 * }} SandboxAddresses
 */

/**
 * Waits for the line with the addresses that a sandbox prints with `--json`.
 *
 * @param {import('../../../tools/processes/child.ts').Child} child
 * @returns {Promise<SandboxAddresses>}
 * @throws {Error} with its last lines when it does not start
 */
export async function readAddresses(child) {
  let limit;
  try {
    return await new Promise((resolve, reject) => {
      const fail = (what) => reject(new Error([`${child.name} ${what}.`, ...child.lastLines].join('\n')));
      child.onLine((line) => {
        if (line.startsWith('{')) resolve(JSON.parse(line));
      });
      void child.ended.then(() => fail('ended while starting'));
      limit = setTimeout(() => fail(`was not ready within ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
    });
  } finally {
    clearTimeout(limit);
  }
}
