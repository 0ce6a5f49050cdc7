import { PROJECT_ROOT } from '../../../tools/environment/project-root.ts';
import { Child } from '../../../tools/processes/child.ts';
import { readAddresses } from './sandbox-addresses.mjs';

/**
 * Starts a sandbox of its own on free ports.
 * @param {{ appOrigins: string[], logFile: string, options?: string[] }} wanted
 * @returns {Promise<import('./sandbox-addresses.mjs').SandboxAddresses & { stop: () => Promise<void> }>}
 * @throws {Error} with its last lines when it does not come up
 */
export async function startSandbox({ appOrigins, logFile, options = [] }) {
  const child = new Child('The sandbox', {
    command: [
      ...[
        process.execPath,
        '--import',
        'tsx',
        'packages/sandbox/main.ts',
        '--json',
        '--admin-port',
        '0',
        '--cloud-port',
        '0',
      ],
      ...appOrigins.flatMap((origin) => ['--app-origin', origin]),
      ...options,
    ],
    cwd: PROJECT_ROOT,
    logFile,
  });
  try {
    return { ...(await readAddresses(child)), stop: () => child.stop() };
  } catch (error) {
    await child.stop();
    throw error;
  }
}
