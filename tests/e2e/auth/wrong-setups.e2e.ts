import { APPS } from '../fixtures/addresses.ts';
import { panel, panelsAt } from '../fixtures/panels.ts';
import { fillInWindowsForm } from '../fixtures/server-pages.ts';
import { USERS } from '../fixtures/sign-in.ts';
import { expect, test } from '../fixtures/stack.ts';
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
import { signExpiredCloudJwt, signExpiredProxyJwt } from './signed-jwts.ts';
import { secretsOf, wrongConnections, wrongSetups } from './wrong-setups.ts';

/** They need a user who signs in interactively, on another page. */
const INTERACTIVE = ['web-wrong-secret', 'windows-other-site', 'windows-unknown-prefix'];

test.describe('wrong setups', () => {
  test('are reported with what to do, each beside the others, and work once they are right', async ({
    page,
    stack,
  }) => {
    test.slow();
    const setups = wrongSetups(stack);
    const ids = Object.keys(setups).filter((id) => !INTERACTIVE.includes(id));
    stack.configure(wrongConnections(stack, setups));
    await stack.startBackend(secretsOf(setups, true));
    const expired = { jwt: await signExpiredCloudJwt(stack) };
    await page.route('**/api/qlik/jwt-expired/jwt', (route) => route.fulfill({ json: expired }));
    const expiredForProxy = await signExpiredProxyJwt(stack, 'grace');
    await page.route('**/api/qlik/proxy-jwt-expired/*', (route) => route.fulfill({ json: expiredForProxy }));

    await test.step('each has its report', async () => {
      const apps = Object.fromEntries(
        Object.entries(setups).flatMap(([id, { app }]) => (app === undefined ? [] : [[id, app]])),
      );
      await openPanelsAs(page, stack, { user: 'grace', ids, apps });
      for (const [id, { shows, isSignedIn }] of Object.entries(setups)) {
        if (!ids.includes(id)) continue;
        await test.step(id, async () => {
          await expectProblem(panel(page, id), ...shows);
          await (isSignedIn ? expectSignedIn : expectSignedOut)(panel(page, id));
        });
      }
      for (const [id, { hides = [] }] of Object.entries(setups))
        for (const text of hides) await expect(panel(page, id)).not.toContainText(text);
    });
    await test.step('the server notes what is wrong with a JWT', async () => {
      const refused = (await stack.clientManaged.requests()).filter((each) => each.status === 401);
      for (const { reason } of Object.values(setups))
        if (reason) expect(refused.map((each) => each.reason ?? '').join('\n')).toMatch(reason);
    });
    await test.step('no call arrives of a user who is refused, and none with an unknown certificate', async () => {
      const tokens = (await stack.cloud.requests()).filter(
        ({ credential, status }) => credential?.kind === 'client_credentials' && status === 200,
      );
      expect(tokens).toEqual([]);
      const users = (await stack.clientManaged.requests()).flatMap(({ credential, user }) =>
        credential?.kind === 'certificate' && credential.client === 'repository' ? [user] : [],
      );
      expect(new Set(users)).toEqual(new Set(['SANDBOX\\ada']));
    });
    await test.step('lists work where only the app does not open', async () => {
      for (const id of ['impersonation-another-client', 'certificate-closed-port'])
        await expect(panel(page, id)).toContainText(/(Spaces|Streams): \d.*Apps: \d/s);
    });
    await test.step('another JWT is requested at the next try', async () => {
      await page.unrouteAll({ behavior: 'wait' });
      for (const id of ['jwt-expired', 'proxy-jwt-expired']) {
        await nextStep(panel(page, id)).click();
        await expectWorking(panel(page, id));
        await signOut(panel(page, id));
      }
    });
    await test.step('another user of the application is not refused', async () => {
      const others = Object.keys(setups).filter((id) =>
        /^(impersonation-(unknown|inactive)|(machine|certificate|header)-refused)-user$/.test(id),
      );
      expect(others).toHaveLength(5);
      await openPanelsAs(page, stack, { user: 'ada', ids: others });
      for (const id of others) await expectWorking(panel(page, id));
      for (const id of ['impersonation-unknown-user', 'impersonation-inactive-user'])
        await expect(panel(page, id)).toContainText(USERS.ada);
    });
    await test.step('all work with the right secrets', async () => {
      await stack.startBackend(secretsOf(setups, false));
      const repaired = [
        ...['proxy-jwt-another-key', 'proxy-jwt-no-user', 'proxy-jwt-no-directory', 'header-no-prefix'],
        ...['machine-wrong-secret', 'certificate-another-authority', 'certificate-closed-port'],
      ];
      const apps = { 'certificate-closed-port': APPS.flights };
      await openPanelsAs(page, stack, { user: 'grace', ids: repaired, apps });
      for (const id of repaired) {
        // The engine's port does not serve Qlik's code, so it draws no chart.
        if (id === 'certificate-closed-port') await expectAppOpen(panel(page, id));
        else await expectWorking(panel(page, id));
      }
      await expect(panel(page, 'machine-wrong-secret')).toContainText('Flight operations');
    });
  });

  test('of sign-ins that leave the page are reported after the return', async ({ page, stack }) => {
    const setups = wrongSetups(stack);
    stack.configure(wrongConnections(stack, setups));
    await stack.startBackend(secretsOf(setups, true));
    await openPanelsAs(page, stack, { user: 'ada', ids: INTERACTIVE });
    await test.step('cookies that are blocked where page and server are different sites', async () => {
      const within = panel(page, 'windows-other-site');
      await nextStep(within).click();
      await fillInWindowsForm(page, 'ada');
      await expect(within.getByRole('alert')).toContainText('cookies-blocked');
    });
    await test.step('a prefix that no virtual proxy has, before the page is left', async () => {
      const within = panel(page, 'windows-unknown-prefix');
      await nextStep(within).click();
      await expectProblem(within, ...(setups['windows-unknown-prefix']?.shows ?? []));
    });
    await test.step('a sign-in that the backend cannot complete with its client secret', async () => {
      const within = panel(page, 'web-wrong-secret');
      await nextStep(within).click();
      await page.getByRole('button', { name: USERS.grace }).click();
      await expect(page.getByRole('main')).toContainText('The sign-in at Qlik was not completed.');
      await expect(page.getByRole('main')).toContainText('an administrator finds the reason in the log');
      const refused = await stack.cloud.waitForRequest(({ path }) => path === '/oauth/token');
      expect(refused.status).toBe(401);
      await page.goto(panelsAt(stack, INTERACTIVE));
      await expectProblem(within, 'left before it was done');
      await expectSignedOut(within);
    });
  });
});
