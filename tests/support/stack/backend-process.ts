import { renameSync } from 'node:fs';
import { build } from 'esbuild';
import { inProject, PROJECT_ROOT } from '../../../tools/environment/project-root.ts';
import { Child } from '../../../tools/processes/child.ts';
import { healthyOrStopped } from '../../../tools/processes/wait-until-healthy.ts';

const START_LIMIT_SECONDS = 60;
/** Two folders below the project, as its sources are: the backend finds the application's build by its own path. */
const BUNDLE = 'dist/test-servers/backend.mjs';

/** Names the bundle that the process which started the workers has made. */
const BUNDLE_VARIABLE = 'NGX_QLIK_TEST_BACKEND';
/** Packages in CommonJS load Node's modules by `require`, which a module does not have. */
const REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
const __filename = import.meta.filename; const __dirname = import.meta.dirname;`;

let bundling: Promise<string> | undefined;

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

/** Bundles the backend for all processes that this one starts from now on: workers of a test runner need not do so themselves. */
export async function bundleBackendForWorkers(): Promise<void> {
  process.env[BUNDLE_VARIABLE] = await bundleBackend();
}

/**
 * Bundles the sources of the backend with its packages, once per process. Tests restart backends a hundred times, and loading its modules
 * one by one takes longer than all the rest of a start.
 * @returns the path of the bundle
 */
function bundleBackend(): Promise<string> {
  return (bundling ??= (async () => {
    const own = inProject(`${BUNDLE}.${process.pid}`);
    await build({
      entryPoints: [inProject('packages/backend/main.ts')],
      outfile: own,
      ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', banner: { js: REQUIRE } },
      logLevel: 'error',
    });
    // Other workers do the same: a file is replaced as a whole.
    renameSync(own, inProject(BUNDLE));
    return inProject(BUNDLE);
  })());
}

/**
 * Starts a backend and waits until it answers.
 * @throws {Error} with its last lines when it does not start
 */
export async function startBackend(settings: BackendSettings): Promise<BackendProcess> {
  const { port, connectionsFile, logFile, staticRoot, secretsFile } = settings;
  const child = new Child('The backend', {
    command: [process.execPath, process.env[BUNDLE_VARIABLE] ?? (await bundleBackend())],
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
