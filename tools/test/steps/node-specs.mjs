import { existsSync, readFileSync } from 'node:fs';
import { specFiles } from '../spec-files.mjs';

const TEST_LIMIT_MS = 240_000;
const LIMIT_SECONDS = 900;

/** The specs below these folders, with Node's test runner. */
export function nodeSpecs(...folders) {
  return async (context) => {
    const tapFile = context.file(`${folders.join('-').replaceAll('/', '-')}.tap`);
    const { code, output } = await context.node(
      [
        ...['--import', 'tsx', '--test', `--test-timeout=${TEST_LIMIT_MS}`, '--test-concurrency=2'],
        ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
        ...['--test-reporter=tap', `--test-reporter-destination=${tapFile}`],
        ...folders.flatMap((folder) => specFiles(folder)),
      ],
      { env: { CHROME_BIN: context.chromium() }, limitSeconds: LIMIT_SECONDS },
    );
    if (!existsSync(tapFile)) return { passed: 0, failed: 1, output };
    const { pass, fail, cancelled } = readCounts(readFileSync(tapFile, 'utf8'));
    const failed = fail + cancelled;
    return { passed: pass, failed: code !== 0 && failed === 0 ? 1 : failed, output };
  };
}

/** The last lines of a TAP report, such as `# pass 12`. */
function readCounts(tap) {
  const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  return { pass: count('pass'), fail: count('fail'), cancelled: count('cancelled') };
}
