// Runs the tests that the table of faults is made of, and writes it. Needs a build: `npm run build && npm run faults`.
import { readFileSync } from 'node:fs';
import { Context } from '../test/context.ts';
import { keepTable } from './keep-table.mjs';
import { TAKEN } from './taken.mjs';

const LIMIT_SECONDS = 1800;

const context = new Context();
try {
  const shown = TAKEN.flatMap(({ test }) => (test === undefined ? [] : [test]));
  const files = [...new Set(shown.map((test) => `tests/e2e/${test.split(' › ', 1)[0]}`))];
  const reportFile = context.file('faults.json');
  const run = ['node_modules/@playwright/test/cli.js', 'test', 'tests/e2e/faults/', ...files];
  const { code, output } = await context.node(
    [...run, '--config', 'tests/e2e/playwright.config.ts', '--reporter=list,json'],
    {
      env: { CHROME_BIN: await context.chromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile },
      limitSeconds: LIMIT_SECONDS,
    },
  );
  process.stdout.write(`${output}\n`);
  const table = code === 0 ? await keepTable(JSON.parse(readFileSync(reportFile, 'utf8'))) : undefined;
  if (table) process.stdout.write(`${table.said}\n`);
  process.exitCode = table === undefined ? (code ?? 1) : table.isComplete ? 0 : 1;
} finally {
  context.dispose();
}
