import { PROJECT_ROOT } from '../../../tools/environment/project-root.ts';
import { Child } from '../../../tools/processes/child.ts';
import { waitUntilHealthy } from '../../../tools/processes/wait-until-healthy.ts';

const START_LIMIT_SECONDS = 60;

/**
 * Starts a backend of its own.
 * @param {{ port: number, connectionsFile: string, logFile: string, staticRoot?: string, secretsFile?: string }} wanted
 *   `staticRoot`: default, the build; with `secretsFile` there are demo users as well
 * @returns {Promise<{ origin: string, stop: () => Promise<void> }>}
 * @throws {Error} with its last lines when it does not come up
 */
export async function startBackend({ port, connectionsFile, logFile, staticRoot, secretsFile }) {
  const child = new Child('The backend', {
    command: [process.execPath, '--import', 'tsx', 'packages/backend/main.ts'],
    cwd: PROJECT_ROOT,
    logFile,
    env: {
      PORT: String(port),
      HOST: 'localhost',
      CONNECTIONS_FILE: connectionsFile,
      STATIC_ROOT: staticRoot,
      ...(secretsFile === undefined ? {} : { QLIK_BACKEND_CONFIG: secretsFile, DEMO_USERS: 'true' }),
    },
  });
  const origin = `http://localhost:${port}`;
  try {
    // Not "ready": a test may want it to serve connections that cannot be used.
    await waitUntilHealthy(child, `${origin}/health/live`, START_LIMIT_SECONDS);
  } catch (error) {
    await child.stop();
    throw new Error([error.message, ...child.lastLines].join('\n'), { cause: error });
  }
  return { origin, stop: () => child.stop() };
}
