import type { Page } from '@playwright/test';
import { launchChromium } from '../support/chromium.ts';
import { APPS, addresses } from './fixtures/addresses.ts';
import { beginSignIn, connectionCard, signIn, USERS } from './fixtures/sign-in.ts';
import { expect, type TestStack, test } from './fixtures/stack.ts';

/** Bundles of a page, and a text by which each is known among the files of a production build. */
const PAGE_BUNDLES = {
  'what all pages of a connection have': 'an object with a list named',
  'what shows analytics': 'has no working module',
} as const;

/** A text of a part of the library that comes with the click on Sign in. */
const SIGN_IN_PART = 'does not say who it is from';

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

for (const [name, text] of Object.entries(PAGE_BUNDLES)) {
  test(`${name} does not arrive once and is loaded again without interaction`, async ({
    page,
    cloudStack,
  }) => {
    await signIn(page, cloudStack, 'ada');
    const lost = await blockPart(page, text, 1);
    await openApp(page, cloudStack);
    await expectData(page);
    expect(lost()).toBe(1);
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
}

test('a page’s code does not arrive in a browser that remembers it, and a click reloads the page', async ({
  cloudStack,
}) => {
  const browser = await launchChromium({ args: [CACHE_FAILED_MODULES] });
  try {
    const page = await browser.newPage();
    await signIn(page, cloudStack, 'ada');
    const lost = await blockPart(page, PAGE_BUNDLES['what shows analytics'], 1);
    await openApp(page, cloudStack);
    const alert = page.getByRole('alert').filter({ hasText: 'could not be loaded' });
    await expect(alert).toContainText('Check the network and try again');
    expect(lost()).toBe(1);
    await alert.getByRole('button', { name: 'Try again' }).click();
    await expectData(page);
  } finally {
    await browser.close();
  }
});

test.describe('a part of the library does not arrive once', () => {
  test('and is loaded again without interaction', async ({ page, cloudStack }) => {
    const lost = await blockPart(page, SIGN_IN_PART, 1);
    await beginSignIn(page, cloudStack);
    await expect(page.getByRole('button', { name: USERS.ada })).toBeVisible();
    expect(lost()).toBe(1);
  });

  test('in a browser that remembers it, and the page offers to be reloaded', async ({ cloudStack }) => {
    const browser = await launchChromium({ args: [CACHE_FAILED_MODULES] });
    try {
      const page = await browser.newPage();
      const lost = await blockPart(page, SIGN_IN_PART, 1);
      await beginSignIn(page, cloudStack);
      const alert = page.getByRole('alert').filter({ hasText: 'could not be loaded' }).first();
      await expect(alert).toContainText('Reload the page.');
      expect(lost()).toBe(1);
      await alert.getByRole('button', { name: 'Reload the page' }).click();
      await connectionCard(page).getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('button', { name: USERS.ada })).toBeVisible();
    } finally {
      await browser.close();
    }
  });
});

test('a part that does not arrive while its server is away is tried again at a click', async ({
  page,
  cloudStack,
}) => {
  await signIn(page, cloudStack, 'ada');
  let isAway = true;
  const lost = await blockPart(page, PAGE_BUNDLES['what all pages of a connection have'], 1);
  // The application's own server has no answer for scripts, asked in whichever way.
  await page.route('**/*.js', (route) =>
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

test('an app whose code does not arrive while the server is away says so, and is tried again at a click', async ({
  page,
  cloudStack,
}) => {
  await signIn(page, cloudStack, 'ada');
  let isAway = true;
  await page.route('**/*.js', (route) =>
    isAway && route.request().url().includes('/analytics-') ? route.abort() : route.fallback(),
  );
  await page.goto(addresses.app(cloudStack, APPS.flights));
  const alert = page.getByRole('alert').filter({ hasText: 'could not be loaded' });
  await expect(alert).toContainText('Check the network and try again');
  isAway = false;
  await alert.getByRole('button', { name: 'Try again' }).click();
  const embed = page.locator('qlik-embed-frame').first();
  await expect(embed.locator('qlik-embed')).toBeAttached();
  await expect(page.getByRole('alert')).toHaveCount(0);
  // Charts go on loading their scripts.
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
