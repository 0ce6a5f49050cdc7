import type { Locator, Page } from '@playwright/test';
import {
  beginSignIn,
  connectionCard,
  expectSignedIn,
  expectSignedOut,
  signInAtTenant,
  signIn,
} from './fixtures/sign-in.ts';
import { CLOUD_CONNECTION, expect, type TestStack, test } from './fixtures/stack.ts';

/** How slow the tenant is. */
const DELAY_MS = 3_000;
const HINT = 'The sign-in window seems to be closed';

const signInButton = (page: Page) => connectionCard(page).getByRole('button', { name: 'Sign in' });
const cancelButton = (page: Page) => connectionCard(page).getByRole('button', { name: 'Cancel' });

/** A click that does not wait for the navigation that it begins, nor for the one that is under way. */
async function press(button: Locator): Promise<void> {
  await button.focus();
  await button.evaluate((element: HTMLElement) => setTimeout(() => element.click()));
}

async function openWindow(page: Page, button: Locator): Promise<Page> {
  const [popup] = await Promise.all([page.waitForEvent('popup'), button.click()]);
  await popup.waitForLoadState();
  return popup;
}

/** Redeems no code: what the tenant was asked for. */
async function tokenRequests(cloudStack: TestStack): Promise<number> {
  return (await cloudStack.cloud.requests()).filter(({ path }) => path === '/oauth/token').length;
}

test.describe('a sign-in window whose page sends Cross-Origin-Opener-Policy', () => {
  test.beforeEach(async ({ page, cloudStack }) => {
    cloudStack.configureAuth(CLOUD_CONNECTION, { interaction: 'popup' });
    await cloudStack.cloud.preset('sign-in-coop');
    await page.goto(cloudStack.origin);
  });

  test('looks closed and signs in all the same', async ({ page, cloudStack }) => {
    const opened = page.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          const { open } = window;
          window.open = (...all) => {
            const popup = open.apply(window, all);
            setTimeout(() => resolve(popup?.closed === true), 1500);
            return popup;
          };
        }),
    );
    const popup = await openWindow(page, signInButton(page));
    expect(await opened).toBe(true);
    await expect(connectionCard(page)).toContainText(HINT);
    await expect(cancelButton(page)).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
    const closed = popup.waitForEvent('close');
    await signInAtTenant(popup, 'grace');
    await expectSignedIn(page, 'grace');
    await closed;
    expect(page.url()).toBe(`${cloudStack.origin}/`);
  });

  test('can be replaced by another, and its response is ignored then', async ({ page, cloudStack }) => {
    const popup = await openWindow(page, signInButton(page));
    await expect(connectionCard(page)).toContainText(HINT);
    await cancelButton(page).click();
    await expectSignedOut(page);
    await signInAtTenant(popup, 'ada');
    await expectSignedOut(page);
    expect(await tokenRequests(cloudStack)).toBe(0);
    // The tenant has a session of the user by now, and redirects at once.
    await signInButton(page).click();
    await expectSignedIn(page, 'ada');
  });
});

test.describe('a sign-in window', () => {
  test.beforeEach(async ({ page, cloudStack }) => {
    cloudStack.configureAuth(CLOUD_CONNECTION, { interaction: 'popup' });
    await page.goto(cloudStack.origin);
  });

  test('closes when the sign-in is canceled, by mouse and by keyboard', async ({ page }) => {
    const first = await openWindow(page, signInButton(page));
    await Promise.all([first.waitForEvent('close'), cancelButton(page).click()]);
    await expectSignedOut(page);
    await expect(page.getByRole('alert')).toHaveCount(0);

    await signInButton(page).focus();
    const [second] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('Enter')]);
    await expect(cancelButton(page)).toBeFocused();
    await Promise.all([second.waitForEvent('close'), page.keyboard.press('Escape')]);
    await expectSignedOut(page);
    await expect(signInButton(page)).toBeFocused();

    await signInButton(page).focus();
    const [third] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('Enter')]);
    await signInAtTenant(third, 'grace');
    await expectSignedIn(page, 'grace');
    // On "Sign out" the same key would sign out.
    const status = connectionCard(page).locator('app-connection-status');
    await expect(status).toHaveText('Signed in');
    await expect(status).toBeFocused();
    await expect(page.locator('body > app-root [aria-live="polite"]').last()).toHaveText(
      'Signed in to Sandbox cloud tenant as Grace Hopper',
    );
  });

  test('keeps a user signed in who was signed in before, when it is canceled', async ({
    page,
    cloudStack,
  }) => {
    const first = await openWindow(page, signInButton(page));
    await signInAtTenant(first, 'grace');
    await expectSignedIn(page, 'grace');
    await page.getByRole('link', { name: 'oauth2', exact: true }).click();
    const tryIt = page.getByRole('region', { name: 'Try it' });
    const other = tryIt.getByRole('button', { name: 'Sign in as another user' });
    const popup = await openWindow(page, other);
    const cancel = tryIt.getByRole('button', { name: 'Cancel' });
    await Promise.all([popup.waitForEvent('close'), cancel.click()]);
    await expect(tryIt.getByText('Signed in', { exact: true })).toBeVisible();
    expect(await tokenRequests(cloudStack)).toBe(1);
  });

  test('beside a valid sign-in shows its progress, is canceled by Escape, and keeps the focus', async ({
    page,
    cloudStack,
  }) => {
    const first = await openWindow(page, signInButton(page));
    await signInAtTenant(first, 'grace');
    await expectSignedIn(page, 'grace');
    await page.getByRole('link', { name: 'oauth2', exact: true }).click();
    const tryIt = page.getByRole('region', { name: 'Try it' });
    const log = page.getByRole('region', { name: 'What happened' });
    const liveRegion = page.locator('body > app-root [aria-live="polite"]').last();
    const other = tryIt.getByRole('button', { name: 'Sign in as another user' });
    // Its page is isolated from its opener: the window looks closed.
    await cloudStack.cloud.preset('sign-in-coop');
    await other.focus();
    const [popup] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('Enter')]);
    await popup.waitForLoadState();
    const cancel = tryIt.getByRole('button', { name: 'Cancel' });
    await expect(cancel).toBeFocused();
    for (const place of [tryIt, liveRegion]) {
      await expect(place).toContainText(HINT);
      await expect(place).toContainText('Until the new sign-in succeeds, you stay signed in as before.');
    }
    await page.keyboard.press('Escape');
    await expect(other).toBeFocused();
    for (const place of [tryIt, liveRegion])
      await expect(place).toContainText('The sign-in was canceled. You are still signed in as before.');
    await expect(log).toContainText('Canceled the sign-in');
    await expect(tryIt.getByText('Signed in', { exact: true })).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
    expect(await tokenRequests(cloudStack)).toBe(1);
  });

  test('beside a valid sign-in can be canceled on other pages too', async ({ page }) => {
    const first = await openWindow(page, signInButton(page));
    await signInAtTenant(first, 'grace');
    await expectSignedIn(page, 'grace');
    await page.getByRole('link', { name: 'oauth2', exact: true }).click();
    const tryIt = page.getByRole('region', { name: 'Try it' });
    const popup = await openWindow(page, tryIt.getByRole('button', { name: 'Sign in as another user' }));
    await page.goBack();
    const card = connectionCard(page);
    await expect(card).toContainText('Finish the sign-in in its window.');
    await cancelButton(page).focus();
    await Promise.all([popup.waitForEvent('close'), page.keyboard.press('Escape')]);
    await expect(
      card.getByText('The sign-in was canceled. You are still signed in as before.'),
    ).toBeFocused();
    await expectSignedIn(page, 'grace');
  });
});

test('the demo of a sign-in shows the connection that was chosen after a reload, a sign-in and a way back', async ({
  page,
  cloudStack,
}) => {
  const [shipped] = cloudStack.connections;
  if (!shipped) throw new Error('The stack lacks a connection.');
  const inWindow = {
    ...shipped,
    id: 'in-window',
    label: 'In a window',
    auth: { ...shipped.auth, interaction: 'popup' },
  };
  cloudStack.configure([shipped, inWindow]);
  await page.goto(`${cloudStack.origin}/auth-demos/oauth2`);
  const choice = page.getByRole('combobox', { name: 'Connection' });
  const configuration = page.getByLabel('connections.json');
  await expect(configuration).toContainText('"interaction": "redirect"');
  await choice.selectOption({ label: inWindow.label });
  await expect(configuration).toContainText('"interaction": "popup"');
  await page.reload();
  await expect(choice).toHaveValue(inWindow.id);
  const tryIt = page.getByRole('region', { name: 'Try it' });
  const popup = await openWindow(page, tryIt.getByRole('button', { name: 'Sign in', exact: true }));
  await signInAtTenant(popup, 'grace');
  await expect(tryIt.getByText('Signed in', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Spaces', exact: true }).click();
  await expect(page.getByRole('table', { name: 'Spaces' })).toBeVisible();
  await page.goBack();
  await expect(choice).toHaveValue(inWindow.id);
  await expect(tryIt.getByText('Signed in', { exact: true })).toBeVisible();
});

test.describe('a redirect that does not leave the page', () => {
  /** Asks whether to leave, as a page with unsaved input does. */
  async function askBeforeLeaving(page: Page): Promise<void> {
    await page.evaluate(() => {
      addEventListener('beforeunload', (event) => event.preventDefault());
    });
    // Browsers ask only on pages that the user has touched.
    await page.getByRole('heading', { level: 1 }).click();
  }

  async function stay(page: Page): Promise<void> {
    const asked = page.waitForEvent('dialog');
    await press(signInButton(page));
    await (await asked).dismiss();
  }

  test('can be canceled, and works at the next click', async ({ page, cloudStack }) => {
    await page.goto(cloudStack.origin);
    await askBeforeLeaving(page);
    await stay(page);
    await expect(connectionCard(page)).toContainText('Signing in');
    await expect(connectionCard(page)).not.toContainText('Left for');
    await cancelButton(page).click();
    await expectSignedOut(page);
    await expect(connectionCard(page)).toContainText('Canceled the sign-in');
    page.once('dialog', (dialog) => void dialog.accept());
    await press(signInButton(page));
    await signInAtTenant(page, 'ada');
    await expectSignedIn(page, 'ada');
  });

  test('fails after half a minute, and works at the next click', async ({ page, cloudStack }) => {
    await page.clock.install();
    await page.goto(cloudStack.origin);
    await askBeforeLeaving(page);
    await stay(page);
    await expect(cancelButton(page)).toBeVisible();
    await page.clock.fastForward(31_000);
    await expect(page.getByRole('alert')).toContainText('sign-in-timeout');
    await page.clock.resume();
    page.once('dialog', (dialog) => void dialog.accept());
    await press(signInButton(page));
    await signInAtTenant(page, 'ada');
    await expectSignedIn(page, 'ada');
  });

  test('because the server is slow can be canceled: the page stays', async ({ page, cloudStack }) => {
    await page.goto(cloudStack.origin);
    const slow = await cloudStack.cloud.fault({
      match: { path: '/oauth/authorize' },
      effect: { type: 'delay', ms: DELAY_MS },
    });
    await press(signInButton(page));
    await cloudStack.cloud.waitForFault(slow);
    // The one thing that Playwright does without waiting for the navigation first.
    await page.keyboard.press('Escape');
    await expectSignedOut(page);
    await page.waitForTimeout(DELAY_MS);
    expect(page.url()).toBe(`${cloudStack.origin}/`);
  });
});

test('three returns by the back button are no loop', async ({ page, cloudStack }) => {
  await page.goto(cloudStack.origin);
  for (let round = 0; round < 4; round++) {
    await signInButton(page).click();
    await page.waitForURL((url) => url.origin === cloudStack.sandbox.cloud);
    await page.goBack();
    await expect(signInButton(page)).toBeEnabled();
    await expect(page.getByRole('alert')).toHaveCount(0);
  }
});

test.describe('an answer in the name of another tenant (RFC 9207)', () => {
  for (const interaction of ['redirect', 'popup']) {
    test(`is not redeemed, by ${interaction}`, async ({ page, cloudStack }) => {
      cloudStack.configureAuth(CLOUD_CONNECTION, { interaction });
      await cloudStack.cloud.preset('issuer-alias');
      const opened = interaction === 'popup' ? page.waitForEvent('popup') : undefined;
      await beginSignIn(page, cloudStack);
      await signInAtTenant((await opened) ?? page, 'ada');
      await expect(page.getByRole('alert')).toContainText('sign-in-state-mismatch');
      await expect(page.getByRole('alert')).toContainText('https://foreign.example');
      expect(await tokenRequests(cloudStack)).toBe(0);
    });
  }

  test('is redeemed where the connection lists that name', async ({ page, cloudStack }) => {
    cloudStack.configureAuth(CLOUD_CONNECTION, { issuers: ['https://foreign.example'] });
    await cloudStack.cloud.preset('issuer-alias');
    await signIn(page, cloudStack, 'ada');
  });
});
