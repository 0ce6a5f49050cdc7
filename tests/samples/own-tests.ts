import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outcomeOf } from '../../tools/processes/outcome.ts';
import { type CommandPlace, start } from '../consumers/commands.ts';
import { browserArguments, launchOptions } from './browser.ts';
import type { Result } from './results.ts';

const LIMIT_SECONDS = 1200;

/** How the tests of a sample run. */
export interface OwnTests {
  /** Its configuration of Playwright. */
  readonly configuration: string;
  readonly deliveryPort: number;
  /** Further options of Playwright. */
  readonly args?: readonly string[];
}

/**
 * Runs a sample's own tests with Playwright and its own configuration, but for the browser: Chromium of this machine, which finds the packages of
 * content delivery networks here, without videos. Safari's engine is not on this machine. The sample's server runs already.
 * @throws {Error} when they do not run, with what Playwright wrote
 */
export async function runOwnTests(
  place: CommandPlace,
  { configuration, deliveryPort, args = [] }: OwnTests,
): Promise<readonly Result[]> {
  const report = join(place.logs, 'tests.json');
  const use = {
    launchOptions: launchOptions(browserArguments(deliveryPort)),
    ignoreHTTPSErrors: true,
    video: 'off',
  };
  const name = `sandbox.${configuration}`;
  writeFileSync(
    join(place.folder, name),
    `import own from './${configuration}';
export default {
  ...own,
  webServer: undefined,
  workers: 1,
  reporter: [['json', { outputFile: ${JSON.stringify(report)} }]],
  projects: own.projects.filter(({ name }) => name === 'chromium'),
  use: { ...own.use, ...${JSON.stringify(use)} },
};
`,
  );
  const tests = start(place, ['npx', 'playwright', 'test', '--config', name, ...args]);
  const { output } = await outcomeOf(tests, LIMIT_SECONDS);
  if (!existsSync(report)) throw new Error(`Its tests did not run:\n${output}`);
  return testResults(JSON.parse(readFileSync(report, 'utf8')) as Suite);
}

/** What is read of Playwright's report. */
interface Suite {
  readonly suites?: readonly Suite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly status: string;
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}

function testResults({ suites = [], specs = [] }: Suite): readonly Result[] {
  const own = specs.map(({ title, tests }): Result => {
    const [test] = tests;
    const part = `test: ${title}`;
    if (test?.status === 'expected') return { part, outcome: 'runs' };
    const message = test?.results.at(-1)?.error?.message?.slice(0, 300) ?? test?.status ?? '';
    return { part, outcome: test?.status === 'skipped' ? 'not run' : 'fails', reason: message };
  });
  return [...own, ...suites.flatMap(testResults)];
}
