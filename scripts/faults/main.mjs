// Runs the journeys that the table of faults is made of, and writes it. Needs a build: `npm run build && npm run faults`.
import { readFileSync, writeFileSync } from 'node:fs';
import { Context } from '../test/context.mjs';
import { readReport } from './read-report.mjs';
import { TAKEN } from './taken.mjs';
import { TABLE_FILE, writeTable } from './write-table.mjs';

const LIMIT_SECONDS = 900;

const context = new Context();
try {
  const files = [...new Set(TAKEN.map(({ test }) => `journeys/${test.split(' › ', 1)[0]}`))];
  const reportFile = context.file('faults.json');
  const run = ['node_modules/@playwright/test/cli.js', 'test', 'journeys/faults/', ...files];
  const { code, output } = await context.node(
    [...run, '--config', 'e2e/playwright.config.ts', '--reporter=list,json'],
    {
      env: { FAULTS: '1', CHROME_BIN: context.chromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile },
      limitSeconds: LIMIT_SECONDS,
    },
  );
  process.stdout.write(`${output}\n`);
  if (code === 0) {
    const { outcomes, missing } = readReport(JSON.parse(readFileSync(reportFile, 'utf8')));
    if (missing.length > 0) throw new Error(`No such journey passed:\n${missing.join('\n')}`);
    writeFileSync(TABLE_FILE, await writeTable(outcomes));
  }
  process.exitCode = code ?? 1;
} finally {
  context.dispose();
}
