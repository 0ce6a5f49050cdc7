import { existsSync, readFileSync } from 'node:fs';

const LIMIT_SECONDS = 3000;

/** The end-to-end tests in a browser against the production build, the backend and fresh sandboxes. */
export async function e2e(context) {
  const { code: buildCode } = await context.build('ngx-qlik-app');
  if (buildCode !== 0)
    return { passed: 0, failed: 1, output: 'The build failed, so there is nothing to visit.' };
  const reportFile = context.file('e2e.json');
  const { code, output } = await context.node(
    [
      'node_modules/@playwright/test/cli.js',
      'test',
      '--config',
      'tests/e2e/playwright.config.ts',
      // Hundreds of tests on a busy machine: one retry each, and the summary names the tests that needed it.
      '--retries=1',
    ],
    {
      env: { CHROME_BIN: context.chromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile },
      limitSeconds: LIMIT_SECONDS,
    },
  );
  if (!existsSync(reportFile)) return { passed: 0, failed: 1, output };
  const report = JSON.parse(readFileSync(reportFile, 'utf8'));
  const { expected, unexpected, flaky } = report.stats;
  // What passed at its second try is told, and does not stop a contributor.
  const second = flaky > 0 ? `At the second try only: ${flakyTests(report).join('; ')}.` : '';
  const failed = code !== 0 && unexpected === 0 ? 1 : unexpected;
  return {
    passed: expected + flaky,
    failed,
    // Of a step that passed the last lines are shown.
    output: [output.trimEnd(), second].filter((part) => part !== '').join('\n'),
  };
}

function flakyTests(report) {
  return report.suites
    .flatMap((file) => specsOf(file, []))
    .filter(({ spec }) => spec.tests.some(({ status }) => status === 'flaky'))
    .map(({ name }) => name);
}

function specsOf(suite, titles) {
  const own = [...titles, suite.title];
  const specs = (suite.specs ?? []).map((spec) => ({ name: [...own, spec.title].join(' › '), spec }));
  return [...specs, ...(suite.suites ?? []).flatMap((each) => specsOf(each, own))];
}
