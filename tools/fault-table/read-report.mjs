import { TAKEN } from './taken.mjs';

/**
 * What became of a strategy under a fault.
 *
 * @typedef {{ fault: string, strategies: readonly string[], outcome: string, test?: string }} Outcome
 *   `test`: the one that shows it, by file and titles; none where the outcome is that the fault does not apply
 */

/** The type of the annotation in which a test tells an outcome. */
const ANNOTATION = 'fault outcome';

/**
 * Reads what the tests of a run told: outcomes from their annotations, and those that another test shows by passing.
 *
 * @param {object} report as Playwright's JSON reporter writes it
 * @param {readonly Outcome[]} taken
 * @returns {{ outcomes: readonly Outcome[], missing: readonly string[] }} `missing`: tests that were to show something and did not pass
 * @throws {Error} when an annotation is not what {@link Outcome} says
 */
export function readReport(report, taken = TAKEN) {
  const passed = passedTests(report);
  const told = passed.flatMap(({ test, annotations }) =>
    annotations
      .filter(({ type }) => type === ANNOTATION)
      .map(({ description }) => ({ ...readOutcome(description), test })),
  );
  const names = new Set(passed.map(({ test }) => test));
  const isShown = ({ test }) => test === undefined || names.has(test);
  return {
    outcomes: [...told, ...taken.filter(isShown)],
    missing: [...new Set(taken.filter((each) => !isShown(each)).map(({ test }) => test))],
  };
}

function readOutcome(text) {
  const { fault, strategies, outcome } = JSON.parse(text);
  if (typeof fault !== 'string' || !Array.isArray(strategies) || typeof outcome !== 'string')
    throw new Error(`This is no outcome of a fault: ${text}`);
  return { fault, strategies, outcome };
}

/**
 * The tests of a report, by file and titles: `auth/jwt.e2e.ts › jwt › says …`.
 *
 * @param {object} report as Playwright's JSON reporter writes it
 */
export function testsIn(report) {
  return report.suites.flatMap((file) => testsOf(file, []));
}

function testsOf(suite, above) {
  const here = [...above, suite.title];
  const own = (suite.specs ?? []).map((spec) => ({ test: [...here, spec.title].join(' › '), spec }));
  return [...own, ...(suite.suites ?? []).flatMap((each) => testsOf(each, here))];
}

/** Those that passed, at whichever try. */
function passedTests(report) {
  return testsIn(report).flatMap(({ test, spec }) =>
    spec.tests
      .map(({ results }) => results.at(-1))
      .filter((result) => result?.status === 'passed')
      .map((result) => ({ test, annotations: result.annotations ?? spec.tests[0]?.annotations ?? [] })),
  );
}
