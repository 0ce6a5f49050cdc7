import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installWithApt } from './apt.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The browser for the tests: `CHROME_BIN`, one that is installed, or one installed now where that is possible without a question.
 * @returns the path, or `undefined` after saying what to install
 */
export function provideChromium() {
  const named = process.env.CHROME_BIN;
  if (named) {
    if (works(named)) return named;
    process.stderr.write(`CHROME_BIN is ${named}, which does not start.\n`);
    return undefined;
  }
  return (
    findInstalled() ?? (installWithApt('chromium', 'Chromium') ? findInstalled() : undefined) ?? explain()
  );
}

function findInstalled() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin'];
  const candidates = [
    ...NAMES.flatMap((name) => folders.filter(Boolean).map((folder) => join(folder, name))),
    ...PLACES,
  ];
  return candidates.find((candidate) => existsSync(candidate) && works(candidate));
}

/** A file of that name may be a stub that asks to install something. */
function works(path) {
  // Chrome for Windows opens a window instead of printing its version.
  if (process.platform === 'win32') return existsSync(path);
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return status === 0 && /chrom/i.test(stdout);
}

function explain() {
  process.stderr.write(
    'The browser tests need Chromium or Google Chrome, and none was found.\n' +
      'Install one (Debian: apt-get install chromium; macOS: brew install --cask google-chrome), or set CHROME_BIN to its path.\n',
  );
  return undefined;
}
