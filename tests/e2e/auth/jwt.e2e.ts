import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, test } from '../fixtures/stack.ts';
import { storedTexts } from '../fixtures/sign-in.ts';

const ENTRY = '/login/jwt-session';

test.describe('jwt', () => {
  test.beforeEach(({ stack }) => {
    stack.keepOnly('cloud-jwt');
  });

  test('begins a session for the user of the application, and ends it without leaving the page', async ({
    page,
    stack,
  }) => {
    const demo = new DemoPage(page, stack, 'jwt');
    await demo.open();
    await demo.signInToApplication('grace');
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText('Grace Hopper');
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    const entry = await stack.cloud.waitForRequest(({ path, method }) => path === ENTRY && method === 'POST');
    expect(entry).toMatchObject({
      status: 200,
      user: 'grace',
      origin: stack.origin,
      credential: { kind: 'jwt', client: 'sandbox-web-integration' },
    });
    const spaces = await stack.cloud.waitForRequest(
      ({ path, method }) => path === '/api/v1/spaces' && method === 'GET',
    );
    expect(spaces).toMatchObject({ status: 200, user: 'grace', credential: { kind: 'cookie' } });

    await test.step('opens an app although the CSRF token became stale', async () => {
      await stack.cloud.operate('rotate-csrf');
      await stack.cloud.forgetRequests();
      await demo.openApp();
      await expect(demo.problem).toHaveCount(0);
      const requests = await stack.cloud.requests();
      const sockets = requests.filter(({ kind }) => kind === 'websocket');
      expect(sockets.map(({ status }) => status)).toEqual([403, 101]);
      expect(sockets[1]).toMatchObject({ user: 'grace', credential: { kind: 'cookie' }, csrf: true });
      expect(requests.filter(({ path }) => path === ENTRY)).toEqual([]);
      expect(await storedTexts(page)).not.toMatch(/eyJ|eas\.sid/);
    });

    await test.step('begins a new session when the last one ended on the server with an app open', async () => {
      await stack.cloud.expireTokens({ sessions: true });
      await stack.cloud.forgetRequests();
      await stack.cloud.closeSockets();
      await stack.cloud.waitForRequest(({ path, method }) => path === ENTRY && method === 'POST');
      await stack.cloud.waitForRequest(({ kind, status }) => kind === 'websocket' && status === 101);
      await expect(demo.appIsOpen).toBeVisible();
      await expect(demo.problem).toHaveCount(0);

      // The same for a call.
      await stack.cloud.expireTokens({ sessions: true });
      await demo.tryIt.getByRole('link', { name: 'All spaces' }).click();
      await expect(page.getByRole('table', { name: 'Spaces' })).toContainText('Flight operations');
      await expect(page.getByRole('alert')).toHaveCount(0);

      // A page that is loaded begins all of it before Angular, and sends nothing twice.
      const sent: string[] = [];
      page.on('request', (request) => {
        const path = new URL(request.url()).pathname;
        if (/\/(jwt|jwt-session|csrf-token|spaces)$/.test(path) && !request.isNavigationRequest())
          sent.push(`${request.method()} ${path}`);
      });
      await page.reload();
      await expect(page.getByRole('table', { name: 'Spaces' })).toContainText('Flight operations');
      expect(sent.filter((each) => !each.startsWith('OPTIONS'))).toEqual([
        'POST /api/qlik/cloud-jwt/jwt',
        'POST /login/jwt-session',
        'GET /api/v1/csrf-token',
        'GET /api/v1/spaces',
      ]);
      await page.goBack();
      await demo.expectSignedIn();
    });

    await test.step('shows a second user of the application nothing of the first', async () => {
      await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
      await demo.signInToApplication('dora');
      await expect(demo.call('Who am I')).toContainText('Dora Empty');
      await expect(demo.call('Main call: spaces')).toContainText('this user sees no space');
      await expect(demo.tryIt.getByText('Grace Hopper')).toHaveCount(0);
      await expect(demo.tryIt.getByText('Flight operations')).toHaveCount(0);
    });

    await demo.signOut();
    await demo.expectSignedOut();
    await stack.cloud.waitForRequest(({ path }) => path === '/logout');
    const me = await stack.cloud.waitForRequest(
      ({ path, method, status }) => path === '/api/v1/users/me' && method === 'GET' && status === 401,
    );
    expect(me.origin).toBe(stack.origin);
    expect(new URL(page.url()).origin).toBe(stack.origin);
    await page.reload();
    await demo.expectSignedOut();
    await demo.signIn();
    await demo.expectSignedIn();
  });
});
