import { existsSync, readFileSync } from 'node:fs';
import type { JSONReport, JSONReportSpec, JSONReportSuite } from '@playwright/test/reporter';
import type { Context } from '../context.ts';
import { withBuilds } from './built.ts';

const LIMIT_SECONDS = 3000;

interface ReportedTest {
  test: string;
  spec: JSONReportSpec;
}

/** The end-to-end tests in a browser against the production build, the backend and fresh sandboxes. */
export const e2e = withBuilds(['ngx-qlik-app'], async (context, files = []) => {
  const reportFile = context.file('e2e.json');
  const { code, output } = await run(context, files, reportFile);
  if (!existsSync(reportFile)) return { passed: 0, failed: 1, output };
  const report = JSON.parse(readFileSync(reportFile, 'utf8')) as JSONReport;
  const { expected, unexpected, flaky } = report.stats;
  const tests = report.suites.flatMap((suite) => testsOf(suite, []));
  const failed = code !== 0 && unexpected === 0 ? 1 : unexpected;
  return {
    passed: expected + flaky,
    failed,
    // Of a step that passed the last lines are shown.
    output: [output.trimEnd(), describeFlaky(tests)].filter((part) => part !== '').join('\n'),
    tests: tests.map(({ test, spec }) => ({ name: test, milliseconds: millisecondsOf(spec) })),
  };
});

function run(context: Context, files: readonly string[], reportFile: string) {
  return context.chromium().then((chromium) =>
    context.node(
      [
        ...['node_modules/@playwright/test/cli.js', 'test', ...files],
        ...['--config', 'tests/e2e/playwright.config.ts'],
        // Hundreds of tests on a busy machine: one retry each, and the summary names the tests that needed it.
        '--retries=1',
      ],
      {
        env: { CHROME_BIN: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile },
        limitSeconds: LIMIT_SECONDS,
      },
    ),
  );
}

function testsOf(suite: JSONReportSuite, titles: readonly string[]): ReportedTest[] {
  const own = [...titles, suite.title];
  const specs = suite.specs.map((spec) => ({ test: [...own, spec.title].join(' › '), spec }));
  return [...specs, ...(suite.suites ?? []).flatMap((each) => testsOf(each, own))];
}

/** What passed at its second try is named, and does not stop a contributor. */
function describeFlaky(tests: readonly ReportedTest[]): string {
  const flaky = tests.filter(({ spec }) => spec.tests.some(({ status }) => status === 'flaky'));
  return flaky.length === 0 ? '' : `At the second try only: ${flaky.map(({ test }) => test).join('; ')}.`;
}

function millisecondsOf({ tests }: JSONReportSpec): number {
  return tests.flatMap(({ results }) => results).reduce((sum, { duration }) => sum + duration, 0);
}
