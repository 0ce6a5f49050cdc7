import assert from 'node:assert/strict';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { findChromium } from './chromium.ts';

const COMMAND = '/usr/bin/chromium-headless-shell';

/** Calls it with another value of CHROME_BIN. */
function findNamed(path: string): string | undefined {
  const before = process.env['CHROME_BIN'];
  process.env['CHROME_BIN'] = path;
  try {
    return findChromium();
  } finally {
    if (before === undefined) delete process.env['CHROME_BIN'];
    else process.env['CHROME_BIN'] = before;
  }
}

test('says which CHROME_BIN does not start', () => {
  assert.throws(() => findNamed('/no/chromium'), /CHROME_BIN is \/no\/chromium, which does not start/);
});

test(
  'finds a browser that a signal ends, also where Debian’s command for it is named',
  { timeout: 20_000, skip: !existsSync(COMMAND) && 'not Debian’s Chromium' },
  async () => {
    const args = ['--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', 'about:blank'];
    const browser = spawn(findNamed(COMMAND) ?? '', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const closed = once(browser, 'close');
    await once(browser.stderr, 'data');
    browser.kill('SIGKILL');
    // It closes when no program has its output open any more.
    await closed;
  },
);
