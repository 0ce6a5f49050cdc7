import type { Page } from '@playwright/test';
import { waitForMarks } from './fixtures/chart.ts';
import { expect, type TestStack, test } from './fixtures/stack.ts';
import {
  appLinks,
  openSignedInToApplication,
  fillInWindowsForm,
  SERVERS,
  signInToWindows,
  streamsOf,
} from './fixtures/server-pages.ts';

/** Ends all sessions at the server, and clears the recorded requests. */
async function endSessions({ clientManaged }: TestStack): Promise<void> {
  await clientManaged.expireTokens({ sessions: true });
  await clientManaged.forgetRequests();
}

/** From the overview to the streams, without loading a page. */
async function goToStreams(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Browse streams' }).click();
}

const countOf = async ({ clientManaged }: TestStack, fits: (path: string) => boolean) =>
  (await clientManaged.requests()).filter(({ path, method }) => method !== 'OPTIONS' && fits(path)).length;

const WINDOWS_BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

test.describe('a session that ended at the server', () => {
  test('is replaced with one ticket for all calls, without a visible effect', async ({ page, stack }) => {
    stack.keepOnly(SERVERS.ticket);
    await openSignedInToApplication(page, stack, 'ada');
    await expect(page.getByRole('article')).toContainText('Ada Lovelace');
    await endSessions(stack);
    await goToStreams(page);
    await expect(appLinks(page)).toHaveCount(3);
    await expect(page.getByRole('alert')).toHaveCount(0);
    const requests = await stack.clientManaged.requests();
    // Two lists are asked for at once; each was sent on to the sign-in page, which is what makes this hard to see.
    expect(
      requests.filter(({ path, status }) => path.startsWith('/ticket/qrs/') && status === 302),
    ).toHaveLength(2);
    expect(requests.filter(({ path }) => path === '/qps/ticket/ticket')).toHaveLength(1);
    expect(requests.filter(({ queryNames }) => queryNames.includes('qlikTicket'))).toHaveLength(1);
  });

  test('is replaced with one JWT', async ({ page, stack }) => {
    stack.keepOnly(SERVERS.jwt);
    await openSignedInToApplication(page, stack, 'ada');
    await expect(page.getByRole('article')).toContainText('Ada Lovelace');
    await endSessions(stack);
    await goToStreams(page);
    await expect(appLinks(page)).toHaveCount(3);
    const proofs = (await stack.clientManaged.requests()).filter(
      ({ credential }) => credential?.kind === 'jwt',
    );
    expect(proofs).toHaveLength(1);
  });

  for (const type of ['anonymous', 'header'] as const) {
    test(`continues as another: ${type}`, async ({ page, stack }) => {
      stack.keepOnly(SERVERS[type]);
      if (type === 'header') await openSignedInToApplication(page, stack, 'ada');
      else await page.goto(stack.origin);
      await expect(page.getByRole('article')).toContainText('Signed in');
      await endSessions(stack);
      await goToStreams(page);
      await expect(appLinks(page).first()).toBeVisible();
      await endSessions(stack);
      await appLinks(page).last().click();
      await expect(
        page.getByRole('region', { name: 'Data table' }).getByText(/^[\d,]+ rows?$/),
      ).toBeVisible();
      await expect(page.getByRole('alert')).toHaveCount(0);
    });
  }

  test('of a Windows account leads to a new sign-in with the reason, and back', async ({ page, stack }) => {
    stack.keepOnly(SERVERS.windows);
    await page.goto(stack.origin);
    await signInToWindows(page, 'grace');
    await expect(page.getByRole('article')).toContainText('Grace Hopper');
    await endSessions(stack);
    await goToStreams(page);
    const problem = page.getByRole('alert');
    await expect(problem).toContainText('no longer accepts this sign-in');
    await expect(problem).toContainText('Sign in again');
    await expect(page.getByRole('main')).toContainText('Sign-in ended');
    expect(await countOf(stack, (path) => path.startsWith('/qrs/'))).toBe(2);
    await signInToWindows(page, 'grace');
    await expect(page).toHaveURL(streamsOf(stack, SERVERS.windows));
    await expect(appLinks(page)).toHaveCount(3);
  });

  test('ends in the open app too, with the way back to it', async ({ page, stack }) => {
    stack.keepOnly(SERVERS.windows);
    await page.goto(streamsOf(stack, SERVERS.windows));
    await signInToWindows(page, 'grace');
    await appLinks(page).first().click();
    await expect(page.getByRole('table', { name: 'Data' })).toBeVisible();
    // Qlik's charts leave errors uncaught when their session goes while they are being loaded.
    await waitForMarks(page, page.locator('qlik-embed'));
    await expect(page.getByText('Loading …')).toHaveCount(0);
    const address = page.url();
    await endSessions(stack);
    await expect(page.getByRole('alert')).toBeVisible();
    await page.getByRole('button', { name: /Connect again|Try again/ }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Sign in to');
    await signInToWindows(page, 'grace');
    await expect(page).toHaveURL(address);
    await expect(page.getByRole('table', { name: 'Data' })).toBeVisible();
  });

  test('is not replaced while no user is signed in to the application', async ({ page, stack, context }) => {
    stack.keepOnly(SERVERS.ticket);
    await openSignedInToApplication(page, stack, 'ada');
    await expect(page.getByRole('article')).toContainText('Ada Lovelace');
    await context.clearCookies({ domain: 'localhost' });
    await endSessions(stack);
    await goToStreams(page);
    await expect(page.getByRole('alert')).toContainText('no longer accepts this sign-in');
    expect(await countOf(stack, (path) => path === '/qps/ticket/ticket')).toBe(0);
    await page.getByRole('main').getByRole('button', { name: 'Sign in to this application' }).click();
    await page.getByRole('button', { name: 'Ada Lovelace' }).click();
    // The connection then signs in automatically, as the page announced.
    await expect(appLinks(page)).toHaveCount(3);
  });

  test.describe('in a browser that supports integrated Windows sign-in', () => {
    test.use({ userAgent: WINDOWS_BROWSER });

    test('is renewed all the same, as the ticket identifies the user', async ({ page, stack }) => {
      stack.keepOnly(SERVERS.ticket);
      await openSignedInToApplication(page, stack, 'ada');
      await expect(page.getByRole('article')).toContainText('Ada Lovelace');
      await endSessions(stack);
      await goToStreams(page);
      await expect(appLinks(page)).toHaveCount(3);
      expect(await countOf(stack, (path) => path === '/qps/ticket/ticket')).toBe(1);
    });
  });
});

test.describe('the server’s sign-in form', () => {
  test('reports a wrong password, and continues with the right one', async ({ page, stack }) => {
    stack.keepOnly(SERVERS.windows);
    await page.goto(streamsOf(stack, SERVERS.windows));
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('User name').fill('SANDBOX\\edgar');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toContainText('incorrect');
    await fillInWindowsForm(page, 'edgar');
    await expect(appLinks(page)).toHaveText(['Movies', 'Weather']);
  });
});
