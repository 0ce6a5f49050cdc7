import type { Locator, Page } from '@playwright/test';
import { DemoPage } from '../fixtures/demo-page.ts';
import { panel } from '../fixtures/panels.ts';
import { fillInWindowsForm, SERVERS } from '../fixtures/server-pages.ts';
import { USERS } from '../fixtures/sign-in.ts';
import { expect, type TestStack, test } from '../fixtures/stack.ts';
import {
  expectAppOpen,
  expectProblem,
  expectSignedIn,
  expectSignedOut,
  expectWorking,
  nextStep,
  openPanelsAs,
  signOut,
} from './panel-steps.ts';

const MOVIES = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002';
/** They have no session or token without the backend. */
const BY_BACKEND = [
  ...['cloud-web', 'cloud-apikey', 'cloud-m2m', 'cloud-jwt', 'cloud-impersonation'],
  ...[SERVERS.ticket, SERVERS.header, SERVERS.jwt, SERVERS.certificate],
];

/** The panels of connections, by their ids. */
function panelsOf(page: Page, { connections }: TestStack): (id: string) => Locator {
  return (id) => panel(page, connections.find((each) => each.id === id)?.label ?? id);
}

test.describe('an outage', () => {
  test('of the tenant is reported, and all continue when it is back', async ({ page, stack }) => {
    const of = panelsOf(page, stack);
    await stack.cloud.stop('keep');
    await openPanelsAs(page, stack, {
      user: 'dora',
      ids: ['cloud-anonymous', 'cloud-m2m', 'cloud-cookie'],
      apps: { 'cloud-anonymous': MOVIES },
    });
    for (const id of ['cloud-anonymous', 'cloud-cookie']) {
      await expectProblem(of(id), 'could not be reached');
      await expectSignedOut(of(id));
    }
    await expectProblem(of('cloud-m2m'), 'Qlik cannot be reached from the backend');
    await expectSignedIn(of('cloud-m2m'));
    await stack.cloud.start();

    await nextStep(of('cloud-anonymous')).click();
    await expectSignedIn(of('cloud-anonymous'));
    await expectAppOpen(of('cloud-anonymous'));
    // The lists and the name of the user.
    await page.getByRole('button', { name: 'Refresh all' }).click();
    for (const again of await of('cloud-m2m').getByRole('button', { name: 'Try again' }).all())
      await again.click();
    await expectWorking(of('cloud-m2m'));
    await nextStep(of('cloud-cookie')).click();
    await page.getByRole('button', { name: USERS.grace }).click();
    await expectWorking(of('cloud-cookie'));
  });

  test('of the server is reported, and all continue when it is up again', async ({ page, stack }) => {
    const inApp = new DemoPage(page, stack, 'pfx');
    await inApp.open();
    await inApp.signInToApplication('grace');
    await inApp.openApp();
    await stack.clientManaged.stop('lose');
    await expect(inApp.appIsOpen).toBeHidden();
    const tab = await page.context().newPage();
    const there = panelsOf(tab, stack);
    await openPanelsAs(tab, stack, {
      user: 'grace',
      ids: [SERVERS.anonymous, SERVERS.header, SERVERS.windows],
      apps: { [SERVERS.anonymous]: MOVIES },
    });
    await expectProblem(there(SERVERS.anonymous), 'could not be reached');
    await expectSignedOut(there(SERVERS.anonymous));
    await expectProblem(there(SERVERS.header), 'Qlik cannot be reached from the backend');
    await nextStep(there(SERVERS.windows)).click();
    await expectProblem(there(SERVERS.windows), 'http-unreachable');
    await stack.clientManaged.start();

    await expect(inApp.appIsOpen).toBeVisible({ timeout: 30_000 });
    await expect(inApp.problem).toBeHidden();
    await nextStep(there(SERVERS.anonymous)).click();
    await expectSignedIn(there(SERVERS.anonymous));
    await expectAppOpen(there(SERVERS.anonymous));
    await there(SERVERS.header).getByRole('button', { name: 'Try again' }).first().click();
    await expect(there(SERVERS.header)).toContainText('Grace Hopper');
    await nextStep(there(SERVERS.windows)).click();
    await fillInWindowsForm(tab, 'ada');
    await expectWorking(there(SERVERS.windows));
  });

  test('of the backend is reported, and all continue after a new sign-in to the application', async ({
    page,
    stack,
  }) => {
    test.slow();
    const of = panelsOf(page, stack);
    const apps = { [SERVERS.header]: MOVIES, [SERVERS.certificate]: MOVIES };
    /** Sessions at the tenant or server that outlive the backend, and are ended before it stops. */
    const signedOut = ['cloud-jwt', 'cloud-apikey', 'cloud-web', SERVERS.ticket];
    await test.step('all are signed in, two with an app open', async () => {
      await openPanelsAs(page, stack, { user: 'ada', ids: BY_BACKEND, apps });
      // The tenant knows the user by the session of `jwt`.
      await expectSignedIn(of('cloud-jwt'));
      await nextStep(of('cloud-web')).click();
      for (const id of BY_BACKEND) await expectSignedIn(of(id));
      for (const id of Object.keys(apps)) await expectAppOpen(of(id));
      for (const id of signedOut) await signOut(of(id));
    });
    await stack.cloud.expireTokens();
    await stack.stopBackend();
    await test.step('a sign-in, an open app and a token that ends report it', async () => {
      for (const id of signedOut) await nextStep(of(id)).click();
      await expectProblem(of('cloud-jwt'), 'could not be reached');
      await expectProblem(of('cloud-apikey'), 'backend does not answer');
      await expectProblem(of('cloud-web'), 'backend does not answer');
      await expectProblem(of(SERVERS.ticket), 'http-unreachable', 'backend does not answer');
      for (const id of Object.keys(apps)) await expect(of(id)).toContainText('Connecting again');
      await page.getByRole('button', { name: 'Refresh all' }).click();
      await expectProblem(of('cloud-impersonation'), "The application's backend does not answer");
      await expectProblem(of('cloud-m2m'), 'http-unreachable');
    });
    await test.step('a session at the server goes on as long as it lasts', async () => {
      await of(SERVERS.jwt).getByRole('button', { name: 'Movies' }).click();
      await expectAppOpen(of(SERVERS.jwt));
      await signOut(of(SERVERS.jwt));
      await nextStep(of(SERVERS.jwt)).click();
      await expectProblem(of(SERVERS.jwt), 'http-unreachable');
      await expectSignedOut(of(SERVERS.jwt));
    });
    await stack.startBackend();
    await test.step('its sessions are lost, so the sign-in to the application is missing', async () => {
      await expectProblem(of(SERVERS.header), 'Sign in again');
      await expectProblem(of(SERVERS.certificate), /credential-refused|sign-in-required/);
      for (const id of [...signedOut, SERVERS.jwt])
        await expect(of(id).getByRole('button', { name: 'Sign in to this application' })).toBeVisible();
    });
    await test.step('all continue', async () => {
      await page.getByRole('button', { name: 'Sign in to this application' }).first().click();
      await page.getByRole('button', { name: USERS.ada }).click();
      await expectSignedIn(of('cloud-jwt'));
      await nextStep(of('cloud-web')).click();
      for (const id of BY_BACKEND) await expectSignedIn(of(id));
      for (const id of Object.keys(apps)) await expectAppOpen(of(id));
      await expect(of('cloud-web')).toContainText('Flight operations');
      await expectWorking(of('cloud-m2m'));
      await expectWorking(of('cloud-impersonation'));
      await expect(of('cloud-apikey')).toContainText('Grace Hopper');
    });
  });
});
