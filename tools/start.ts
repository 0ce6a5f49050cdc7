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
const house = new LocalStack(run, await choosePorts(options, run));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // A second signal means: now.
    if (house.isStopping) house.kill();
    else process.stdout.write('\nStopping …\n');
    void house.stop().then(() => {
      run.remove();
      process.exit(0);
    });
  });
}
process.on('exit', () => house.kill());

try {
  await house.start();
} catch (error) {
  if (!house.isStopping) {
    process.stderr.write(`\n${error.message}\n`);
    await house.stop();
    process.exit(1);
  }
}

function readOptions() {
  try {
    return readStartOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    return process.exit(2);
  }
}
