import type { Page } from '@playwright/test';
import { expectAccessible, expectAccessibleColors, expectNoHorizontalScroll } from './fixtures/axe.ts';
import { DemoPage } from './fixtures/demo-page.ts';
import { goTo } from './fixtures/navigation.ts';
import { expect, type TestStack, test } from './fixtures/stack.ts';

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };

/** Each demo is checked on two widths; there are up to eight on a platform. */
const LIMIT_MS = 180_000;

/** The auth types of a platform, as the gallery lists them. */
async function listTypes(page: Page, stack: TestStack, platform: string): Promise<readonly string[]> {
  await page.goto(`${stack.origin}/auth-demos`);
  const links = page.getByRole('region', { name: platform }).getByRole('link');
  await expect(links.first()).toBeVisible();
  const addresses = await links.evaluateAll((found) => found.map((each) => each.getAttribute('href') ?? ''));
  return addresses.map((address) => address.split('/').at(-1) ?? '');
}

async function expectFitAndAccessible(page: Page, sizes = [WIDE, NARROW]): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    await expectNoHorizontalScroll(page);
    await expectAccessible(page);
  }
}

/** Goes to a demo, and waits until its sign-in state is known and its calls are answered. */
async function openSettled(page: Page, stack: TestStack, type: string): Promise<DemoPage> {
  const demo = new DemoPage(page, stack, type);
  await goTo(page, `/auth-demos/${type}`);
  await expect(page.getByLabel('connections.json')).toContainText(`"type": "${type}"`);
  await expect(demo.tryIt.getByRole('button', { name: /^Sign (in|out)$/ })).toBeEnabled();
  // What is quick has no progress bar.
  await expect(demo.tryIt.locator('app-progress')).toHaveCount(0);
  return demo;
}

test.beforeEach(async ({ page }) => {
  test.setTimeout(LIMIT_MS);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
});

test('the gallery of sign-in demos is accessible, light and dark, wide and narrow', async ({
  page,
  stack,
}) => {
  await page.goto(`${stack.origin}/auth-demos`);
  await expect(page.getByRole('link', { name: /^Open the demo of/ }).first()).toBeVisible();
  await expectFitAndAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size);
    await expectAccessibleColors(page);
  }
});

for (const platform of ['Qlik Cloud', 'Client-managed']) {
  test(`each demo of ${platform} is accessible, wide and narrow, before and after signing in`, async ({
    page,
    stack,
  }) => {
    const types = await listTypes(page, stack, platform);
    for (const type of types) {
      await test.step(`${type}, before`, async () => {
        await openSettled(page, stack, type);
        await expectFitAndAccessible(page);
      });
    }
    await page.emulateMedia({ colorScheme: 'dark' });
    // What is there before a sign-in is still there, and was checked on both widths.
    await page.setViewportSize(NARROW);
    let isSignedIn = false;
    let isWideChecked = false;
    for (const type of types) {
      const demo = await openSettled(page, stack, type);
      if (!isSignedIn && (await demo.account.isVisible())) {
        // For all demos that act for the user of the application.
        await demo.signInToApplication('ada');
        isSignedIn = true;
        await openSettled(page, stack, type);
      }
      // The others sign in at pages of Qlik.
      if (!(await demo.tryIt.getByRole('button', { name: 'Sign out' }).isVisible())) continue;
      await test.step(`${type}, signed in`, async () => {
        if (await demo.call('Main call: open an app').isVisible()) await demo.openApp();
        await expectFitAndAccessible(page, isWideChecked ? [NARROW] : [WIDE, NARROW]);
        isWideChecked = true;
      });
    }
    expect(isSignedIn, 'a demo was signed in').toBe(true);
  });
}
