import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { CONTENT, watchDocuments, writeContent } from './docs/site/content.ts';
import { checkBuiltLinks } from './docs/site/built-links.ts';
import { readDocsOptions, USAGE } from './docs/site/options.ts';
import { inProject } from './environment/project-root.ts';
import { findFreePort } from './processes/free-port.ts';

const SITE = inProject('docs/site');
const BUILT = `${SITE}/.vitepress/dist`;
const VITEPRESS = `${SITE}/node_modules/vitepress/bin/vitepress.js`;
const API_LIMIT_MS = 300_000;

const options = readOptions();
if (options.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
installGenerator();
const env = { ...process.env, DOCS_BASE: options.base, DOCS_APPLICATION: options.application };
if (options.command === 'preview') {
  if (!existsSync(`${BUILT}/index.html`)) fail('There are no static files yet: npm run docs -- build');
} else {
  writeContent({ keepsApi: options.keepsApi });
  if (!options.keepsApi || !existsSync(`${CONTENT}/api`))
    run('The pages of the API could not be written', ['write-api.mjs'], API_LIMIT_MS);
}

if (options.command === 'build') {
  run('The site could not be built', [VITEPRESS, 'build']);
  const dead = checkBuiltLinks(BUILT, options.base);
  if (dead.length > 0) fail(`Dead links:\n${dead.join('\n')}`);
  process.stdout.write(`Static files: ${BUILT}\n`);
} else await serve(options.command);

/** Runs VitePress until it ends or this process is asked to. */
async function serve(command: 'serve' | 'preview'): Promise<void> {
  const port = String(await findFreePort(options.port));
  const args =
    command === 'serve'
      ? ['dev', '--port', port, '--strictPort', '--base', options.base]
      : ['preview', '--port', port, '--base', options.base];
  const end = new AbortController();
  if (command === 'serve') watchDocuments(end.signal);
  const child = spawn(process.execPath, [VITEPRESS, ...args], { cwd: SITE, stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (ended) => resolve(ended ?? 0));
  });
  end.abort();
  process.exitCode = code;
}

/** Installs the generator where what is installed is not what its lockfile says. */
function installGenerator(): void {
  const wanted = readPackages(`${SITE}/package-lock.json`);
  const installed = readPackages(`${SITE}/node_modules/.package-lock.json`);
  const isInstalled = Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
  if (isInstalled) return;
  process.stdout.write('Installing the generator of the site into docs/site. This takes a minute.\n');
  // A shell, because npm is a batch file on Windows.
  const { status } = spawnSync('npm ci --no-fund --no-audit', { cwd: SITE, stdio: 'inherit', shell: true });
  if (status !== 0)
    fail(
      `The generator could not be installed (npm ci ended with ${String(status)}). Check the network and the registry that npm uses (npm config get registry), then run the command again.`,
    );
}

type Packages = Record<string, { version?: string; optional?: boolean }>;

function readPackages(file: string): Packages {
  if (!existsSync(file)) return {};
  return (JSON.parse(readFileSync(file, 'utf8')) as { packages?: Packages }).packages ?? {};
}

function run(problem: string, args: readonly string[], timeout?: number): void {
  const { status } = spawnSync(process.execPath, args, { cwd: SITE, stdio: 'inherit', env, timeout });
  if (status !== 0) fail(`${problem} (it ended with ${String(status ?? 'a time limit')}).`);
}

function readOptions() {
  try {
    return readDocsOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return process.exit(2);
  }
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
