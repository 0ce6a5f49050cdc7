import { PROJECT_ROOT } from '../environment/project-root.mjs';
import { Child } from '../processes/child.mjs';

const START_LIMIT_MS = 120_000;

/**
 * Starts a sandbox of its own on free ports.
 * @param {{ appOrigins: string[], logFile: string, options?: string[] }} wanted
 * @returns {Promise<{ admin: string, cloud: string, stop: () => Promise<void> }>} the addresses of its two servers
 * @throws {Error} with its last lines when it does not come up
 */
export async function startSandbox({ appOrigins, logFile, options = [] }) {
  const child = new Child('The sandbox', {
    command: [
      ...[
        process.execPath,
        '--import',
        'tsx',
        'sandbox/main.ts',
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
  const { admin, cloud } = await readAddresses(child);
  return { admin, cloud, stop: () => child.stop() };
}

/**
 * @param {Child} child
 * @returns {Promise<{ admin: string, cloud: string }>}
 */
async function readAddresses(child) {
  let limit;
  try {
    return await new Promise((resolve, reject) => {
      const fail = (what) => reject(new Error([`The sandbox ${what}.`, ...child.lastLines].join('\n')));
      child.onLine((line) => {
        if (line.startsWith('{')) resolve(JSON.parse(line));
      });
      void child.ended.then(() => fail('ended while starting'));
      limit = setTimeout(() => fail(`was not ready within ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
    });
  } catch (error) {
    await child.stop();
    throw error;
  } finally {
    clearTimeout(limit);
  }
}
