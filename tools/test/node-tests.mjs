import { spawnSync } from 'node:child_process';
import { PROJECT_ROOT } from '../environment/project-root.mjs';
import { specFiles } from './spec-files.mjs';

// Runs the specs below the folders that are named, with Node's test runner: node tools/test/node-tests.mjs backend
const files = process.argv.slice(2).flatMap((folder) => specFiles(folder));
if (files.length === 0) {
  process.stderr.write(`There are no specs in ${process.argv.slice(2).join(', ') || 'no folder'}.\n`);
  process.exit(1);
}
const { status } = spawnSync(
  process.execPath,
  ['--import', 'tsx', '--test', '--test-reporter=spec', ...files],
  { cwd: PROJECT_ROOT, stdio: 'inherit' },
);
process.exit(status ?? 1);
