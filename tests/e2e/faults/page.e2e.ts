import type { Browser, BrowserContext, Page } from '@playwright/test';
import { expect, test } from '../fixtures/fault-view/fault-test.ts';
import type { FaultView } from '../fixtures/fault-view/fault-view.ts';
import { completeSignInIfNeeded } from '../fixtures/fault-view/complete-sign-in.ts';
import {
  INTERACTIVE,
  CONNECTION_OF,
  RELAYED,
  STRATEGIES,
  type Strategy,
  without,
} from '../fixtures/fault-view/strategies.ts';
import { panelsAt } from '../fixtures/panels.ts';
import { openSignedInToApplication } from '../fixtures/server-pages.ts';
import { USERS } from '../fixtures/sign-in.ts';
import {
  closeUndisturbedApp,
  expectUndisturbedOn,
  openUndisturbedApp,
} from '../fixtures/fault-view/undisturbed.ts';

/** A panel signs in again within this time, on a busy machine. */
const SETTLE_LIMIT_MS = 30_000;
/** They sign in without interaction. */
const NON_INTERACTIVE = without(STRATEGIES, INTERACTIVE);
const SHOWING_USER: readonly Strategy[] = [
  'oauth2-impersonation',
  'jwt',
  'ticket',
  'header',
  'jwt-virtual-proxy',
];
/** Qlik's user is that of the application; the page of `pfx` does not show it. */
const WITH_APPLICATION_USER: readonly Strategy[] = [...SHOWING_USER, 'pfx'];
/** They have a refresh token, which outlives the session of the user. */
const WITH_REFRESH_TOKEN: readonly Strategy[] = ['oauth2', 'oauth2-web'];

/** Opens another tab of that browser, with the same panels but for the undisturbed connection. */
async function openTab(view: FaultView, page: Page, strategies: readonly Strategy[]): Promise<Page> {
  const tab = await page.context().newPage();
  const ids = strategies.map((each) => CONNECTION_OF[each]);
  await tab.goto(panelsAt(view.stack, ids));
  return tab;
}

async function expectSignedIn(view: FaultView, page: Page, strategies: readonly Strategy[]): Promise<void> {
  for (const each of strategies) {
    const status = view.panelOn(page, each).locator('app-connection-status');
    await expect(status).toHaveText('Signed in', { timeout: SETTLE_LIMIT_MS });
  }
}

async function openSignedIn(
  view: FaultView,
  browser: Browser,
  strategies: readonly Strategy[],
): Promise<Page> {
  const page = await view.openInNewBrowser(browser, strategies);
  await expectSignedIn(view, page, strategies);
  return page;
}

/** Pages of two new browsers, whose clocks a test can move. */
interface SignedInPages {
  /** With all that sign in without interaction. */
  readonly page: Page;
  /** With the others. */
  readonly interactivePage: Page;
}

/** Tests leave them as they found them: the sign-ins are a large part of a test. */
const kept = new WeakMap<FaultView, SignedInPages>();

/** Opens the two pages, unless the test before has left them open, with the app of the undisturbed connection. */
async function openSignedInPages(view: FaultView, browser: Browser): Promise<SignedInPages> {
  const opened = kept.get(view) ?? (await signInOnNewPages(view, browser));
  kept.set(view, opened);
  for (const each of [opened.page, opened.interactivePage]) await openUndisturbedApp(each);
  return opened;
}

async function signInOnNewPages(view: FaultView, browser: Browser): Promise<SignedInPages> {
  const installClock = async (context: BrowserContext): Promise<void> => {
    await context.clock.install();
  };
  const page = await view.openInNewBrowserWithoutApp(browser, NON_INTERACTIVE, installClock);
  await expectSignedIn(view, page, NON_INTERACTIVE);
  const interactivePage = await view.openInNewBrowserWithoutApp(browser, INTERACTIVE, installClock);
  await completeSignIns(view, interactivePage, INTERACTIVE);
  await expectSignedIn(view, interactivePage, INTERACTIVE);
  return { page, interactivePage };
}

/** Signs in where a sign-in page is shown. */
async function completeSignIns(view: FaultView, page: Page, strategies: readonly Strategy[]): Promise<void> {
  for (const each of strategies) await completeSignInIfNeeded(page, view.panelOn(page, each), each);
}

async function expectSignedOut(view: FaultView, page: Page, strategies: readonly Strategy[]): Promise<void> {
  for (const each of strategies) {
    await expect(view.panelOn(page, each).locator('app-connection-status')).toHaveText('Signed out');
    await expect(view.panelOn(page, each)).toContainText('Not signed in');
  }
}

async function expectLists(view: FaultView, page: Page, strategies: readonly Strategy[]): Promise<void> {
  for (const each of strategies) {
    await expect(view.panelOn(page, each)).toContainText(/Apps: \d/);
    await expect(view.panelOn(page, each).getByRole('alert')).toHaveCount(0);
  }
}

test.describe('the page', () => {
  test('offline, then online', async ({ view, reportOutcome }) => {
    for (const context of view.contexts) await context.setOffline(true);
    await view.refresh();
    await view.expectEach(
      STRATEGIES,
      ({ notice, codes }) => (notice.includes('No network. Calls to') ? 'says so' : codes.join()),
      'says so',
    );
    for (const context of view.contexts) await context.setOffline(false);
    await view.expectRestored();
    await view.expectUndisturbed();
    reportOutcome(
      STRATEGIES,
      'reported; continues automatically, and so does the connection to the other tenant, which was offline as well',
    );
  });

  test('sign-out in another tab', async ({ view, browser, reportOutcome }) => {
    test.slow();
    const { page, interactivePage } = await openSignedInPages(view, browser);
    const tab = await openTab(view, page, NON_INTERACTIVE);
    await expectSignedIn(view, tab, NON_INTERACTIVE);
    await tab.getByRole('button', { name: 'Sign out of all' }).click();
    await expectSignedOut(view, page, NON_INTERACTIVE);
    await expectUndisturbedOn(page);
    await page.getByRole('button', { name: 'Sign in to all that need no interaction' }).click();
    await expectSignedIn(view, page, NON_INTERACTIVE);
    await tab.close();
    reportOutcome(NON_INTERACTIVE, 'signs out as well; continues at a click');

    const other = await openTab(view, interactivePage, INTERACTIVE);
    await expectSignedIn(view, other, INTERACTIVE);
    await other.getByRole('button', { name: 'Sign out of all' }).click();
    await expectSignedOut(view, interactivePage, INTERACTIVE);
    await expectUndisturbedOn(interactivePage);
    await closeUndisturbedApp(interactivePage);
    await completeSignIns(view, interactivePage, INTERACTIVE);
    await expectSignedIn(view, interactivePage, INTERACTIVE);
    await other.close();
    reportOutcome(INTERACTIVE, 'signs out as well; continues after a new sign-in');
  });

  test('user switch without reload', async ({ view, browser, reportOutcome }) => {
    const page = await openSignedIn(view, browser, WITH_APPLICATION_USER);
    for (const each of SHOWING_USER) await expect(view.panelOn(page, each)).toContainText(USERS.ada);
    const tab = await page.context().newPage();
    const ids = WITH_APPLICATION_USER.map((each) => CONNECTION_OF[each]);
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
    await expectSignedIn(view, page, ['pfx']);
    await expectUndisturbedOn(page);
    await page.context().close();
    reportOutcome(
      WITH_APPLICATION_USER,
      'switches to the next user of the application automatically, and shows nothing of the first',
    );
  });

  test('laptop asleep for an hour', async ({ view, browser, reportOutcome }) => {
    test.slow();
    const { cloud, clientManaged } = view.stack;
    const { page, interactivePage } = await openSignedInPages(view, browser);
    // As on a machine that wakes up: no timer has run meanwhile, and each that is due runs once.
    for (const each of [page, interactivePage]) await each.clock.fastForward('01:01:00');
    // Sessions expire in that time.
    for (const admin of [cloud, clientManaged]) await admin.expireTokens({ sessions: true });
    for (const each of [page, interactivePage])
      await each.getByRole('button', { name: 'Refresh all' }).click();
    await expectLists(view, page, NON_INTERACTIVE);
    await expectUndisturbedOn(page);
    await expectLists(view, interactivePage, WITH_REFRESH_TOKEN);
    const ended = without(INTERACTIVE, WITH_REFRESH_TOKEN);
    for (const each of ended)
      await expect(view.panelOn(interactivePage, each).getByRole('alert')).toBeVisible();
    await expectUndisturbedOn(interactivePage);
    await closeUndisturbedApp(interactivePage);
    await completeSignIns(view, interactivePage, ended);
    await expectLists(view, interactivePage, INTERACTIVE);
    // Their clocks cannot be set back.
    kept.delete(view);
    for (const each of [page, interactivePage]) await each.context().close();
    await view.refresh();
    await view.expectEach(ended, ({ codes }) => codes.join(), 'credential-refused');
    await view.signInAgain();
    await view.expectRestored();
    reportOutcome(
      [...NON_INTERACTIVE, ...WITH_REFRESH_TOKEN],
      'no visible effect: renews the token after waking up',
    );
    reportOutcome(ended, 'reported that the sign-in has ended; continues after a new one');
  });

  test('backend down, then up', async ({ view, reportOutcome }) => {
    test.slow();
    const { stack, pages } = view;
    await stack.stopBackend();
    await view.refresh();
    await view.expectEach(RELAYED, ({ codes }) => codes.join(), 'http-unreachable', 60_000);
    await view.expectUndisturbed();
    await view.expectEach(
      without(STRATEGIES, RELAYED),
      ({ codes, status }) => [status, ...codes].join(),
      'Signed in',
    );
    await stack.startBackend();
    await view.refresh();
    for (const page of pages) {
      await page.getByRole('button', { name: 'Sign in to this application' }).first().click();
      await page.getByRole('button', { name: USERS.ada }).click();
    }
    await view.expectUndisturbed();
    await view.signInAgain();
    for (const page of pages) await page.getByLabel('Name of the app').fill('typed before the fault');
    await view.expectRestored();
    reportOutcome(
      RELAYED,
      'reported (http-unreachable); the backend’s sessions are lost, so it continues after a new sign-in to the application',
    );
    reportOutcome(without(STRATEGIES, RELAYED), 'no visible effect: its session or token remains valid');
  });
});
