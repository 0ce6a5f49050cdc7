import type { Page } from '@playwright/test';
import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, type TestStack, test } from '../fixtures/stack.ts';
import { storedTexts, type UserName, USERS } from '../fixtures/sign-in.ts';

/** On the tenant's own page. */
async function chooseUser(page: Page, user: UserName): Promise<void> {
  await page.getByRole('button', { name: USERS[user] }).click();
}

async function openSignedIn(page: Page, stack: TestStack, user: UserName): Promise<DemoPage> {
  const demo = new DemoPage(page, stack, 'cookie');
  await demo.open();
  await demo.signIn();
  await chooseUser(page, user);
  await demo.expectSignedIn();
  return demo;
}

/** Waits until the tenant's page after signing out is there, and goes back. */
async function comeBackFromTenant(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Signed out' })).toBeVisible();
  await page.goBack();
}

test.describe('cookie', () => {
  test.beforeEach(({ stack }) => {
    stack.keepOnly('cloud-cookie');
  });

  test('signs in on the tenant’s page, calls with its cookies, and signs out there', async ({
    page,
    stack,
  }) => {
    const demo = await openSignedIn(page, stack, 'grace');
    await expect(demo.call('Who am I')).toContainText('Grace Hopper');
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    const login = await stack.cloud.waitForRequest(({ path }) => path === '/login');
    expect(login.queryNames).toEqual(['returnto', 'qlik-web-integration-id']);
    const spaces = await stack.cloud.waitForRequest(
      ({ path, method }) => path === '/api/v1/spaces' && method === 'GET',
    );
    expect(spaces).toMatchObject({
      status: 200,
      user: 'grace',
      origin: stack.origin,
      credential: { kind: 'cookie', client: 'sandbox-web-integration' },
    });

    // The token against forged calls that the page has is stale.
    await stack.cloud.operate('rotate-csrf');
    await stack.cloud.forgetRequests();
    await demo.openApp();
    await expect(demo.problem).toHaveCount(0);
    const sockets = (await stack.cloud.requests()).filter(({ kind }) => kind === 'websocket');
    expect(sockets.map(({ status }) => status)).toEqual([403, 101]);
    expect(sockets[1]).toMatchObject({ user: 'grace', credential: { kind: 'cookie' }, csrf: true });
    // Scripts see neither the session nor the token against forged calls.
    expect(await storedTexts(page)).not.toMatch(/eas\.sid|qlik-csrf/);

    await test.step('the session ends on the server with an app open', async () => {
      await stack.cloud.expireTokens({ sessions: true });
      await stack.cloud.closeSockets();
      await expect(demo.problem).toContainText('no longer accepts this sign-in');
      await expect(demo.tryIt.getByText('Sign-in ended')).toBeVisible();
      await expect(page.getByText('Flight operations')).toHaveCount(0);
      await demo.signIn();
      await chooseUser(page, 'grace');
      await demo.expectSignedIn();
      await demo.openApp();
    });

    await test.step('the user signs out', async () => {
      await demo.signOut();
      await comeBackFromTenant(page);
      await demo.expectSignedOut();
      await expect(page.getByText('Flight operations')).toHaveCount(0);
      await stack.cloud.forgetRequests();
      await page.reload();
      await demo.expectSignedOut();
      const me = await stack.cloud.waitForRequest(
        ({ path, method }) => path === '/api/v1/users/me' && method === 'GET',
      );
      expect(me.status).toBe(401);
    });
  });

  test('shows a second user nothing of the first', async ({ page, stack }) => {
    const demo = new DemoPage(page, stack, 'cookie');
    await demo.open();
    await test.step('leads back from a tenant that refuses a user', async () => {
      await demo.signIn();
      // Disabled. Such an answer of the tenant has no way back but the browser's.
      await chooseUser(page, 'noah');
      await expect(page.locator('body')).toContainText('AUTH-5');
      await page.goBack();
      await page.goBack();
      await demo.expectSignedOut();
    });
    await demo.signIn();
    await chooseUser(page, 'grace');
    await demo.expectSignedIn();
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    await demo.signOut();
    await comeBackFromTenant(page);
    await demo.signIn();
    await chooseUser(page, 'dora');
    await expect(demo.call('Who am I')).toContainText('Dora Empty');
    await expect(demo.call('Main call: spaces')).toContainText('this user sees no space');
    await expect(page.getByText('Grace Hopper')).toHaveCount(0);
    await expect(page.getByText('Flight operations')).toHaveCount(0);

    // Without signing out in between.
    await demo.tryIt.getByRole('button', { name: 'Sign in as another user' }).click();
    await chooseUser(page, 'grace');
    await expect(demo.call('Who am I')).toContainText('Grace Hopper');
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    await expect(page.getByText('Dora Empty')).toHaveCount(0);
  });

  test('reports that the browser blocks the cookies, and stops going back and forth', async ({
    page,
    stack,
  }) => {
    // The page is on localhost: 127.0.0.1 is another site.
    const host = stack.sandbox.cloud.replace('localhost', '127.0.0.1');
    stack.configureOne('cloud-cookie', (connection) => ({ ...connection, host }));
    const demo = new DemoPage(page, stack, 'cookie');
    await demo.open();
    await demo.signIn();
    await chooseUser(page, 'grace');
    await expect(demo.problem).toContainText('the browser does not send its cookies');
    await expect(demo.problem).toContainText('allow them for this page');
    await demo.problem.getByText('Details').click();
    await expect(demo.problem).toContainText('cookies-blocked');

    // The tenant knows the user by now, and sends them straight back.
    await demo.signIn();
    await page.waitForURL(`${stack.origin}/**`);
    await expect(demo.problem).toContainText('the browser does not send its cookies');
    await stack.cloud.forgetRequests();
    await demo.signIn();
    await expect(demo.problem).toContainText('came back 2 times without lasting');
    await expect(demo.problem).toContainText('third-party cookies');
    await demo.problem.getByText('Details').click();
    await expect(demo.problem).toContainText('sign-in-loop');
    expect((await stack.cloud.requests()).filter(({ path }) => path === '/login')).toEqual([]);
  });
});
