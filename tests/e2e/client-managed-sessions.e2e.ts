import type { Page } from '@playwright/test';
import { waitForMarks } from './fixtures/chart.ts';
import { expect, type House, test } from './fixtures/house.ts';
import {
  appLinks,
  enterApplication,
  fillInWindowsForm,
  SERVERS,
  signInToWindows,
  streamsOf,
} from './fixtures/server-pages.ts';

/** Ends every session at the server, and notes only what arrives from now on. */
async function endSessions({ clientManaged }: House): Promise<void> {
  await clientManaged.expireTokens({ sessions: true });
  await clientManaged.forgetRequests();
}

/** From the overview to the streams, without loading a page. */
async function goToStreams(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Browse streams' }).click();
}

const countOf = async ({ clientManaged }: House, fits: (path: string) => boolean) =>
  (await clientManaged.requests()).filter(({ path, method }) => method !== 'OPTIONS' && fits(path)).length;

const WINDOWS_BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

test.describe('a session that ended at the server', () => {
  test('is bought anew with one ticket for all calls, and nobody notices', async ({ page, house }) => {
    house.keepOnly(SERVERS.ticket);
    await enterApplication(page, house, 'ada');
    await expect(page.getByRole('article')).toContainText('Ada Lovelace');
    await endSessions(house);
    await goToStreams(page);
    await expect(appLinks(page)).toHaveCount(3);
    await expect(page.getByRole('alert')).toHaveCount(0);
    const requests = await house.clientManaged.requests();
    // Two lists are asked for at once; each was sent on to the sign-in page, which is what makes this hard to see.
    expect(
      requests.filter(({ path, status }) => path.startsWith('/ticket/qrs/') && status === 302),
    ).toHaveLength(2);
    expect(requests.filter(({ path }) => path === '/qps/ticket/ticket')).toHaveLength(1);
    expect(requests.filter(({ queryNames }) => queryNames.includes('qlikTicket'))).toHaveLength(1);
  });

  test('is begun anew with one JWT', async ({ page, house }) => {
    house.keepOnly(SERVERS.jwt);
    await enterApplication(page, house, 'ada');
    await expect(page.getByRole('article')).toContainText('Ada Lovelace');
    await endSessions(house);
    await goToStreams(page);
    await expect(appLinks(page)).toHaveCount(3);
    const proofs = (await house.clientManaged.requests()).filter(
      ({ credential }) => credential?.kind === 'jwt',
    );
    expect(proofs).toHaveLength(1);
  });

  for (const type of ['anonymous', 'header'] as const) {
    test(`goes on as another: ${type}`, async ({ page, house }) => {
      house.keepOnly(SERVERS[type]);
      if (type === 'header') await enterApplication(page, house, 'ada');
      else await page.goto(house.origin);
      await expect(page.getByRole('article')).toContainText('Signed in');
      await endSessions(house);
      await goToStreams(page);
      await expect(appLinks(page).first()).toBeVisible();
      await endSessions(house);
      await appLinks(page).last().click();
      await expect(
        page.getByRole('region', { name: 'Data table' }).getByText(/^[\d,]+ rows?$/),
      ).toBeVisible();
      await expect(page.getByRole('alert')).toHaveCount(0);
    });
  }

  test('of a Windows account leads to a new sign-in with the reason, and back', async ({ page, house }) => {
    house.keepOnly(SERVERS.windows);
    await page.goto(house.origin);
    await signInToWindows(page, 'grace');
    await expect(page.getByRole('article')).toContainText('Grace Hopper');
    await endSessions(house);
    await goToStreams(page);
    const problem = page.getByRole('alert');
    await expect(problem).toContainText('no longer accepts this sign-in');
    await expect(problem).toContainText('Sign in again');
    await expect(page.getByRole('main')).toContainText('Sign-in ended');
    expect(await countOf(house, (path) => path.startsWith('/qrs/'))).toBe(2);
    await signInToWindows(page, 'grace');
    await expect(page).toHaveURL(streamsOf(house, SERVERS.windows));
    await expect(appLinks(page)).toHaveCount(3);
  });

  test('ends in the open app too, with the way back to it', async ({ page, house }) => {
    house.keepOnly(SERVERS.windows);
    await page.goto(streamsOf(house, SERVERS.windows));
    await signInToWindows(page, 'grace');
    await appLinks(page).first().click();
    await expect(page.getByRole('table', { name: 'Data' })).toBeVisible();
    // Qlik's charts leave errors uncaught when their session goes while they are being loaded.
    await waitForMarks(page, page.locator('qlik-embed'));
    await expect(page.getByText('Loading …')).toHaveCount(0);
    const address = page.url();
    await endSessions(house);
    await expect(page.getByRole('alert')).toBeVisible();
    await page.getByRole('button', { name: /Connect again|Try again/ }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Sign in to');
    await signInToWindows(page, 'grace');
    await expect(page).toHaveURL(address);
    await expect(page.getByRole('table', { name: 'Data' })).toBeVisible();
  });

  test('is not bought anew while the application itself knows nobody', async ({ page, house, context }) => {
    house.keepOnly(SERVERS.ticket);
    await enterApplication(page, house, 'ada');
    await expect(page.getByRole('article')).toContainText('Ada Lovelace');
    await context.clearCookies({ domain: 'localhost' });
    await endSessions(house);
    await goToStreams(page);
    await expect(page.getByRole('alert')).toContainText('no longer accepts this sign-in');
    expect(await countOf(house, (path) => path === '/qps/ticket/ticket')).toBe(0);
    await page.getByRole('main').getByRole('button', { name: 'Sign in to this application' }).click();
    await page.getByRole('button', { name: 'Ada Lovelace' }).click();
    // The connection then signs in by itself, as the page said.
    await expect(appLinks(page)).toHaveCount(3);
  });

  test.describe('in a browser that could sign in to Windows by itself', () => {
    test.use({ userAgent: WINDOWS_BROWSER });

    test('is renewed all the same, as the ticket says who it is', async ({ page, house }) => {
      house.keepOnly(SERVERS.ticket);
      await enterApplication(page, house, 'ada');
      await expect(page.getByRole('article')).toContainText('Ada Lovelace');
      await endSessions(house);
      await goToStreams(page);
      await expect(appLinks(page)).toHaveCount(3);
      expect(await countOf(house, (path) => path === '/qps/ticket/ticket')).toBe(1);
    });
  });
});

test.describe('the server’s sign-in form', () => {
  test('says itself that a password is wrong, and goes on with the right one', async ({ page, house }) => {
    house.keepOnly(SERVERS.windows);
    await page.goto(streamsOf(house, SERVERS.windows));
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('User name').fill('SANDBOX\\edgar');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toContainText('incorrect');
    await fillInWindowsForm(page, 'edgar');
    await expect(appLinks(page)).toHaveText(['Movies', 'Weather']);
  });
});
