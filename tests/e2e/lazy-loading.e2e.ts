import type { Page } from '@playwright/test';
import { launchChromium } from '../support/chromium.ts';
import { APPS, addresses } from './fixtures/addresses.ts';
import { signIn } from './fixtures/sign-in.ts';
import { expect, type TestStack, test } from './fixtures/stack.ts';

/** Parts of the library that are loaded on demand, and a text by which each is known among the files of a production build. */
const PARTS = {
  'what checks the configuration': 'an object with a list named',
  'what brings Qlik’s runtime': 'has no working module',
} as const;

/** A text of the code that mounts an embed, which is loaded with the first one. */
const EMBED_PART = 'Qlik showed nothing within';

/** As browsers were before the HTML standard of July 2026: a module that did not arrive is not asked for again until the page is reloaded. */
const CACHE_FAILED_MODULES = '--disable-blink-features=ModuleMapDoNotCacheFailedFetch';

/**
 * Lets a part of the library not arrive, so many times.
 * @returns how often it was kept back so far
 */
async function blockPart(page: Page, part: string, times: number): Promise<() => number> {
  let lost = 0;
  await page.route('**/*.js', async (route) => {
    const response = await route.fetch();
    const isPart = (await response.text()).includes(part);
    if (!isPart || route.request().resourceType() !== 'script' || lost >= times)
      return route.fulfill({ response });
    lost++;
    await route.abort();
  });
  return () => lost;
}

async function openApp(page: Page, cloudStack: TestStack): Promise<void> {
  await page.goto(addresses.app(cloudStack, APPS.flights, '?view=data'));
}

async function expectData(page: Page): Promise<void> {
  await expect(page.getByRole('table', { name: 'Data' }).getByRole('row').nth(1)).toBeVisible({
    timeout: 30_000,
  });
}

for (const [name, part] of Object.entries(PARTS)) {
  test.describe(`${name} does not arrive once`, () => {
    test('and is loaded again without interaction', async ({ page, cloudStack }) => {
      await signIn(page, cloudStack, 'ada');
      const lost = await blockPart(page, part, 1);
      await openApp(page, cloudStack);
      await expectData(page);
      expect(lost()).toBe(1);
      await expect(page.getByRole('alert')).toHaveCount(0);
    });

    test('in a browser that remembers it, and the page offers to be reloaded', async ({ cloudStack }) => {
      const browser = await launchChromium({ args: [CACHE_FAILED_MODULES] });
      try {
        const page = await browser.newPage();
        await signIn(page, cloudStack, 'ada');
        const lost = await blockPart(page, part, 1);
        await openApp(page, cloudStack);
        const alert = page.getByRole('alert').filter({ hasText: 'http-unreachable' }).first();
        await expect(alert).toContainText('Reload the page.');
        expect(lost()).toBe(1);
        await expect(alert.getByRole('button')).toHaveText(['Reload the page']);
        await alert.getByRole('button').click();
        await expectData(page);
      } finally {
        await browser.close();
      }
    });
  });
}

test('a part that does not arrive while its server is away is tried again at a click', async ({
  page,
  cloudStack,
}) => {
  await signIn(page, cloudStack, 'ada');
  let isAway = true;
  const lost = await blockPart(page, PARTS['what checks the configuration'], 1);
  // The application's own server has no answer for scripts, asked in whichever way.
  await page.route('**/chunk-*.js', (route) =>
    isAway && route.request().resourceType() === 'fetch' ? route.abort() : route.fallback(),
  );
  await page.goto(cloudStack.origin);
  const alert = page.getByRole('alert').filter({ hasText: 'http-unreachable' }).first();
  await expect(alert).toContainText('Check the network and try again.');
  expect(lost()).toBe(1);
  isAway = false;
  await alert.getByRole('button').click();
  await expect(page.getByRole('article').first()).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('an embed whose code does not arrive while the server is away says so, and is tried again at a click', async ({
  page,
  cloudStack,
}) => {
  await signIn(page, cloudStack, 'ada');
  let isAway = true;
  // The page asks for it before the embed does: its list of scripts for this address has it.
  const lost = await blockPart(page, EMBED_PART, 2);
  await page.route('**/chunk-*.js', (route) =>
    isAway && route.request().resourceType() === 'fetch' ? route.abort() : route.fallback(),
  );
  await page.goto(addresses.app(cloudStack, APPS.flights));
  const embed = page.locator('qlik-embed-frame').first();
  await expect(embed.getByRole('alert')).toContainText('Check the network and try again.');
  expect(lost()).toBe(2);
  isAway = false;
  await embed.getByRole('button', { name: 'Try again' }).click();
  await expect(embed.locator('qlik-embed')).toBeAttached();
  await expect(embed.getByRole('alert')).toHaveCount(0);
  // Charts go on loading their scripts.
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
