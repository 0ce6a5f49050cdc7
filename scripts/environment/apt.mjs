import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const LIMIT_MS = 10 * 60_000;

/**
 * Installs a Debian package where that is possible without a question.
 * @param {string} name
 * @param {string} title for people
 * @returns {boolean} whether it was tried
 */
export function installWithApt(name, title) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !isDebian()) return false;
  process.stdout.write(`No ${title} found; installing it with apt-get.\n`);
  const options = {
    stdio: 'inherit',
    timeout: LIMIT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  if (spawnSync('apt-get', ['update'], options).status !== 0) return false;
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', name], options);
  return true;
}

function isDebian() {
  return (
    existsSync('/etc/os-release') && /\b(debian|ubuntu)\b/i.test(readFileSync('/etc/os-release', 'utf8'))
  );
}
