import { spawnSync } from 'node:child_process';
import { installWithApt } from './apt.ts';

/** nginx for the backend's specs, installed now where that is possible. Without it those specs are skipped, with the reason. */
export function provideNginx() {
  if (works()) return;
  installWithApt('nginx-light', 'nginx');
  if (works()) return;
  process.stderr.write(
    'There is no nginx, so the backend is not tested behind it (Debian: apt-get install nginx-light; macOS: those specs need Linux).\n',
  );
}

function works() {
  return spawnSync('nginx', ['-v'], { timeout: 20_000 }).status === 0;
}
