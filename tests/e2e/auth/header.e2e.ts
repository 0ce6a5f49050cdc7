import type { Page } from '@playwright/test';
import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, type TestStack, test } from '../fixtures/stack.ts';
import { storedTexts, type UserName } from '../fixtures/sign-in.ts';
import { openOtherSessions } from '../fixtures/other-sessions.ts';

const APP_CALL = 'Main call: open an app';

async function openDemo(page: Page, stack: TestStack, user: UserName = 'grace'): Promise<DemoPage> {
  stack.keepOnly('server-header');
  const demo = new DemoPage(page, stack, 'header');
  await demo.open();
  await demo.signInToApplication(user);
  return demo;
}

/** Starts the backend with a changed entry for the connection. */
async function withSecrets(stack: TestStack, change: object): Promise<void> {
  await stack.startBackend(({ connections }) => ({
    connections: { ...connections, 'server-header': { ...connections['server-header'], ...change } },
  }));
}

test.describe('header', () => {
  test('lets the backend name the user of the application to the server', async ({ page, stack }) => {
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== stack.origin) foreign.push(request.url());
    });
    const demo = await openDemo(page, stack);
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText('Grace Hopper');
    await demo.openApp();
    // The modules of Qlik's script are public.
    const received = (await stack.clientManaged.requests()).filter(
      ({ path }) => !path.startsWith('/header/qlik-embed/'),
    );
    expect(received.map(({ credential }) => credential)).toEqual(
      received.map(() => ({ kind: 'header', client: '/header' })),
    );
    expect(new Set(received.map(({ user }) => user))).toEqual(new Set(['SANDBOX\\grace']));
    const socket = await stack.clientManaged.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({ status: 101, path: expect.stringMatching(/^\/header\/app\//) });
    // The page's own, passed on for the server's host allow list; and the token of the session that the backend keeps.
    expect(socket.origin).toBe(stack.origin);
    expect(socket.queryNames).toContain('qlik-csrf-token');

    await demo.signOut();
    await demo.expectSignedOut();
    const ended = await stack.clientManaged.waitForRequest(({ method }) => method === 'DELETE');
    expect(ended).toMatchObject({ path: '/header/qps/user', status: 200, user: 'SANDBOX\\grace' });
    expect(foreign, 'requests of the page to other origins').toEqual([]);
    expect(await storedTexts(page)).not.toMatch(/X-Qlik-|SANDBOX\\|csrf/i);
  });

  test('lets no browser name a user', async ({ page, stack }) => {
    const demo = await openDemo(page, stack);
    await demo.expectSignedIn();
    const asked = await page.evaluate(async () => {
      const names = ['X-Qlik-Demo-User', 'x_qlik_demo_user', 'X-Qlik-User'];
      const spellings = ['SANDBOX\\ada', 'UserDirectory=SANDBOX; UserId=ada'];
      const answers = [];
      for (const name of names) {
        for (const value of spellings) {
          const answer = await fetch('/qlik/server-header/qps/user', { headers: { [name]: value } });
          answers.push(((await answer.json()) as { userId: string }).userId);
        }
      }
      const cookie = await fetch('/qlik/server-header/qps/user?X-Qlik-Demo-User=SANDBOX%5Cada');
      return [...answers, ((await cookie.json()) as { userId: string }).userId];
    });
    expect(asked).toEqual(Array.from({ length: 7 }, () => 'grace'));
    const users = (await stack.clientManaged.requests()).map(({ user }) => user);
    expect(new Set(users)).toEqual(new Set(['SANDBOX\\grace']));
  });

  test('gives the next user of the application a session of their own', async ({ page, stack }) => {
    const demo = await openDemo(page, stack);
    await expect(demo.call('Who am I')).toContainText('Grace Hopper');
    await demo.openApp();
    await demo.signInToApplication('edgar');
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText('Edgar Codd');
    await expect(demo.tryIt).not.toContainText('Grace');
  });

  test('continues automatically when the server ended the session; the open app at a click', async ({
    page,
    stack,
  }) => {
    const demo = await openDemo(page, stack);
    await demo.openApp();
    await stack.clientManaged.expireTokens({ user: 'grace' });
    const app = demo.call(APP_CALL);
    await expect(app.getByRole('alert')).toContainText('nothing happened for a while');
    await app.getByRole('button', { name: 'Try again' }).click();
    await expect(app.getByText(/Open, with (one|[1-9]\d*) sheets?/)).toBeVisible();
    await demo.expectSignedIn();
  });

  test('retries while the backend is down, and reports when it is up that its sessions are lost', async ({
    page,
    stack,
  }) => {
    const demo = await openDemo(page, stack);
    await demo.openApp();
    await stack.stopBackend();
    await expect(demo.call(APP_CALL).getByText(/Connecting again/)).toBeVisible();
    await stack.startBackend();
    // Its sessions were in memory: no user is signed in to the application any more.
    await expect(demo.problem).toContainText('Sign in again');
    await demo.signInToApplication('grace');
    await demo.expectSignedIn();
    await demo.openApp();
  });

  test('reports that the server is down, and works when it is up again', async ({ page, stack }) => {
    await stack.clientManaged.stop('lose');
    const demo = await openDemo(page, stack);
    const whoAmI = demo.call('Who am I');
    await expect(whoAmI.getByRole('alert')).toContainText('Qlik cannot be reached from the backend');
    await stack.clientManaged.start();
    await whoAmI.getByRole('button', { name: 'Try again' }).click();
    await expect(whoAmI).toContainText('Grace Hopper');
  });

  test('reports a missing prefix: the virtual proxy refuses its users, and accepts them with the prefix', async ({
    page,
    stack,
  }) => {
    await withSecrets(stack, { host: stack.sandbox.clientManaged });
    const demo = await openDemo(page, stack);
    await expect(demo.problem).toContainText('credential-refused');
    await demo.expectSignedOut();
    await withSecrets(stack, {});
    await demo.signInToApplication('grace');
    await demo.expectSignedIn();
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

  test('reports who can fix backend and server that do not agree', async ({ page, stack }) => {
    await test.step('another header than the virtual proxy’s', async () => {
      await withSecrets(stack, { headerName: 'X-Another-Header' });
      const demo = await openDemo(page, stack);
      await expect(demo.problem).toContainText('credential-refused');
    });
    await test.step('a user who is inactive at the server', async () => {
      await withSecrets(stack, { user: { map: { grace: 'noah' } } });
      const demo = await openDemo(page, stack);
      await expect(demo.call('Who am I').getByRole('alert')).toContainText('http-forbidden');
    });
    await test.step('a user who may not use the connection', async () => {
      await withSecrets(stack, { onlyUsers: ['ada'] });
      const demo = await openDemo(page, stack);
      await expect(demo.problem).toContainText('sign-in-refused');
    });
  });
});
