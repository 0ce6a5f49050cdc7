import { spawnSync } from 'node:child_process';
import { PROJECT_ROOT } from './environment/project-root.mjs';

const { status } = spawnSync(
  process.execPath,
  ['--import', 'tsx', 'packages/backend/fuzz/main.ts', ...process.argv.slice(2)],
  { cwd: PROJECT_ROOT, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
