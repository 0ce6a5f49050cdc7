import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs the specs of the folders that are named, or all of them: `node run-specs.mjs cloud admin`.
 * Node's own test runner knows patterns from version 21 on only.
 */
const root = fileURLToPath(new URL('.', import.meta.url));
const wanted = process.argv.slice(2);
const specs = (wanted.length === 0 ? ['.'] : wanted).flatMap((folder) => findSpecs(join(root, folder)));

if (specs.length === 0) {
  process.stderr.write(`There are no specs in ${wanted.join(', ')}.\n`);
  process.exit(1);
}
const runner = spawn(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=spec', ...specs], {
  cwd: root,
  stdio: 'inherit',
});
runner.on('exit', (code) => process.exit(code ?? 1));

function findSpecs(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : findSpecs(path);
    }
    return entry.name.endsWith('.spec.ts') ? [relative(root, path)] : [];
  });
}
