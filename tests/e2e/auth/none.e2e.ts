import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, test } from '../fixtures/stack.ts';

test.describe('none', () => {
  test.beforeEach(({ stack }) => stack.keepOnly('cloud-none'));

  test('sends no credential, and reaches what a server in between authenticates', async ({ page, stack }) => {
    const authorized: string[] = [];
    page.on('request', (request) => {
      if (request.headers()['authorization'] !== undefined) authorized.push(request.url());
    });
    const refused: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400) refused.push(response.url());
    });
    const demo = new DemoPage(page, stack, 'none');
    await demo.open();
    // The backend adds the credential, for users of the application only.
    await demo.expectSignedOut();
    await expect(demo.problem).toHaveCount(0);
    await demo.signIn();
    await expect(demo.problem).toContainText('Sign in to this application: ');
    // Opened directly: nothing begins before the application knows whether it has a user.
    await page.goto(`${stack.origin}/connections/cloud-none/spaces`);
    await expect(page.getByRole('main').getByRole('button')).toHaveText(['Sign in to this application']);
    expect(refused).toEqual([]);
    await demo.open();
    await stack.cloud.forgetRequests();
    await demo.signInToApplication('grace');
    await demo.expectSignedIn();
    await expect(demo.call('Main call: spaces').getByRole('listitem').first()).toBeVisible();
    await demo.openApp();
    const spaces = await stack.cloud.waitForRequest(({ path }) => path === '/api/v1/spaces');
    expect(spaces).toMatchObject({ status: 200, credential: { kind: 'bearer-apikey' } });
    const socket = await stack.cloud.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({ status: 101, credential: { kind: 'bearer-apikey' } });
    expect(authorized).toEqual([]);
    await demo.signOut();
    await demo.expectSignedOut();
  });
});

test.describe('noauth', () => {
  test('makes no call, and says so where one is wanted', async ({ page, stack }) => {
    stack.configure(
      stack.connections
        .filter(({ id }) => id === 'sandbox-cloud')
        .map((each) => ({ ...each, auth: { type: 'noauth' } })),
    );
    await page.goto(`${stack.origin}/connections/sandbox-cloud/spaces`);
    await expect(page.getByRole('main')).toContainText('makes no REST calls');
    expect((await stack.cloud.requests()).filter(({ path }) => path.startsWith('/api/'))).toEqual([]);
  });
});
