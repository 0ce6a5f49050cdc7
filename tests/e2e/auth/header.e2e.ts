import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, test } from '../fixtures/stack.ts';
import { storedTexts } from '../fixtures/sign-in.ts';

const APP_CALL = 'Main call: open an app';

test.describe('header', () => {
  test('lets the backend name the user of the application to the server', async ({ page, stack }) => {
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== stack.origin) foreign.push(request.url());
    });
    stack.keepOnly('server-header');
    const demo = new DemoPage(page, stack, 'header');
    await demo.open();
    await demo.signInToApplication('grace');
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

    await test.step('lets no browser name a user', async () => {
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
      const users = (await stack.clientManaged.requests()).flatMap(({ path, user }) =>
        path.startsWith('/header/qlik-embed/') ? [] : [user],
      );
      expect(new Set(users)).toEqual(new Set(['SANDBOX\\grace']));
    });

    await test.step('continues automatically when the server ended the session; the open app at a click', async () => {
      await stack.clientManaged.expireTokens({ user: 'grace' });
      const app = demo.call(APP_CALL);
      await expect(app.getByRole('alert')).toContainText('nothing happened for a while');
      await app.getByRole('button', { name: 'Try again' }).click();
      await expect(demo.appIsOpen).toBeVisible();
      await demo.expectSignedIn();
    });

    await demo.signOut();
    await demo.expectSignedOut();
    const ended = await stack.clientManaged.waitForRequest(({ method }) => method === 'DELETE');
    expect(ended).toMatchObject({ path: '/header/qps/user', status: 200, user: 'SANDBOX\\grace' });
    expect(foreign, 'requests of the page to other origins').toEqual([]);
    expect(await storedTexts(page)).not.toMatch(/X-Qlik-|SANDBOX\\|csrf/i);

    await test.step('gives the next user of the application a session of their own', async () => {
      await demo.signIn();
      await expect(demo.call('Who am I')).toContainText('Grace Hopper');
      await demo.openApp();
      await demo.signInToApplication('edgar');
      await demo.expectSignedIn();
      await expect(demo.call('Who am I')).toContainText('Edgar Codd');
      await expect(demo.tryIt).not.toContainText('Grace');
    });
  });
});
