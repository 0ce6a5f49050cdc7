import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { PROJECT_ROOT } from './environment/project-root.mjs';
import { specFiles } from './test/spec-files.mjs';

const USAGE = `npm run fuzz [-- options]

Sends generated requests to the backend: forged, malformed and oversize ones, WebSocket handshakes, and what is no HTTP at all. The same
specs that "npm test" runs with 2,000, in the form for the night.

  --requests <n>   how many (default: 100000); a tenth of it for those that need a connection each
  --help           this text
`;

const { requests, help } = readOptions();
if (help) process.stdout.write(USAGE);
else {
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--test', '--test-reporter=spec', ...specFiles('backend/security')],
    { cwd: PROJECT_ROOT, stdio: 'inherit', env: { ...process.env, FORGED_REQUESTS: requests } },
  );
  process.exitCode = status ?? 1;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        requests: { type: 'string', default: '100000' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (!/^[1-9]\d{0,8}$/.test(values.requests)) throw new Error('--requests takes a whole number.');
    return values;
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    return process.exit(2);
  }
}
