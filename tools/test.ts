import { readTestOptions, USAGE } from './test/options.ts';
import { runSteps } from './test/run-steps.ts';
import { STEPS } from './test/steps.ts';

const options = readOptions();
if (options.help) process.stdout.write(USAGE);
else if (options.list) for (const { id, title } of STEPS) process.stdout.write(`${id.padEnd(14)}${title}\n`);
else {
  process.exitCode = await runSteps(options.steps);
}

function readOptions() {
  try {
    return readTestOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    return process.exit(2);
  }
}
