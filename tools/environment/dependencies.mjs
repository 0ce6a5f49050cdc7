import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { inProject, PROJECT_ROOT } from './project-root.mjs';

/**
 * Runs `npm ci` when what is installed is not what the lockfile says. Versions are compared, not dates: a fresh checkout and a
 * branch switch change dates without changing anything else.
 *
 * @returns whether something was installed
 */
export function installDependencies() {
  const reason = findReason();
  if (reason === undefined) return false;
  process.stdout.write(`Installing dependencies, because ${reason}. This takes a minute or two.\n`);
  // A shell, because npm is a batch file on Windows.
  const { status, error } = spawnSync('npm ci --no-fund --no-audit', {
    cwd: PROJECT_ROOT,
    stdio: 'inherit',
    shell: true,
  });
  if (status === 0) return true;
  process.stderr.write(
    `The dependencies could not be installed (npm ci ${error ? error.message : `ended with ${status}`}).\n` +
      'Check the network and the registry that npm uses (npm config get registry), then run the command again.\n',
  );
  process.exit(1);
}

function findReason() {
  const installedList = inProject('node_modules/.package-lock.json');
  if (!existsSync(installedList)) return 'node_modules is missing';
  const wanted = readPackages(inProject('package-lock.json'));
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

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}
