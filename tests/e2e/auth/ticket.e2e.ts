import type { Page } from '@playwright/test';
import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, type TestStack, test } from '../fixtures/stack.ts';
import { openOtherSessions } from '../fixtures/other-sessions.ts';
import { storedTexts, type UserName } from '../fixtures/sign-in.ts';

const APP_CALL = 'Main call: open an app';

/** Opens the demo with its one connection and signs in to the application. */
async function openDemo(page: Page, stack: TestStack, user: UserName = 'grace'): Promise<DemoPage> {
  stack.keepOnly('server-ticket');
  const demo = new DemoPage(page, stack, 'ticket');
  await demo.open();
  await demo.signInToApplication(user);
  return demo;
}

/** How many tickets the backend has bought. */
async function boughtTickets(stack: TestStack): Promise<number> {
  const requests = await stack.clientManaged.requests();
  return requests.filter(({ path, status }) => path === '/qps/ticket/ticket' && status === 201).length;
}

test.describe('ticket', () => {
  test('buys the user of the application a session at the server', async ({ page, stack }) => {
    const demo = await openDemo(page, stack);
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText('grace');
    await demo.openApp();
    const bought = await stack.clientManaged.waitForRequest(({ path }) => path === '/qps/ticket/ticket');
    expect(bought).toMatchObject({
      status: 201,
      credential: { kind: 'certificate', client: 'proxy-service' },
    });
    const redeemed = await stack.clientManaged.waitForRequest(({ queryNames }) =>
      queryNames.includes('qlikTicket'),
    );
    expect(redeemed).toMatchObject({
      user: 'SANDBOX\\grace',
      origin: stack.origin,
      credential: { kind: 'ticket', client: '/ticket' },
    });
    const socket = await stack.clientManaged.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({ status: 101, credential: { kind: 'session', client: '/ticket' } });
    expect(socket.queryNames).toContain('qlik-csrf-token');
    expect(await boughtTickets(stack)).toBe(1);

    await demo.signOut();
    await demo.expectSignedOut();
    const ended = await stack.clientManaged.waitForRequest(({ method }) => method === 'DELETE');
    expect(ended).toMatchObject({ path: '/ticket/qps/user', status: 200, user: 'SANDBOX\\grace' });
    const stored = await storedTexts(page);
    expect(stored).not.toMatch(/qlikTicket|csrf|X-Qlik-Session/i);
    expect(await stack.cloud.requests()).toEqual([]);
  });

  test('buys another ticket when the first came too late, and only one', async ({ page, stack }) => {
    const demo = await openDemo(page, stack);
    await demo.expectSignedIn();
    await demo.signOut();
    await stack.clientManaged.forgetRequests();
    let late = 1;
    await page.route('**/ticket/resources/**', async (route) => {
      if (late-- > 0) await stack.clientManaged.operate('expire-tickets');
      await route.continue();
    });
    await demo.signIn();
    await demo.expectSignedIn();
    expect(await boughtTickets(stack)).toBe(2);

    await demo.signOut();
    await stack.clientManaged.forgetRequests();
    late = Infinity;
    await demo.signIn();
    await expect(demo.problem).toContainText('sign-in-refused');
    await expect(demo.problem).toContainText('a ticket is good once, for a minute');
    expect(await boughtTickets(stack)).toBe(2);
    late = 0;
    await demo.signIn();
    await demo.expectSignedIn();
  });

  test('goes on with a new session when the server ended the last one, the open app included', async ({
    page,
    stack,
  }) => {
    const demo = await openDemo(page, stack);
    await demo.openApp();
    await stack.clientManaged.expireTokens({ user: 'grace' });
    const app = demo.call(APP_CALL);
    await expect(app.getByRole('alert')).toContainText('nothing happened for a while');
    await stack.clientManaged.forgetRequests();
    await app.getByRole('button', { name: 'Try again' }).click();
    await expect(app.getByText(/Open, with (one|[1-9]\d*) sheets?/)).toBeVisible();
    await demo.expectSignedIn();
    expect(await boughtTickets(stack)).toBe(1);
    const socket = await stack.clientManaged.waitForRequest(
      ({ kind, status }) => kind === 'websocket' && status === 101,
    );
    expect(socket.user).toBe('SANDBOX\\grace');
  });

  test('reports that five sessions are open elsewhere and opens the app once one has ended', async ({
    page,
    stack,
    browser,
  }) => {
    const free = await openOtherSessions(browser, stack, {
      user: 'edgar',
      count: 5,
      virtualProxy: 'ticket',
    });
    const demo = await openDemo(page, stack, 'edgar');
    await demo.expectSignedIn();
    await demo.expectSessionLimit(free);
  });

  test('reports that the user has no license, and opens the app when there is one', async ({
    page,
    stack,
  }) => {
    await stack.clientManaged.operate('license', { user: 'grace', licensed: false });
    try {
      const demo = await openDemo(page, stack);
      const app = demo.call(APP_CALL);
      await app.getByRole('button', { name: 'Open the app' }).click();
      await expect(app.getByRole('alert')).toContainText('No available access type');
      await expect(app.getByRole('alert')).toContainText('license');
      await stack.clientManaged.operate('license', { user: 'grace', licensed: true });
      await app.getByRole('button', { name: 'Try again' }).click();
      await expect(app.getByText(/Open, with (one|[1-9]\d*) sheets?/)).toBeVisible();
    } finally {
      await stack.clientManaged.operate('license', { user: 'grace', licensed: true });
    }
  });

  test('reports who can fix a wrong setup of server or backend', async ({ page, stack }) => {
    const wrong = (change: object) => async () => {
      await stack.startBackend(({ connections }) => ({
        connections: { ...connections, 'server-ticket': { ...connections['server-ticket'], ...change } },
      }));
    };
    await test.step('a user whom the server knows as inactive', async () => {
      await wrong({ user: { map: { grace: 'noah' } } })();
      const demo = await openDemo(page, stack);
      await expect(demo.problem).toContainText('sign-in-refused');
      await expect(demo.problem).toContainText('Ask the administrator');
    });
    await test.step('a virtual proxy that is not the page’s', async () => {
      await wrong({ virtualProxy: 'legacy' })();
      const demo = await openDemo(page, stack);
      await expect(demo.problem).toContainText('sign-in-refused');
      await expect(demo.problem).toContainText('virtual proxy');
    });
    await test.step('a certificate that the server does not know', async () => {
      const { jwtKey, folder } = stack.sandbox.clientManagedCertificates;
      await wrong({ certificate: { file: `${folder}/jwt_certificate.pem` }, key: { file: jwtKey } })();
      const demo = await openDemo(page, stack);
      await expect(demo.problem).toContainText('Qlik cannot be reached from the backend');
      await expect(demo.problem).toContainText('finds the reason in the log');
    });
  });

  test('reports a missing prefix: the virtual proxy requires another sign-in', async ({ page, stack }) => {
    stack.configureOne('server-ticket', (connection) => ({
      ...connection,
      host: new URL(connection.host).origin,
    }));
    const demo = new DemoPage(page, stack, 'ticket');
    await demo.open();
    await demo.signInToApplication('grace');
    await expect(demo.problem).toContainText('sign-in-refused');
    await expect(demo.problem).toContainText('virtual proxy');
    await demo.expectSignedOut();
  });

  test('reports that the backend is down, and signs in when it is up again', async ({ page, stack }) => {
    const demo = await openDemo(page, stack);
    await demo.expectSignedIn();
    await demo.signOut();
    await stack.stopBackend();
    await demo.signIn();
    await expect(demo.problem).toContainText('http-unreachable');
    await expect(demo.problem).toContainText('backend does not answer');
    await stack.startBackend();
    await demo.signIn();
    // Its sessions were in memory.
    await expect(demo.problem).toContainText('Sign in to the application first');
    await demo.signInToApplication('grace');
    await demo.expectSignedIn();
  });

  test('reports that cookies are blocked where page and server are different sites', async ({
    page,
    stack,
  }) => {
    stack.configure(
      stack.connections
        .filter(({ id }) => id === 'server-ticket')
        .map((each) => ({ ...each, host: each.host.replace('localhost', '127.0.0.1') })),
    );
    const demo = new DemoPage(page, stack, 'ticket');
    await demo.open();
    await demo.signInToApplication('grace');
    await expect(demo.problem).toContainText('cookies-blocked');
    await expect(demo.problem).toContainText('third-party cookies');
  });
});
