import { spawnSync } from 'node:child_process';
import { installWithApt } from './apt.ts';

/** Redis for the backend's specs, installed now where that is possible. Without it those specs are skipped, with the reason. */
export function provideRedis() {
  if (works()) return;
  installWithApt('redis-server', 'Redis');
  if (works()) return;
  process.stderr.write(
    'There is no Redis, so what needs one is not tested (Debian: apt-get install redis-server; macOS: brew install redis).\n',
  );
}

function works() {
  return spawnSync('redis-server', ['--version'], { timeout: 20_000 }).status === 0;
}
