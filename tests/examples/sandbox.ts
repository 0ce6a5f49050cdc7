import { join } from 'node:path';
import type { SandboxAddresses } from '../../tools/stack/sandbox-addresses.ts';
import { start } from '../consumers/commands.ts';
import { type SandboxProcess, whenListening } from '../support/stack/sandbox-process.ts';
import type { Addresses } from './projects.ts';

/**
 * Starts the sandbox that is installed in a folder, on free ports.
 * @param keys the folder for its keys, as `.qlik-sandbox` has them beside a project
 */
export function startPackedSandbox(
  folder: string,
  { keys, origins }: { readonly keys: string; readonly origins: readonly string[] },
): Promise<SandboxProcess> {
  const child = start({ folder, logs: folder }, [
    ...[process.execPath, 'node_modules/qlik-sandbox/qlik-sandbox.mjs', '--json'],
    ...['--admin-port', '0', '--cloud-port', '0', '--cloud2-port', '0', '--client-managed-port', '0'],
    ...['--cloud-keys', join(keys, 'cloud'), '--client-managed-certificates', join(keys, 'client-managed')],
    ...origins.flatMap((origin) => ['--app-origin', origin]),
  ]);
  return whenListening(child);
}

/** The addresses of `npx qlik-sandbox` that examples name, and those of this one. */
export function sandboxAddresses({ cloud, clientManaged, clientManagedPorts }: SandboxAddresses): Addresses {
  return new Map([
    ['http://localhost:8181', cloud],
    ['http://localhost:8183', clientManaged],
    ['https://localhost:8184', `https://localhost:${clientManagedPorts.proxyService}`],
  ]);
}
