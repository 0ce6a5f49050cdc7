import { compareReports } from './compare-reports.ts';

// Compares the built library with its API reports; with --update it writes them. Run "npm run build" before.
const results = compareReports({ isUpdate: process.argv.includes('--update') });
for (const { name, problem } of results)
  process.stdout.write(`${problem === undefined ? '✔' : '✖'} ${name} ${problem ?? ''}\n`);
process.exitCode = results.every(({ problem }) => problem === undefined) ? 0 : 1;
