import { Context } from './context.ts';

const QUIET_LINES = 3;

/**
 * Runs the steps one after another, whatever becomes of each, and says how it went.
 * @returns the exit code
 */
export async function runSteps(steps) {
  const context = new Context();
  const results = [];
  const stop = () => {
    context.dispose();
    process.exit(130);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    for (const step of steps) results.push(await runStep(step, context));
  } finally {
    context.dispose();
  }
  return sumUp(results);
}

async function runStep(step, context) {
  process.stdout.write(`\n── ${step.title} (${step.id})\n`);
  const started = Date.now();
  const { passed, failed, output, skipped } = await attempt(step, context);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (skipped !== undefined && passed + failed === 0) {
    process.stdout.write(`– skipped: ${skipped}\n`);
    return { step, passed, failed, seconds, skipped };
  }
  const ranNothing = passed + failed === 0;
  const text = output.trimEnd();
  const isFine = failed === 0 && !ranNothing;
  const shown = isFine ? text.split('\n').slice(-QUIET_LINES).join('\n') : text;
  if (shown !== '') process.stdout.write(`${shown}\n`);
  const note = ranNothing ? ' – nothing ran, which counts as a failure' : '';
  process.stdout.write(`${isFine ? '✔' : '✖'} ${passed} passed, ${failed} failed in ${seconds} s${note}\n`);
  return { step, passed, failed: ranNothing ? 1 : failed, seconds };
}

async function attempt(step, context) {
  try {
    return await step.run(context);
  } catch (error) {
    return {
      passed: 0,
      failed: 1,
      output: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

function sumUp(results) {
  process.stdout.write('\n');
  for (const { step, passed, failed, seconds, skipped } of results) {
    if (skipped !== undefined) {
      process.stdout.write(`– ${step.id.padEnd(14)}skipped: ${skipped}\n`);
      continue;
    }
    const counts = `${passed} passed, ${failed} failed`.padEnd(26);
    process.stdout.write(
      `${failed === 0 ? '✔' : '✖'} ${step.id.padEnd(14)}${counts}${seconds.padStart(7)} s\n`,
    );
  }
  const passed = results.reduce((sum, each) => sum + each.passed, 0);
  const failed = results.reduce((sum, each) => sum + each.failed, 0);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}
