import { join, relative } from 'node:path';
import { PROJECT_ROOT } from '../environment/project-root.ts';
import { Child, type ChildOptions } from '../processes/child.ts';
import { waitUntilHealthy } from '../processes/wait-until-healthy.ts';
import { readAddresses } from '../stack/sandbox-addresses.ts';
import { type LocalFiles, writeLocalFiles, writeSecrets } from './local-files.ts';
import type { Ports } from './options.ts';
import type { RunFolder } from './run-folder.ts';

/** Seconds that each part may take to come up; the first start bundles Qlik's code and compiles the application. */
const SANDBOX_LIMIT = 120;
const BACKEND_LIMIT = 60;
const APP_LIMIT = 240;

/** The sandbox, the backend and the application's development server, started and stopped together. */
export class LocalStack {
  readonly #run: RunFolder;
  readonly #ports: Ports;
  readonly #files: LocalFiles;
  readonly #children: Child[] = [];
  #stopping: Promise<void> | undefined;

  /**
   * @param run has its keys, connections and logs
   * @param ports of its servers
   */
  constructor(run: RunFolder, ports: Ports) {
    this.#run = run;
    this.#ports = ports;
    this.#files = writeLocalFiles(run.path, ports);
  }

  get isStopping(): boolean {
    return this.#stopping !== undefined;
  }

  /** @throws {Error} naming the part that did not come up, with its last lines */
  async start(): Promise<void> {
    const { admin, cloud, cloud2, qap, app } = this.#ports;
    const { logs, proxyFile } = this.#files;
    const origin = `http://localhost:${app}`;
    const node = [process.execPath, '--import', 'tsx'];

    const sandbox = this.#add('The sandbox', {
      command: [
        ...node,
        ...['packages/sandbox/main.ts', '--json', '--app-origin', origin],
        ...['--admin-port', String(admin), '--cloud-port', String(cloud)],
        ...['--cloud2-port', String(cloud2), '--client-managed-port', String(qap)],
        ...['--cloud-keys', join(this.#run.path, 'cloud')],
        ...['--client-managed-certificates', join(this.#run.path, 'client-managed')],
      ],
      logFile: `${logs}/sandbox.log`,
    });
    const application = this.#add('The application', {
      command: [
        ...[process.execPath, 'node_modules/@angular/cli/bin/ng.js', 'serve', '--configuration', 'sandbox'],
        ...['--port', String(app), '--host', 'localhost', '--proxy-config', proxyFile],
      ],
      logFile: `${logs}/app.log`,
      env: { NG_CLI_ANALYTICS: 'false' },
    });

    await Promise.all([
      this.#startBackend(sandbox),
      this.#wait(sandbox, `http://localhost:${admin}/health`, SANDBOX_LIMIT),
      this.#wait(application, origin, APP_LIMIT),
    ]);
    process.stdout.write(welcome(origin, this.#ports, this.#run));
    for (const child of this.#children) void this.#reportEnd(child);
  }

  /** Stops every part; the same promise for every caller. */
  stop(): Promise<void> {
    return (this.#stopping ??= Promise.all(this.#children.map((child) => child.stop())).then(
      () => undefined,
    ));
  }

  kill(): void {
    for (const child of this.#children) child.kill();
  }

  /** The sandbox makes keys and certificates when it starts; the backend reads them when it does. */
  async #startBackend(sandbox: Child): Promise<void> {
    const { app, backend } = this.#ports;
    const { logs, connectionsFile } = this.#files;
    const secretsFile = writeSecrets(this.#run.path, await readAddresses(sandbox));
    if (this.isStopping) return;
    const server = this.#add('The backend', {
      command: [process.execPath, '--import', 'tsx', 'packages/backend/main.ts'],
      logFile: `${logs}/backend.log`,
      env: {
        PORT: String(backend),
        // The development server serves the application, except for its connections.
        STATIC_ROOT: '',
        CONNECTIONS_FILE: connectionsFile,
        QLIK_BACKEND_CONFIG: secretsFile,
        PUBLIC_URL: `http://localhost:${app}`,
        DEMO_USERS: 'true',
      },
    });
    await this.#wait(server, `http://localhost:${backend}/health/ready`, BACKEND_LIMIT);
  }

  #add(name: string, options: ChildOptions): Child {
    process.stdout.write(`${name} is starting …\n`);
    const child = new Child(name, { cwd: PROJECT_ROOT, ...options });
    this.#children.push(child);
    return child;
  }

  async #wait(child: Child, address: string, limit: number): Promise<void> {
    try {
      await waitUntilHealthy(child, address, limit);
      if (!this.isStopping) process.stdout.write(`${child.name} is ready.\n`);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`${message}\n${describeEnd(child)}`, { cause: error });
    }
  }

  async #reportEnd(child: Child): Promise<void> {
    const { code, signal } = await child.ended;
    if (child.isStopping) return;
    process.stderr.write(
      `\n${child.name} has ended by itself (${signal ?? `exit code ${String(code)}`}); the rest keeps running.\n` +
        `${describeEnd(child)}\nPress Ctrl-C and run npm start again to have all of it back.\n`,
    );
  }
}

function describeEnd(child: Child): string {
  const lines = child.lastLines.map((line) => `  | ${line}`);
  return [`Its last lines (all of them: ${child.logFile}):`, ...lines].join('\n');
}

/** What to open, and which users there are. */
function welcome(origin: string, { cloud, qap, admin }: Ports, run: RunFolder): string {
  const path = relative(PROJECT_ROOT, run.path);
  const beside = run.hasOthers
    ? `
  Another npm start runs in this checkout. Open this one in another browser profile or a private window: cookies of
  localhost are the same for all ports, so in one profile a sign-in here may end the one there.
`
    : '';
  return `
  Open  ${origin}
        ${origin}/auth-demos   every way to sign in, each to be tried

  Where the application or the tenant asks for a user, choose one of these; there are no passwords:
    ada     administers the tenant and sees every space
    grace   produces in "Flight operations" and reads "Public data"
    edgar   reads "Public data" only
    dora    sees no space at all: the empty pages
  The Windows sign-in alone wants one: SANDBOX\\ada with ada-sandbox, and so on.

  Sandbox  cloud tenant http://localhost:${cloud}, client-managed server http://localhost:${qap}
           http://localhost:${admin}/   break either on purpose, and watch what arrives
  Files    ${path}/   connections, keys and logs, until it stops
${beside}
  Ctrl-C stops everything.
`;
}
