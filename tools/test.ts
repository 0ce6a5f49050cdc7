import { changedFiles, chooseSteps } from './test/changed.ts';
import { readTestOptions, USAGE } from './test/options.ts';
import { runSteps } from './test/run-steps.ts';
import type { Step } from './test/step.ts';
import { STEPS } from './test/steps.ts';

try {
  const { help, list, changed, steps } = readTestOptions(process.argv.slice(2), STEPS);
  if (help) process.stdout.write(USAGE);
  else if (list) for (const { id, title } of STEPS) process.stdout.write(`${id.padEnd(14)}${title}\n`);
  else process.exitCode = await (changed ? runChanged(steps) : runSteps(steps));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}

async function runChanged(steps: readonly Step[]): Promise<number> {
  const files = changedFiles();
  const choice = chooseSteps(files, steps);
  if (choice.steps.length === 0) {
    process.stdout.write('Nothing has changed that these steps check.\n\n0 passed, 0 failed\n');
    return 0;
  }
  process.stdout.write(`${files.length} files have changed. What runs, and why:\n`);
  for (const reason of choice.reasons) process.stdout.write(`  ${reason}\n`);
  return runSteps(choice.steps);
}
