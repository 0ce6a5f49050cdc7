import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromium } from '@playwright/test';
import { launchOptions } from './launch-options.ts';

test('leaves out every feature that Playwright leaves out', async () => {
  const options = launchOptions();
  const server = await chromium.launchServer({ ...options, args: ['--no-sandbox'] });
  try {
    const own = disabledFeatures(options.args);
    const playwrights = disabledFeatures(server.process().spawnargs);
    assert.ok(playwrights.length > 0);
    assert.deepEqual(
      playwrights.filter((feature) => !own.includes(feature)),
      [],
    );
  } finally {
    await server.close();
  }
});

test('opens no page of the browser for a new window', async () => {
  const browser = await chromium.launch(launchOptions());
  try {
    const page = await browser.newPage();
    await page.goto('data:text/html,nothing');
    const devTools = await browser.newBrowserCDPSession();
    const { targetInfos } = await devTools.send('Target.getTargets', { filter: [{}] });
    const own = targetInfos.map(({ url }) => url).filter((url) => url.startsWith('chrome:'));
    assert.deepEqual(own, []);
  } finally {
    await browser.close();
  }
});

function disabledFeatures(args: readonly string[]): string[] {
  const prefix = '--disable-features=';
  return args
    .filter((each) => each.startsWith(prefix))
    .flatMap((each) => each.slice(prefix.length).split(','));
}
