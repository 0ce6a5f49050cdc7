import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { FullConfig, FullResult, Reporter, Suite, TestCase } from '@playwright/test/reporter';
import { FAULTS } from './faults.ts';
import { findUntested, formatTable, TABLE_FILE } from './format-table.ts';
import { readOutcomes, type ReportedTest } from './outcome.ts';
import { OUTCOMES_OF_OTHER_TESTS } from './outcomes-of-other-tests.ts';
import { OUTCOMES_OF_SPECS } from './outcomes-of-specs.ts';

/**
 * Writes `docs/faults.md` from the tests of a run, when all tests of faults ran and the run passed. A run of other tests leaves it as it is.
 * The run fails when the table names a test that does not exist, two tests report different outcomes of the same fault, or an auth type has no
 * outcome of one.
 */
export default class FaultTableReporter implements Reporter {
  private suite: Suite | undefined;
  private root = '';

  onBegin(config: FullConfig, suite: Suite): void {
    this.suite = suite;
    this.root = config.rootDir;
  }

  async onEnd({ status }: FullResult): Promise<{ status: FullResult['status'] } | undefined> {
    if (status !== 'passed' || this.suite === undefined) return undefined;
    try {
      const tests = this.suite.allTests().map((test) => reportedTest(test, this.root));
      process.stdout.write(await updateTable(tests));
      return undefined;
    } catch (error) {
      process.stdout.write(`docs/faults.md: ${error instanceof Error ? error.message : String(error)}\n`);
      return { status: 'failed' };
    }
  }

  printsToStdio(): boolean {
    return false;
  }
}

/** @returns a line for the console; empty when the run had no tests of faults */
async function updateTable(tests: readonly ReportedTest[]): Promise<string> {
  const { outcomes: shown, missing, isComplete } = readOutcomes(tests, FAULTS, OUTCOMES_OF_OTHER_TESTS);
  if (!isComplete) return '';
  if (missing.length > 0) throw new Error(`Tests that it names did not pass:\n${missing.join('\n')}`);
  const outcomes = [...shown, ...OUTCOMES_OF_SPECS];
  const untested = findUntested(outcomes);
  if (untested.length > 0) throw new Error(`Neither a test nor a spec shows:\n${untested.join('\n')}`);
  const table = await formatTable(outcomes);
  if (existsSync(TABLE_FILE) && readFileSync(TABLE_FILE, 'utf8') === table)
    return 'docs/faults.md agrees with this run.\n';
  writeFileSync(TABLE_FILE, table);
  return 'docs/faults.md has changed by this run; commit it.\n';
}

function reportedTest(test: TestCase, root: string): ReportedTest {
  const last = test.results.at(-1);
  const [, , , ...titles] = test.titlePath();
  const file = relative(root, test.location.file).split(sep).join('/');
  return {
    name: [file, ...titles].join(' › '),
    hasPassed: last?.status === 'passed',
    annotations: last?.annotations ?? test.annotations,
  };
}
