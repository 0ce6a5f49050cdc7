import type { Strategy } from '../fixtures/fault-view/strategies.ts';

/** Type of the annotation by which a test reports an outcome. */
export const ANNOTATION = 'fault outcome';

/** What happens to auth types under a fault. */
export interface Outcome {
  /** One of {@link FAULTS}. */
  readonly fault: string;
  readonly strategies: readonly Strategy[];
  /** One line; begins with `n/a: ` where the fault does not apply. */
  readonly outcome: string;
  /** The test that shows it, as file and titles: `auth/jwt.e2e.ts › jwt › …`. None where the fault does not apply. */
  readonly test?: string;
  /** Whether it is shown by specs with the strategy of the auth type, and by a browser for another type of the same mechanism. */
  readonly isBySpecs?: true;
}

/** A test of a run. */
export interface ReportedTest {
  /** File and titles. */
  readonly name: string;
  readonly hasPassed: boolean;
  readonly annotations: readonly { readonly type: string; readonly description?: string | undefined }[];
}

/** What a run shows of the table. */
export interface RunOutcomes {
  readonly outcomes: readonly Outcome[];
  /** Names of tests that are to show an outcome and did not run, though others of their file did. */
  readonly missing: readonly string[];
  /** Whether each fault has an outcome from a test that is named after it, or from another test that passed. */
  readonly isComplete: boolean;
}

/**
 * Reads the outcomes of a run: from annotations of tests that passed, and those that other tests show by passing.
 * @param faults in the order of the table
 * @param shown outcomes that other tests show
 * @throws {Error} when an annotation is not an {@link Outcome}
 */
export function readOutcomes(
  tests: readonly ReportedTest[],
  faults: readonly string[],
  shown: readonly Outcome[],
): RunOutcomes {
  const passed = tests.filter(({ hasPassed }) => hasPassed);
  const reported = passed.flatMap(({ name, annotations }) =>
    annotations
      .filter(({ type }) => type === ANNOTATION)
      .map(({ description = '' }) => ({ ...readOutcome(description), test: name })),
  );
  const names = new Set(passed.map(({ name }) => name));
  const files = new Set(tests.map(({ name }) => fileOf(name)));
  const required = shown.flatMap(({ test }) => (test === undefined || names.has(test) ? [] : [test]));
  const outcomes = [...reported, ...shown.filter(({ test }) => test === undefined || names.has(test))];
  const withOutcome = new Set(outcomes.map(({ fault }) => fault));
  return {
    outcomes,
    missing: [...new Set(required.filter((name) => files.has(fileOf(name))))],
    isComplete:
      faults.every((fault) => withOutcome.has(fault)) && required.every((name) => files.has(fileOf(name))),
  };
}

function fileOf(test: string): string {
  return test.split(' › ', 1)[0] ?? '';
}

function readOutcome(text: string): Outcome {
  const { fault, strategies, outcome } = JSON.parse(text) as Partial<Outcome>;
  if (typeof fault !== 'string' || !Array.isArray(strategies) || typeof outcome !== 'string')
    throw new Error(`Not an outcome of a fault: ${text}`);
  return { fault, strategies, outcome };
}
