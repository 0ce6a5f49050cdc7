import type { Context } from './context.ts';

/** One test of a step and how long it took. */
export interface TestDuration {
  name: string;
  milliseconds: number;
}

/**
 * How a step went. A step that cannot run where it is run, for a reason outside the project, has `skipped`, the reason: it counts as
 * neither passed nor failed.
 */
export interface StepResult {
  passed: number;
  failed: number;
  /** Shown when something failed or nothing ran; of a step that passed, its last lines. */
  output: string;
  skipped?: string;
  tests?: readonly TestDuration[];
}

/** A part of what `npm test` checks. */
export interface Step {
  id: string;
  title: string;
  /** How many processors it keeps busy: less than one where it waits a lot, none where all of its programs run in the background. */
  cores: number;
  /** Steps that it must not run beside or before, where they run at all. */
  after?: readonly string[];
  /**
   * The files of its specs, for a step that can run some of them only.
   */
  ownSpecs?: RegExp;
  /** @param files of its specs to run; all where it is not given */
  run(context: Context, files?: readonly string[]): Promise<StepResult>;
}

/** The result of a step with one check. */
export function oneCheck(isMet: boolean, output: string): StepResult {
  return { passed: isMet ? 1 : 0, failed: isMet ? 0 : 1, output };
}
