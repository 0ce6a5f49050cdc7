import { buildQlikClient } from './build/qlik-client.ts';
import { readStartOptions, USAGE } from './start/options.ts';
import { choosePorts } from './start/ports.ts';
import { LocalStack } from './start/local-stack.ts';
import { RunFolder } from './start/run-folder.ts';

const options = readOptions();
if (options.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
await buildQlikClient();

const run = new RunFolder();
const stack = new LocalStack(run, await choosePorts(options, run));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // A second signal means: now.
    if (stack.isStopping) stack.kill();
    else process.stdout.write('\nStopping …\n');
    void stack.stop().then(() => {
      run.remove();
      process.exit(0);
    });
  });
}
process.on('exit', () => stack.kill());

try {
  await stack.start();
} catch (error) {
  if (!stack.isStopping) {
    process.stderr.write(`\n${messageOf(error)}\n`);
    await stack.stop();
    process.exit(1);
  }
}

function readOptions() {
  try {
    return readStartOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    return process.exit(2);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
