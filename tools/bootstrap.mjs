// @ts-check
// Runs `tools/<name>.ts` in a clone that may have no dependencies yet: `node tools/bootstrap.mjs start --help`. Plain JavaScript that
// imports nothing but Node's own modules, because it installs the rest. The program runs in this process, which is then the one that gets
// signals and has the exit code.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NEEDED_NODE = [20, 19];
const ROOT = fileURLToPath(new URL('../', import.meta.url));

requireNode();
installDependencies();
// Imported late: it has just been installed.
const { register } = await import('tsx/esm/api');
register();
const name = process.argv.splice(2, 1)[0];
await import(pathToFileURL(`${ROOT}tools/${name}.ts`).href);

/** Ends the process with a clear message when this Node is too old for the project. */
function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = NEEDED_NODE;
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  fail(
    `This project needs Node ${NEEDED_NODE.join('.')} or newer; this is Node ${process.versions.node}.`,
    'Install a newer one, for example from https://nodejs.org, and run the command again.',
  );
}

/**
 * Runs `npm ci` when what is installed is not what the lockfile says. Versions are compared, not dates: a fresh checkout and a
 * branch switch change dates without changing anything else.
 */
function installDependencies() {
  const reason = findReason();
  if (reason === undefined) return;
  process.stdout.write(`Installing dependencies, because ${reason}. This takes a minute or two.\n`);
  // A shell, because npm is a batch file on Windows.
  const { status, error } = spawnSync('npm ci --no-fund --no-audit', {
    cwd: ROOT,
    stdio: 'inherit',
    shell: true,
  });
  if (status === 0) return;
  fail(
    `The dependencies could not be installed (npm ci ${error ? error.message : `ended with ${status}`}).`,
    'Check the network and the registry that npm uses (npm config get registry), then run the command again.',
  );
}

function findReason() {
  const installedList = `${ROOT}node_modules/.package-lock.json`;
  if (!existsSync(installedList)) return 'node_modules is missing';
  const wanted = readPackages(`${ROOT}package-lock.json`);
  const installed = readPackages(installedList);
  for (const [path, { version, link, optional, devOptional }] of Object.entries(wanted)) {
    // Workspaces are links; optional packages are for other systems and may be missing.
    if (!path.includes('node_modules/') || link || optional || devOptional) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const found = installed[path]?.version;
    if (found === undefined) return `${name} is missing`;
    if (found !== version) return `${name} is at ${found} and package-lock.json wants ${version}`;
  }
  return undefined;
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, link?: boolean, optional?: boolean, devOptional?: boolean }>}
 */
function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

/** @param {string[]} lines */
function fail(...lines) {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}
