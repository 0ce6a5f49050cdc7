import { join } from 'node:path';
import { readAddresses, type SandboxAddresses } from '../../tools/stack/sandbox-addresses.ts';
import { start } from '../consumers/commands.ts';
import type { Addresses } from './projects.ts';

/** A running sandbox of the packed package. */
export interface PackedSandbox {
  readonly addresses: SandboxAddresses;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the sandbox that is installed in a folder, on free ports.
 * @param keys the folder for its keys, as `.qlik-sandbox` has them beside a project
 */
export async function startPackedSandbox(
  folder: string,
  { keys, origins }: { readonly keys: string; readonly origins: readonly string[] },
): Promise<PackedSandbox> {
  const child = start({ folder, logs: folder }, [
    ...[process.execPath, 'node_modules/qlik-sandbox/qlik-sandbox.mjs', '--json'],
    ...['--admin-port', '0', '--cloud-port', '0', '--cloud2-port', '0', '--qap-port', '0'],
    ...['--cloud-keys', join(keys, 'cloud'), '--qap-certificates', join(keys, 'client-managed')],
    ...origins.flatMap((origin) => ['--app-origin', origin]),
  ]);
  try {
    return { addresses: await readAddresses(child), stop: () => child.stop() };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

/** The addresses of `npx qlik-sandbox` that examples name, and those of this one. */
export function sandboxAddresses({ cloud, clientManaged, clientManagedPorts }: SandboxAddresses): Addresses {
  return new Map([
    ['http://localhost:8181', cloud],
    ['http://localhost:8183', clientManaged],
    ['https://localhost:8184', `https://localhost:${clientManagedPorts.proxyService}`],
  ]);
}
