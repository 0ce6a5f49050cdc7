import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, type TestStack, test } from '../fixtures/stack.ts';
import { storedTexts } from '../fixtures/sign-in.ts';

const APP_CALL = 'Main call: open an app';

/** How many tickets the backend has bought. */
async function boughtTickets(stack: TestStack): Promise<number> {
  const requests = await stack.clientManaged.requests();
  return requests.filter(({ path, status }) => path === '/qps/ticket/ticket' && status === 201).length;
}

test.describe('ticket', () => {
  test('buys the user of the application a session at the server, and another ticket where one came too late', async ({
    page,
    stack,
  }) => {
    stack.keepOnly('server-ticket');
    const demo = new DemoPage(page, stack, 'ticket');
    await demo.open();
    await demo.signInToApplication('grace');
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText('grace');
    await test.step('opens the app only when the user has a license', async () => {
      const app = demo.call(APP_CALL);
      await stack.clientManaged.operate('license', { user: 'grace', licensed: false });
      try {
        await app.getByRole('button', { name: 'Open the app' }).click();
        await expect(app.getByRole('alert')).toContainText('No available access type');
        await expect(app.getByRole('alert')).toContainText('license');
      } finally {
        await stack.clientManaged.operate('license', { user: 'grace', licensed: true });
      }
      await app.getByRole('button', { name: 'Try again' }).click();
      await expect(demo.appIsOpen).toBeVisible();
    });
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

    await test.step('goes on with a new session when the server ended the last one, the open app included', async () => {
      await stack.clientManaged.expireTokens({ user: 'grace' });
      const app = demo.call(APP_CALL);
      await expect(app.getByRole('alert')).toContainText('nothing happened for a while');
      await stack.clientManaged.forgetRequests();
      await app.getByRole('button', { name: 'Try again' }).click();
      await expect(demo.appIsOpen).toBeVisible();
      await demo.expectSignedIn();
      expect(await boughtTickets(stack)).toBe(1);
      const resumed = await stack.clientManaged.waitForRequest(
        ({ kind, status }) => kind === 'websocket' && status === 101,
      );
      expect(resumed.user).toBe('SANDBOX\\grace');
    });

    await demo.signOut();
    await demo.expectSignedOut();
    const ended = await stack.clientManaged.waitForRequest(({ method }) => method === 'DELETE');
    expect(ended).toMatchObject({ path: '/ticket/qps/user', status: 200, user: 'SANDBOX\\grace' });
    const stored = await storedTexts(page);
    expect(stored).not.toMatch(/qlikTicket|csrf|X-Qlik-Session/i);
    expect(await stack.cloud.requests()).toEqual([]);

    await test.step('buys another ticket when the first came too late, and only one', async () => {
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
  });
});
