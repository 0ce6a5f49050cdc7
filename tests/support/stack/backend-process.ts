import { PROJECT_ROOT } from '../../../tools/environment/project-root.mjs';
import { Child } from '../../../tools/processes/child.mjs';
import { waitUntilHealthy } from '../../../tools/processes/wait-until-healthy.mjs';

const START_LIMIT_SECONDS = 60;

/** A backend in a separate process. */
export interface BackendProcess {
  readonly stop: () => Promise<void>;
}

/** How a backend is started. */
export interface BackendSettings {
  readonly port: number;
  readonly connectionsFile: string;
  readonly logFile: string;
  /** Folder of the site that it serves. Default: the application's build. */
  readonly staticRoot?: string | undefined;
  /** With it there are demo users as well. */
  readonly secretsFile?: string | undefined;
}

/**
 * Starts a backend and waits until it answers.
 * @throws {Error} with its last lines when it does not start
 */
export async function startBackend(settings: BackendSettings): Promise<BackendProcess> {
  const { port, connectionsFile, logFile, staticRoot, secretsFile } = settings;
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
  try {
    // Not "ready": tests have it serve connections that are invalid.
    await waitUntilHealthy(child, `http://localhost:${port}/health/live`, START_LIMIT_SECONDS);
  } catch (cause) {
    await child.stop();
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error([message, ...child.lastLines].join('\n'), { cause });
  }
  return { stop: () => child.stop() };
}
