import type { Browser, Page } from '@playwright/test';
import { sendRequest } from '../../support/http-client.ts';
import { expect, test } from '../fixtures/fault-view/fault-test.ts';
import type { FaultView } from '../fixtures/fault-view/fault-view.ts';
import { STRATEGIES, without } from '../fixtures/fault-view/strategies.ts';
import { wrongCloudJwts, wrongProxyJwts } from '../fixtures/fault-view/wrong-jwts.ts';
import { USERS } from '../fixtures/sign-in.ts';
import { expectUndisturbedOn } from '../fixtures/fault-view/undisturbed.ts';

/** A test leaves it signed out for the next. */
const kept = new WeakMap<FaultView, Page>();

/** A page on which no user is signed in with `oauth2`, in a browser without a session. */
async function openSignedOut(view: FaultView, browser: Browser): Promise<Page> {
  const page = kept.get(view) ?? (await view.openInNewBrowser(browser, ['oauth2']));
  kept.set(view, page);
  return page;
}

const bearer = (jwt: string) => ({ authorization: `Bearer ${jwt}` });

/** Signs out there, and ends the session at the tenant, so that the next sign-in is asked for a user. */
async function leaveSignedOut(view: FaultView, page: Page): Promise<void> {
  const panel = view.panelOn(page, 'oauth2');
  await panel.getByRole('button', { name: 'Sign out' }).click();
  await expect(panel.locator('app-connection-status')).toHaveText('Signed out');
  await page.context().clearCookies();
}

test.describe('sign-in', () => {
  test('popup closed by the user', async ({ view, browser, reportOutcome }) => {
    const page = await openSignedOut(view, browser);
    const panel = view.panelOn(page, 'oauth2');
    const signIn = panel.getByRole('button', { name: 'Sign in', exact: true });
    const [popup] = await Promise.all([page.waitForEvent('popup'), signIn.click()]);
    await popup.close();
    await expect(panel).toContainText('The sign-in window seems to be closed');
    await expectUndisturbedOn(page);
    await panel.getByRole('button', { name: 'Cancel' }).click();
    const [second] = await Promise.all([page.waitForEvent('popup'), signIn.click()]);
    await second.getByRole('button', { name: USERS.grace }).click();
    await expect(panel).toContainText(USERS.grace);
    await expect(panel.getByRole('alert')).toHaveCount(0);
    await leaveSignedOut(view, page);
    reportOutcome(
      ['oauth2'],
      'reported that the window seems to be closed; can be canceled; continues at a click',
    );
    reportOutcome(without(STRATEGIES, ['oauth2']), 'n/a: opens no popup');
  });

  test('popup blocked', async ({ view, browser, reportOutcome }) => {
    const page = await openSignedOut(view, browser);
    const panel = view.panelOn(page, 'oauth2');
    const signIn = panel.getByRole('button', { name: 'Sign in', exact: true });
    // What a browser's blocker answers.
    await page.evaluate(() => {
      const { open } = window;
      window.open = () => {
        window.open = open;
        return null;
      };
    });
    await signIn.click();
    await expect(panel.getByRole('alert')).toContainText('popup-blocked');
    await expect(panel.getByRole('alert')).toContainText('Allow pop-ups');
    await expectUndisturbedOn(page);
    const [popup] = await Promise.all([page.waitForEvent('popup'), signIn.click()]);
    await popup.getByRole('button', { name: USERS.grace }).click();
    await expect(panel).toContainText(USERS.grace);
    kept.delete(view);
    await page.context().close();
    reportOutcome(['oauth2'], 'reported (popup-blocked); continues at a click once popups are allowed');
    reportOutcome(without(STRATEGIES, ['oauth2']), 'n/a: opens no popup');
  });

  test('ticket used twice', async ({ view, browser, reportOutcome }) => {
    const { clientManaged } = view.stack;
    await clientManaged.forgetRequests();
    let stolen = 0;
    const page = await view.openInNewBrowser(browser, ['ticket'], async (context) => {
      await context.route('**/ticket/resources/**', async (route) => {
        // Another client uses the ticket first, once.
        if (route.request().method() === 'GET' && stolen++ === 0) await sendRequest(route.request().url());
        await route.continue();
      });
    });
    await expect(view.panelOn(page, 'ticket')).toContainText(USERS.ada);
    await expect(view.panelOn(page, 'ticket').getByRole('alert')).toHaveCount(0);
    const bought = (await clientManaged.requests()).filter(({ path }) => path === '/qps/ticket/ticket');
    expect(bought).toHaveLength(2);
    await expectUndisturbedOn(page);
    await page.context().close();
    reportOutcome(['ticket'], 'no visible effect: requests one more ticket');
    reportOutcome(without(STRATEGIES, ['ticket']), 'n/a: has no ticket');
  });

  test('JWT: each wrong or missing claim', async ({ view, browser, reportOutcome }) => {
    test.slow();
    const { stack } = view;
    const [cloud, proxy] = [await wrongCloudJwts(stack), await wrongProxyJwts(stack)];
    await test.step('the tenant refuses each, and says why', async () => {
      for (const { jwt, reason } of cloud) {
        const address = `${stack.sandbox.cloud}/login/jwt-session`;
        const { status, text } = await sendRequest(address, { method: 'POST', headers: bearer(jwt) });
        expect(status).toBeGreaterThanOrEqual(400);
        expect(text).toContain(reason);
      }
    });
    await test.step('the virtual proxy refuses each, and notes why', async () => {
      for (const { jwt, reason } of proxy) {
        await stack.clientManaged.forgetRequests();
        const { status } = await sendRequest(`${stack.sandbox.clientManaged}/jwt/qrs/about`, {
          headers: bearer(jwt),
        });
        expect(status).toBe(401);
        await stack.clientManaged.waitForRequest((each) => each.reason?.includes(reason) ?? false);
      }
    });
    // What a page shows of a refusal is the same for all: a missing claim, a wrong one, and a wrong key.
    const shownOfCloud = [cloud[0], cloud.at(-2), cloud.at(-1)].filter((each) => each !== undefined);
    const shownOfProxy = [proxy[0], proxy.at(-1)].filter((each) => each !== undefined);
    let [forCloud, forProxy] = [shownOfCloud[0]?.jwt, shownOfProxy[0]?.jwt];
    const expiresAt = new Date(Date.now() + 120_000).toISOString();
    const page = await view.openInNewBrowser(browser, ['jwt', 'jwt-virtual-proxy'], async (context) => {
      await context.route('**/api/qlik/cloud-jwt/jwt', (route) =>
        forCloud === undefined ? route.continue() : route.fulfill({ json: { jwt: forCloud, expiresAt } }),
      );
      await context.route('**/virtual-proxy-jwt', (route) =>
        forProxy === undefined ? route.continue() : route.fulfill({ json: { jwt: forProxy, expiresAt } }),
      );
    });
    const tenant = view.panelOn(page, 'jwt');
    for (const [index, { jwt, reason }] of shownOfCloud.entries()) {
      forCloud = jwt;
      if (index > 0) await tenant.getByRole('button', { name: 'Try again' }).click();
      await expect(tenant.getByRole('alert')).toContainText(reason);
      await expect(tenant.getByRole('alert')).toContainText('sign-in-refused');
    }
    const server = view.panelOn(page, 'jwt-virtual-proxy');
    for (const [index, { jwt, reason }] of shownOfProxy.entries()) {
      forProxy = jwt;
      if (index > 0) await server.getByRole('button', { name: 'Try again' }).click();
      await stack.clientManaged.waitForRequest((each) => each.reason?.includes(reason) ?? false);
      await expect(server.getByRole('alert')).toContainText('sign-in-refused');
      await expect(server.getByRole('alert')).toContainText('claims and key');
    }
    await expectUndisturbedOn(page);
    forCloud = undefined;
    forProxy = undefined;
    for (const panel of [tenant, server]) {
      await panel.getByRole('button', { name: 'Try again' }).click();
      await expect(panel).toContainText(USERS.ada);
      await expect(panel.getByRole('alert')).toHaveCount(0);
    }
    await page.context().close();
    reportOutcome(
      ['jwt'],
      'refused for each of 11 missing and 7 wrong claims and a wrong key; one of each kind is reported (sign-in-refused) with the tenant’s message; continues at a click',
    );
    reportOutcome(
      ['jwt-virtual-proxy'],
      'refused for a missing user id or directory, an expired or not yet valid JWT, and a wrong key; one of each kind is reported (sign-in-refused); continues at a click',
    );
    reportOutcome(without(STRATEGIES, ['jwt', 'jwt-virtual-proxy']), 'n/a: has no JWT');
  });
});
