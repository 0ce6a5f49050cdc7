import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const LIMIT_MS = 10 * 60_000;
/** Asked by Debian before a package starts its service. */
const POLICY = '/usr/sbin/policy-rc.d';
const NOT_ALLOWED = 101;

/**
 * Installs a Debian package where that is possible without a question. Its service is not started: nginx's would take port 80.
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
  withoutServices(() => spawnSync('apt-get', ['install', '-y', '--no-install-recommends', name], options));
  return true;
}

/** A policy that the machine has already is left as it is. */
function withoutServices(install) {
  if (existsSync(POLICY)) {
    install();
    return;
  }
  writeFileSync(POLICY, `#!/bin/sh\nexit ${NOT_ALLOWED}\n`, { mode: 0o755 });
  try {
    install();
  } finally {
    rmSync(POLICY, { force: true });
  }
}

function isDebian() {
  return (
    existsSync('/etc/os-release') && /\b(debian|ubuntu)\b/i.test(readFileSync('/etc/os-release', 'utf8'))
  );
}
