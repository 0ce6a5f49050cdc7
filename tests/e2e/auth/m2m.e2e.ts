import type { Page } from '@playwright/test';
import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, type TestStack, test } from '../fixtures/stack.ts';
import { storedTexts, type UserName } from '../fixtures/sign-in.ts';

const ID = 'cloud-m2m';
const MACHINE = 'qlikbot\\sandbox-web';

/** On the demo page, signed in to the application. */
async function openDemo(page: Page, stack: TestStack, user: UserName = 'dora'): Promise<DemoPage> {
  stack.keepOnly(ID);
  const demo = new DemoPage(page, stack, 'm2m');
  await demo.open();
  await demo.signInToApplication(user);
  return demo;
}

test.describe('m2m', () => {
  test('shows all users what the OAuth client sees, and no browser its token', async ({ page, stack }) => {
    const withToken: string[] = [];
    page.on('request', (request) => {
      if (request.headers()['authorization'] !== undefined) withToken.push(request.url());
    });
    // Dora herself sees no space.
    const demo = await openDemo(page, stack, 'dora');
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText(MACHINE);
    await expect(demo.call('Which tenant is this')).toContainText('Sandbox');
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    const issued = await stack.cloud.waitForRequest(({ path }) => path === '/oauth/token');
    expect(issued).toMatchObject({
      status: 200,
      credential: { kind: 'client_credentials', client: 'sandbox-web' },
    });
    const asMachine = { user: MACHINE, credential: { kind: 'bearer-oauth', client: 'sandbox-web' } };
    for (const path of ['/api/v1/tenants/me', '/api/v1/spaces']) {
      const call = await stack.cloud.waitForRequest((request) => request.path === path);
      expect(call).toMatchObject({ status: 200, ...asMachine });
    }

    await demo.openApp();
    const socket = await stack.cloud.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({ status: 101, ...asMachine });
    expect(socket.queryNames).not.toContain('accessToken');
    const tokens = (await stack.cloud.requests()).filter(({ path }) => path === '/oauth/token');
    expect(tokens).toHaveLength(1);
    expect(withToken).toEqual([]);
    expect(await storedTexts(page)).not.toMatch(/eyJ/);

    await test.step('fetches another token when the one at hand ends in mid-session: the list and the open app go on', async () => {
      const { grants } = await demo.expectAppSurvivesTokenExpiry();
      expect(grants).toEqual(['client_credentials']);
      await page.goBack();
    });

    await demo.signOut();
    await demo.expectSignedOut();
    await page.reload();
    await demo.expectSignedOut();
  });

  test('ends when the backend loses the user’s session, and leads back to the same page', async ({
    page,
    stack,
  }) => {
    const demo = await openDemo(page, stack);
    await demo.expectSignedIn();
    await page.getByRole('link', { name: 'All spaces' }).click();
    await expect(page.getByRole('table', { name: 'Spaces' })).toBeVisible();
    await stack.stopBackend();
    await page.getByRole('link', { name: 'Flight operations' }).click();
    await expect(page.getByRole('alert').first()).toContainText('could not be loaded');
    await stack.startBackend();
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByRole('button', { name: 'Sign in to this application' }).click();
    await page.getByRole('button', { name: 'Grace Hopper' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Flight operations');
  });
});
