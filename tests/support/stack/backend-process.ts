import { PROJECT_ROOT } from '../../../tools/environment/project-root.ts';
import { Child } from '../../../tools/processes/child.ts';
import { compiledProgram } from '../../../tools/processes/compiled-program.ts';
import { healthyOrStopped } from '../../../tools/processes/wait-until-healthy.ts';

const START_LIMIT_SECONDS = 60;
const SOURCE = 'packages/backend/main.ts';

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

/** Compiles the backend. Tests restart it a hundred times. @returns the path of the program */
export function compileBackend(): Promise<string> {
  return compiledProgram(SOURCE, { hasPackages: true });
}

/**
 * Starts a backend and waits until it answers.
 * @throws {Error} with its last lines when it does not start
 */
export async function startBackend(settings: BackendSettings): Promise<BackendProcess> {
  const { port, connectionsFile, logFile, staticRoot, secretsFile } = settings;
  const child = new Child('The backend', {
    command: [process.execPath, await compileBackend()],
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
  // Not "ready": tests have it serve connections that are invalid.
  await healthyOrStopped(child, `http://localhost:${port}/health/live`, START_LIMIT_SECONDS);
  return { stop: () => child.stop() };
}
