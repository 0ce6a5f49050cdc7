import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../fixtures/fault-view/fault-test.ts';
import type { FaultView } from '../fixtures/fault-view/fault-view.ts';
import { completeSignInIfNeeded } from '../fixtures/fault-view/complete-sign-in.ts';
import {
  CONNECTION_OF,
  INTERACTIVE,
  RELAYED,
  VIEWED,
  type Viewed,
  without,
} from '../fixtures/fault-view/strategies.ts';
import { panelsAt } from '../fixtures/panels.ts';
import { openSignedInToApplication } from '../fixtures/server-pages.ts';
import { USERS } from '../fixtures/sign-in.ts';
import { expectUndisturbedOn } from '../fixtures/fault-view/undisturbed.ts';

/** A panel signs in again within this time, on a busy machine. */
const SETTLE_LIMIT_MS = 30_000;
const NON_INTERACTIVE = without(VIEWED, INTERACTIVE);
const SHOWING_USER: readonly Viewed[] = ['oauth2-impersonation', 'jwt', 'ticket'];
/** Qlik's user is that of the application; the page of `pfx` does not show it. */
const WITH_APPLICATION_USER: readonly Viewed[] = [...SHOWING_USER, 'pfx'];

/** Opens another tab of that browser, with the same panels but for the undisturbed connection. */
async function openTab(view: FaultView, page: Page, strategies: readonly Viewed[]): Promise<Page> {
  const tab = await page.context().newPage();
  const ids = strategies.map((each) => CONNECTION_OF[each]);
  await tab.goto(panelsAt(view.stack, ids));
  return tab;
}

async function expectSignedIn(view: FaultView, page: Page, strategies: readonly Viewed[]): Promise<void> {
  for (const each of strategies) {
    const status = view.panelOn(page, each).locator('app-connection-status');
    await expect(status).toHaveText('Signed in', { timeout: SETTLE_LIMIT_MS });
  }
}

/** The tests that leave it open leave it signed in: the sign-ins are a large part of a test. */
const kept = new WeakMap<FaultView, Page>();

/** A page in a new browser, whose clock a test can move, unless the test before has left it open. */
async function openWithClock(view: FaultView, browser: Browser): Promise<Page> {
  const page =
    kept.get(view) ?? (await view.openInNewBrowser(browser, VIEWED, (context) => context.clock.install()));
  kept.set(view, page);
  await expectSignedIn(view, page, NON_INTERACTIVE);
  await completeSignIns(view, page, INTERACTIVE);
  await expectSignedIn(view, page, INTERACTIVE);
  return page;
}

/** Signs in where a sign-in page is shown. */
async function completeSignIns(view: FaultView, page: Page, strategies: readonly Viewed[]): Promise<void> {
  for (const each of strategies) await completeSignInIfNeeded(page, view.panelOn(page, each));
}

async function expectSignedOut(view: FaultView, page: Page, strategies: readonly Viewed[]): Promise<void> {
  for (const each of strategies) {
    await expect(view.panelOn(page, each).locator('app-connection-status')).toHaveText('Signed out');
    await expect(view.panelOn(page, each)).toContainText('Not signed in');
  }
}

async function expectLists(view: FaultView, page: Page, strategies: readonly Viewed[]): Promise<void> {
  for (const each of strategies) {
    await expect(view.panelOn(page, each)).toContainText(/Apps: \d/);
    await expect(view.panelOn(page, each).getByRole('alert')).toHaveCount(0);
  }
}

test.describe('the page', () => {
  test('offline, then online', async ({ view, reportOutcome }) => {
    await view.context.setOffline(true);
    await view.refresh();
    await view.expectEach(
      VIEWED,
      ({ notice, codes }) => (notice.includes('No network. Calls to') ? 'says so' : codes.join()),
      'says so',
    );
    await view.context.setOffline(false);
    await view.expectRestored();
    await view.expectUndisturbed();
    reportOutcome(
      VIEWED,
      'reported; continues automatically, and so does the connection to the other tenant, which was offline as well',
    );
  });

  test('sign-out in another tab', async ({ view, browser, reportOutcome }) => {
    test.slow();
    const page = await openWithClock(view, browser);
    const tab = await openTab(view, page, VIEWED);
    await expectSignedIn(view, tab, NON_INTERACTIVE);
    await completeSignIns(view, tab, INTERACTIVE);
    await expectSignedIn(view, tab, INTERACTIVE);
    await tab.getByRole('button', { name: 'Sign out of all' }).click();
    await expectSignedOut(view, page, VIEWED);
    await expectUndisturbedOn(page);
    await page.getByRole('button', { name: 'Sign in to all that need no interaction' }).click();
    await expectSignedIn(view, page, NON_INTERACTIVE);
    reportOutcome(NON_INTERACTIVE, 'signs out as well; continues at a click');
    await completeSignIns(view, page, INTERACTIVE);
    await expectSignedIn(view, page, INTERACTIVE);
    await tab.close();
    reportOutcome(INTERACTIVE, 'signs out as well; continues after a new sign-in');
  });

  test('user switch without reload', async ({ view, browser, reportOutcome }) => {
    const page = await openWithClock(view, browser);
    for (const each of SHOWING_USER) await expect(view.panelOn(page, each)).toContainText(USERS.ada);
    const tab = await page.context().newPage();
    const ids = NON_INTERACTIVE.map((each) => CONNECTION_OF[each]);
    await openSignedInToApplication(tab, view.stack, 'grace', panelsAt(view.stack, ids));
    for (const each of SHOWING_USER)
      await expect(view.panelOn(tab, each)).toContainText(USERS.grace, { timeout: SETTLE_LIMIT_MS });
    await page.bringToFront();
    for (const each of SHOWING_USER) {
      await expect(view.panelOn(page, each)).toContainText(USERS.grace, { timeout: SETTLE_LIMIT_MS });
      await expect(view.panelOn(page, each)).not.toContainText(USERS.ada);
    }
    // The server records whom `pfx` acts for.
    await view.stack.clientManaged.forgetRequests();
    await page.getByRole('button', { name: 'Refresh all' }).click();
    const asked = await view.stack.clientManaged.waitForRequest(
      ({ credential }) => credential?.kind === 'certificate',
    );
    expect(asked.user).toBe('SANDBOX\\grace');
    await expectSignedIn(view, page, NON_INTERACTIVE);
    await expectUndisturbedOn(page);
    await tab.close();
    reportOutcome(
      WITH_APPLICATION_USER,
      'switches to the next user of the application automatically, and shows nothing of the first',
    );
  });

  test('laptop asleep for an hour', async ({ view, browser, reportOutcome }) => {
    test.slow();
    const { cloud, clientManaged } = view.stack;
    const page = await openWithClock(view, browser);
    // As on a machine that wakes up: no timer has run meanwhile, and each that is due runs once.
    await page.clock.fastForward('01:01:00');
    // Sessions expire in that time.
    for (const admin of [cloud, clientManaged]) await admin.expireTokens({ sessions: true });
    await page.getByRole('button', { name: 'Refresh all' }).click();
    await expectLists(view, page, VIEWED);
    await expectUndisturbedOn(page);
    // Its clock cannot be set back.
    kept.delete(view);
    await page.context().close();
    await view.refresh();
    // The virtual proxy has ended the sockets of its sessions.
    await view.clickEverywhere('Connect again');
    await view.expectRestored();
    reportOutcome(VIEWED, 'no visible effect: renews the token after waking up');
  });

  test('backend down, then up', async ({ view, reportOutcome }) => {
    test.slow();
    const { stack, page } = view;
    await stack.stopBackend();
    await view.refresh();
    await view.expectEach(RELAYED, ({ codes }) => codes.join(), 'http-unreachable', 60_000);
    await view.expectUndisturbed();
    await view.expectEach(
      without(VIEWED, RELAYED),
      ({ codes, status }) => [status, ...codes].join(),
      'Signed in',
    );
    await stack.startBackend();
    await view.refresh();
    await page.getByRole('button', { name: 'Sign in to this application' }).first().click();
    await page.getByRole('button', { name: USERS.ada }).click();
    await view.expectUndisturbed();
    await view.signInAgain();
    await page.getByLabel('Name of the app').fill('typed before the fault');
    await view.expectRestored();
    reportOutcome(
      RELAYED,
      'reported (http-unreachable); the backend’s sessions are lost, so it continues after a new sign-in to the application',
    );
    reportOutcome(without(VIEWED, RELAYED), 'no visible effect: its session or token remains valid');
  });
});
