import { availableParallelism } from 'node:os';
import { Context } from './context.ts';
import { runInSlots } from './scheduler.ts';
import { oneCheck, type Step, type StepResult, type TestDuration } from './step.ts';

const QUIET_LINES = 3;
const SLOWEST_TESTS = 20;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A step that was chosen, and the files of its specs that are enough. */
export interface ChosenStep extends Step {
  files?: readonly string[];
}

/** How steps are run; for specs. */
export interface RunSettings {
  slots?: number;
  write?: (text: string) => void;
}

interface Outcome extends StepResult {
  step: ChosenStep;
  seconds: string;
}

/**
 * Runs the steps, beside each other where there is room, whatever becomes of each, and writes how it went.
 * @returns the exit code
 */
export async function runSteps(
  steps: readonly ChosenStep[],
  { slots = availableParallelism(), write = (text) => void process.stdout.write(text) }: RunSettings = {},
): Promise<number> {
  const context = new Context();
  // Also after an error that nothing caught, such as a closed pipe.
  const dispose = () => context.dispose();
  process.once('exit', dispose);
  const stop = () => process.exit(130);
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    const outcomes = await runInSlots(steps, slots, async (step) => {
      write(`▶ ${step.id}: ${step.title}\n`);
      const started = Date.now();
      const result = await attempt(step, context);
      const outcome = { ...result, step, seconds: ((Date.now() - started) / 1000).toFixed(1) };
      write(describe(outcome));
      return ranNothing(outcome) && outcome.skipped === undefined ? { ...outcome, failed: 1 } : outcome;
    });
    write(describeSlowest(outcomes));
    return sumUp(outcomes, write);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    process.off('exit', dispose);
    dispose();
  }
}

async function attempt(step: ChosenStep, context: Context): Promise<StepResult> {
  try {
    return await step.run(context, step.files);
  } catch (error) {
    return oneCheck(false, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

function ranNothing({ passed, failed }: StepResult): boolean {
  return passed + failed === 0;
}

function describe(outcome: Outcome): string {
  const { step, passed, failed, output, skipped, seconds } = outcome;
  const head = `\n── ${step.title} (${step.id})\n`;
  if (skipped !== undefined && ranNothing(outcome)) return `${head}– skipped: ${skipped}\n`;
  const isFine = failed === 0 && !ranNothing(outcome);
  const lines = output.trimEnd().split('\n');
  const shown = (isFine ? lines.slice(-QUIET_LINES) : lines).join('\n');
  const note = ranNothing(outcome) ? ' – nothing ran, which counts as a failure' : '';
  const end = `${isFine ? '✔' : '✖'} ${passed} passed, ${failed} failed in ${seconds} s${note}\n`;
  return `${head}${shown === '' ? '' : `${shown}\n`}${end}`;
}

function describeSlowest(outcomes: readonly Outcome[]): string {
  const tests = outcomes.flatMap(({ step, tests = [] }) =>
    tests.map((test: TestDuration) => ({ ...test, id: step.id })),
  );
  if (tests.length === 0) return '';
  const slowest = tests.sort((a, b) => b.milliseconds - a.milliseconds).slice(0, SLOWEST_TESTS);
  const lines = slowest.map(
    ({ id, name, milliseconds }) =>
      `${(milliseconds / 1000).toFixed(1).padStart(7)} s  ${id.padEnd(14)}${name}`,
  );
  return ['', 'The slowest tests:', ...lines, ''].join('\n');
}

function sumUp(outcomes: readonly Outcome[], write: (text: string) => void): number {
  write('\n');
  for (const { step, passed, failed, seconds, skipped } of outcomes) {
    if (skipped !== undefined && passed + failed === 0) {
      write(`– ${step.id.padEnd(14)}skipped: ${skipped}\n`);
      continue;
    }
    const counts = `${passed} passed, ${failed} failed`.padEnd(26);
    write(`${failed === 0 ? '✔' : '✖'} ${step.id.padEnd(14)}${counts}${seconds.padStart(7)} s\n`);
  }
  const failures = outcomes.filter(({ failed }) => failed > 0).map(({ step }) => step.id);
  if (failures.length > 0) write(`\nTo run again what failed: npm test -- --only ${failures.join(',')}\n`);
  const passed = outcomes.reduce((sum, each) => sum + each.passed, 0);
  const failed = outcomes.reduce((sum, each) => sum + each.failed, 0);
  write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}
