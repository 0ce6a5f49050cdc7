import type { Locator, Page } from '@playwright/test';
import { DemoPage } from '../fixtures/demo-page.ts';
import { panel, RECOVERY_LIMIT_MS } from '../fixtures/panels.ts';
import { fillInWindowsForm, SERVERS } from '../fixtures/server-pages.ts';
import { USERS } from '../fixtures/sign-in.ts';
import { expect, type TestStack, test } from '../fixtures/stack.ts';
import {
  expectProblem,
  expectSignedIn,
  expectSignedOut,
  expectWorking,
  nextStep,
  openPanelsAs,
  signOut,
} from './panel-steps.ts';

const APP_CALL = 'Main call: open an app';

/** The panels of connections, by their ids. */
function panelsOf(page: Page, { connections }: TestStack): (id: string) => Locator {
  return (id) => panel(page, connections.find((each) => each.id === id)?.label ?? id);
}

test.describe('an outage', () => {
  test('of the tenant is reported, and all continue when it is back', async ({ page, stack }) => {
    const of = panelsOf(page, stack);
    await stack.cloud.stop('keep');
    const anonymous = await openDemoInTab(page, stack, 'anonymous');
    await expect(anonymous.problem).toContainText('could not be reached');
    await openPanelsAs(page, stack, { user: 'dora', ids: ['cloud-m2m', 'cloud-cookie'] });
    await expectProblem(of('cloud-cookie'), 'could not be reached');
    await expectSignedOut(of('cloud-cookie'));
    await expectProblem(of('cloud-m2m'), 'Qlik cannot be reached from the backend');
    await expectSignedIn(of('cloud-m2m'));
    await stack.cloud.start();

    await anonymous.signIn();
    await anonymous.expectSignedIn();
    await anonymous.openApp();
    // Of the lists and of the name of the user, unless they continue automatically meanwhile.
    await of('cloud-m2m')
      .getByRole('button', { name: 'Try again' })
      .evaluateAll((buttons) => {
        for (const button of buttons) if (button instanceof HTMLElement) button.click();
      });
    await expectWorking(of('cloud-m2m'));
    await nextStep(of('cloud-cookie')).click();
    await page.getByRole('button', { name: USERS.grace }).click();
    await expectWorking(of('cloud-cookie'));
  });

  test('of the server is reported, and all continue when it is up again', async ({ page, stack }) => {
    test.slow();
    const of = panelsOf(page, stack);
    const inApp = await openDemoInTab(page, stack, 'pfx');
    await inApp.signInToApplication('grace');
    await inApp.openApp();
    await stack.clientManaged.stop('lose');
    await expect(inApp.appIsOpen).toBeHidden();
    const anonymous = await openDemoInTab(page, stack, 'anonymous-virtual-proxy');
    await expect(anonymous.problem).toContainText('could not be reached');
    await anonymous.expectSignedOut();
    await openPanelsAs(page, stack, { user: 'grace', ids: [SERVERS.header, SERVERS.windows] });
    await expectProblem(of(SERVERS.header), 'Qlik cannot be reached from the backend');
    await nextStep(of(SERVERS.windows)).click();
    await expectProblem(of(SERVERS.windows), 'http-unreachable');
    await stack.clientManaged.start();

    await expect(inApp.appIsOpen).toBeVisible({ timeout: RECOVERY_LIMIT_MS });
    await expect(inApp.problem).toBeHidden();
    await anonymous.signIn();
    await anonymous.expectSignedIn();
    await anonymous.openApp();
    await of(SERVERS.header).getByRole('button', { name: 'Try again' }).first().click();
    await expect(of(SERVERS.header)).toContainText('Grace Hopper');
    await nextStep(of(SERVERS.windows)).click();
    await fillInWindowsForm(page, 'ada');
    await expectWorking(of(SERVERS.windows));
  });

  test('of the backend is reported, and all continue after a new sign-in to the application', async ({
    page,
    stack,
  }) => {
    test.slow();
    const of = panelsOf(page, stack);
    /** Their sessions at the tenant or server would outlive the backend, so they are ended before it stops. */
    const signedOut = ['cloud-jwt', 'cloud-apikey', 'cloud-web', SERVERS.ticket];
    const panels = [...signedOut, 'cloud-m2m', 'cloud-impersonation'];
    await openPanelsAs(page, stack, { user: 'ada', ids: panels });
    // The tenant knows the user by the session of `jwt`.
    await expectSignedIn(of('cloud-jwt'));
    await nextStep(of('cloud-web')).click();
    for (const id of panels) await expectSignedIn(of(id));
    for (const id of signedOut) await signOut(of(id));
    const [header, pfx] = [
      await openDemoInTab(page, stack, 'header'),
      await openDemoInTab(page, stack, 'pfx'),
    ];
    for (const demo of [header, pfx]) await demo.openApp();
    const byJwt = await openDemoInTab(page, stack, 'jwt-virtual-proxy');
    await byJwt.expectSignedIn();
    await stack.cloud.expireTokens();
    await stack.stopBackend();

    await test.step('a sign-in, an open app and a token that ends report it', async () => {
      for (const id of signedOut) await nextStep(of(id)).click();
      await expectProblem(of('cloud-jwt'), 'could not be reached');
      await expectProblem(of('cloud-apikey'), 'backend does not answer');
      await expectProblem(of('cloud-web'), 'backend does not answer');
      await expectProblem(of(SERVERS.ticket), 'http-unreachable', 'backend does not answer');
      await expect(header.call(APP_CALL).getByText(/Connecting again/)).toBeVisible();
      await expect(pfx.call(APP_CALL)).toContainText(/Connecting again|interrupted/);
      await page.getByRole('button', { name: 'Refresh all' }).click();
      await expectProblem(of('cloud-impersonation'), "The application's backend does not answer");
      await expectProblem(of('cloud-m2m'), 'http-unreachable');
    });
    await test.step('a session at the server goes on as long as it lasts', async () => {
      await byJwt.openApp();
      await byJwt.signOut();
      await byJwt.expectSignedOut();
      await byJwt.signIn();
      await expect(byJwt.problem).toContainText('http-unreachable');
      await byJwt.expectSignedOut();
    });
    await stack.startBackend();
    await test.step('its sessions are lost, so the sign-in to the application is missing', async () => {
      await byJwt.signIn();
      await expect(byJwt.problem).toContainText('sign-in-required');
      await expect(header.problem).toContainText('Sign in to the application first', {
        timeout: RECOVERY_LIMIT_MS,
      });
      await expect(pfx.problem).toContainText('sign-in-required', {
        timeout: RECOVERY_LIMIT_MS,
      });
      await nextStep(of('cloud-jwt')).click();
      for (const id of signedOut)
        await expect(of(id).getByRole('button', { name: 'Sign in to this application' })).toBeVisible();
    });
    await test.step('all continue', async () => {
      await page.getByRole('button', { name: 'Sign in to this application' }).first().click();
      await page.getByRole('button', { name: USERS.ada }).click();
      await expectSignedIn(of('cloud-jwt'));
      await nextStep(of('cloud-web')).click();
      for (const id of panels) await expectWorking(of(id));
      await expect(of('cloud-web')).toContainText('Flight operations');
      await expect(of('cloud-apikey')).toContainText('Grace Hopper');
      // A sign-in to the application opens the page anew, which it does in one of the tabs only.
      for (const demo of [header, pfx, byJwt]) {
        await demo.open();
        await demo.expectSignedIn();
        await demo.openApp();
      }
    });
  });
});

/** Opens the demo of an auth type in another tab: an app is open there without charts. */
async function openDemoInTab(page: Page, stack: TestStack, type: string): Promise<DemoPage> {
  const demo = new DemoPage(await page.context().newPage(), stack, type);
  await demo.open();
  return demo;
}
