import type { Page } from '@playwright/test';
import { expectAccessible, expectNoHorizontalScroll } from './fixtures/axe.ts';
import { expect, test } from './fixtures/stack.ts';
import { signInToApplicationFromCard, fillInWindowsForm } from './fixtures/server-pages.ts';
import { signInAtTenant } from './fixtures/sign-in.ts';

const cards = (page: Page) => page.getByRole('article');
const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true });

const WITHOUT_INTERACTION = [
  'Cloud by impersonation',
  'Cloud as a machine',
  'Cloud by JWT',
  'Cloud by API key',
  'Cloud, with nothing from the page',
  'Server by ticket',
  'Server by header',
  'Server by JWT',
  'Server by certificate',
];
const ANONYMOUS = ['Qlik Cloud, anonymous access', 'Client-managed, anonymous'];

test.describe('the overview with a connection for each auth type', () => {
  test('asks for nothing that is refused, groups them by platform, and offers the sign-in of each, on each width', async ({
    page,
    stack,
  }) => {
    await test.step('it asks the backend for nothing that it refuses before the application’s own sign-in', async () => {
      const refused: string[] = [];
      const sessions: string[] = [];
      page.on('response', (response) => {
        const { origin, pathname } = new URL(response.url());
        if (origin !== stack.origin) return;
        if (response.status() >= 400) refused.push(`${response.status()} ${pathname}`);
        if (pathname === '/app/session') sessions.push(pathname);
      });
      const errors: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' && message.location().url.startsWith(stack.origin))
          errors.push(message.text());
      });
      await page.goto(stack.origin);
      await expect(page.getByRole('button', { name: 'Sign in to this application' }).first()).toBeVisible();
      await expect(page.getByRole('button', { name: 'Sign in to this application' })).toHaveCount(10);
      expect(refused).toEqual([]);
      expect(errors).toEqual([]);
      expect(sessions).toHaveLength(1);
    });
    await expect(cards(page)).toHaveCount(stack.connections.length);
    for (const [platform, count] of [
      ['Qlik Cloud', 11],
      ['Client-managed Qlik', 6],
    ] as const) {
      await expect(page.getByRole('region', { name: platform }).getByRole('article')).toHaveCount(count);
    }
    for (const name of ANONYMOUS) await expect(card(page, name)).toContainText('Signed in');
    for (const name of WITHOUT_INTERACTION) {
      await expect(
        card(page, name).getByRole('button', { name: 'Sign in to this application' }),
      ).toBeVisible();
      await expect(card(page, name)).toContainText('automatically');
    }
    await expect(
      card(page, 'Server by Windows account').getByRole('button', { name: 'Sign in' }),
    ).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
    for (const width of [360, 1280]) {
      await test.step(`it fits a window ${width} px wide and is accessible`, async () => {
        await page.setViewportSize({ width, height: 800 });
        await expectAccessible(page);
        await expectNoHorizontalScroll(page);
      });
    }
  });

  test('signs in to all that need only the application’s own sign-in', async ({ page, stack }) => {
    await signInToApplicationFromCard(page, stack, 'grace');
    for (const name of WITHOUT_INTERACTION) {
      await expect(card(page, name).getByRole('link', { name: /Browse/ })).toBeVisible();
      await expect(card(page, name).getByRole('button', { name: 'Sign out' })).toBeVisible();
    }
    for (const name of ['Cloud by JWT', 'Server by ticket', 'Server by header', 'Server by JWT']) {
      await expect(card(page, name)).toContainText('Grace Hopper');
    }
    await expect(page.getByRole('alert')).toHaveCount(0);

    await card(page, 'Server by ticket').getByRole('button', { name: 'Sign out' }).click();
    await expect(card(page, 'Server by ticket')).toContainText('Signed out');
    await page.reload();
    await expect(card(page, 'Server by JWT')).toContainText('Grace Hopper');
    await card(page, 'Server by ticket').getByRole('button', { name: 'Sign in' }).click();
    await expect(card(page, 'Server by ticket')).toContainText('Grace Hopper');
  });

  test('leads to the sign-in pages of interactive ones, and back', async ({ page, stack }) => {
    stack.keepOnly('sandbox-cloud', 'server-windows');
    await page.goto(stack.origin);
    await card(page, 'Server by Windows account').getByRole('button', { name: 'Sign in' }).click();
    await fillInWindowsForm(page, 'edgar');
    await expect(card(page, 'Server by Windows account')).toContainText('Edgar Codd');
    await card(page, 'Sandbox cloud tenant').getByRole('button', { name: 'Sign in' }).click();
    await signInAtTenant(page, 'ada');
    await expect(card(page, 'Sandbox cloud tenant')).toContainText('Ada Lovelace');
    await expect(card(page, 'Server by Windows account')).toContainText('Edgar Codd');
  });
});

test.describe('a page that needs the application’s own sign-in', () => {
  test('offers it, and continues to the page that was opened', async ({ page, stack }) => {
    stack.keepOnly('server-header');
    await page.goto(`${stack.origin}/connections/server-header/streams?name=movies`);
    await page.getByRole('main').getByRole('button', { name: 'Sign in to this application' }).click();
    await page.getByRole('button', { name: 'Ada Lovelace' }).click();
    await expect(page).toHaveURL(`${stack.origin}/connections/server-header/streams?name=movies`);
    await expect(page.getByRole('table', { name: 'Apps' }).getByRole('link')).toHaveText(['Movies']);
  });
});
