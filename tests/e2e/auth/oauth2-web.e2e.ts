import type { Page } from '@playwright/test';
import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, test } from '../fixtures/stack.ts';
import { storedTexts, USERS, type UserName } from '../fixtures/sign-in.ts';

/** The client is trusted, so the tenant asks for no consent. */
async function chooseAtTenant(page: Page, user: UserName): Promise<void> {
  await page.getByRole('button', { name: USERS[user] }).click();
}

test.describe('oauth2-web', () => {
  test('signs the user in at the tenant and keeps the tokens in the backend', async ({ page, stack }) => {
    const withToken: string[] = [];
    page.on('request', (request) => {
      if (request.headers()['authorization'] !== undefined) withToken.push(request.url());
    });
    stack.keepOnly('cloud-web');
    const demo = new DemoPage(page, stack, 'oauth2-web');
    await demo.open();
    await demo.signInToApplication('ada');
    await demo.expectSignedOut();
    await demo.signIn();
    await chooseAtTenant(page, 'grace');
    await demo.expectSignedIn();
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    expect(page.url()).toBe(`${stack.origin}/auth-demos/oauth2-web`);
    await expect(demo.call('Who am I')).toContainText('Grace Hopper');
    const redeemed = await stack.cloud.waitForRequest(({ path }) => path === '/oauth/token');
    expect(redeemed).toMatchObject({
      status: 200,
      credential: { kind: 'authorization_code', client: 'sandbox-web' },
    });
    expect(redeemed.origin).toBeUndefined();
    const spaces = await stack.cloud.waitForRequest(({ path }) => path === '/api/v1/spaces');
    expect(spaces).toMatchObject({
      status: 200,
      user: 'grace',
      credential: { kind: 'bearer-oauth', client: 'sandbox-web' },
    });

    await demo.openApp();
    const socket = await stack.cloud.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({ status: 101, user: 'grace', credential: { kind: 'bearer-oauth' } });
    expect(socket.queryNames).not.toContain('accessToken');
    expect(withToken).toEqual([]);
    expect(await storedTexts(page)).not.toMatch(/eyJ|[?&](code|state)=/);

    await test.step('renews in the backend when the token ends in mid-session: the list and the open app go on', async () => {
      const { socket: resumed, grants } = await demo.expectAppSurvivesTokenExpiry();
      expect(resumed).toMatchObject({ user: 'grace' });
      expect(grants).toEqual(['refresh_token']);
      await page.goBack();
      await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    });

    await test.step('reports that the sign-in has ended when it cannot be renewed, and leads back to the same page', async () => {
      await stack.cloud.expireTokens({ refreshTokens: true });
      await page.getByRole('link', { name: 'All spaces' }).click();
      await expect(page.getByRole('alert')).toContainText('no longer accepts this sign-in');
      await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
      // The tenant itself still knows the user.
      await expect(page.getByRole('table', { name: 'Spaces' })).toBeVisible();
      await expect(page).toHaveURL(`${stack.origin}/connections/cloud-web/spaces`);
    });

    await demo.open();
    await demo.signOut();
    await demo.expectSignedOut();
    await stack.cloud.waitForRequest(({ path }) => path === '/oauth/revoke');
    await page.reload();
    await demo.expectSignedOut();
  });

  test('does not redeem a code that comes with the state of another browser, nor one a second time; shows a second user nothing of the first', async ({
    page,
    stack,
  }) => {
    let callback = '';
    page.on('request', (request) => {
      if (request.url().startsWith(`${stack.origin}/auth/callback?`)) callback = request.url();
    });
    stack.keepOnly('cloud-web');
    const demo = new DemoPage(page, stack, 'oauth2-web');
    await demo.open();
    await test.step('reports that the application’s own sign-in is missing', async () => {
      await demo.signIn();
      await expect(demo.problem).toContainText('Sign in to this application first');
      expect(await stack.cloud.requests()).toEqual([]);
    });
    await demo.signInToApplication('ada');
    await demo.expectSignedOut();
    await demo.signIn();
    await chooseAtTenant(page, 'grace');
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText('Grace Hopper');
    await demo.signOut();
    await demo.expectSignedOut();

    await test.step('redeems no code of another browser, and none a second time', async () => {
      expect(callback).toContain('code=');
      await stack.cloud.forgetRequests();
      const forged = new URL(callback);
      forged.searchParams.set('state', 'of-another-sign-in');
      for (const address of [callback, forged.href]) {
        await page.goto(address);
        await expect(page.getByRole('main')).toContainText('This sign-in was not begun here');
      }
      await page.getByRole('link', { name: 'Back to the application' }).click();
      await demo.open();
      await demo.expectSignedOut();
      expect((await stack.cloud.requests()).filter(({ path }) => path === '/oauth/token')).toEqual([]);
    });

    await test.step('shows a second user nothing of the first', async () => {
      // As after a sign-out at the tenant, which shows no sign-in page otherwise.
      await stack.cloud.expireTokens({ sessions: true });
      await stack.cloud.forgetRequests();
      await demo.signIn();
      await chooseAtTenant(page, 'edgar');
      await expect(demo.call('Who am I')).toContainText('Edgar Codd');
      await expect(demo.call('Main call: spaces')).toContainText('Public data');
      await expect(demo.call('Main call: spaces')).not.toContainText('Flight operations');
      await expect(page.getByText('Grace Hopper')).toHaveCount(0);
      const users = (await stack.cloud.requests())
        .filter(({ path, method }) => path.startsWith('/api/') && method === 'GET')
        .map(({ user }) => user);
      expect([...new Set(users)]).toEqual(['edgar']);
    });
  });
});
