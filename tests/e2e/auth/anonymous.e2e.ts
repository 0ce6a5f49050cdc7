import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, test } from '../fixtures/stack.ts';
import { storedTexts } from '../fixtures/sign-in.ts';

const TOKEN_CALL = '/oauth/token/anonymous-embed';
const SHARED_APP = '/app/5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002';

test.describe('anonymous', () => {
  test.beforeEach(({ stack }) => {
    stack.keepOnly('cloud-anonymous');
  });

  test('shows the shared app without a sign-in, as long as it has an access code', async ({
    page,
    stack,
  }) => {
    const demo = new DemoPage(page, stack, 'anonymous');
    await demo.open();
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText('You are not identified by name.');
    await expect(demo.call('Who am I')).toContainText('Anonymous user');
    const token = await stack.cloud.waitForRequest(
      ({ path, method }) => path === TOKEN_CALL && method === 'POST',
    );
    expect(token).toMatchObject({
      status: 200,
      origin: stack.origin,
      credential: { kind: 'urn:qlik:oauth:anonymous-embed', client: 'sandbox-anonymous' },
    });
    const me = await stack.cloud.waitForRequest(
      ({ path, method }) => path === '/api/v1/users/me' && method === 'GET',
    );
    expect(me).toMatchObject({ user: token.user, credential: { kind: 'bearer-oauth' } });

    await demo.openApp();
    const socket = await stack.cloud.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({
      path: SHARED_APP,
      status: 101,
      user: token.user,
      credential: { kind: 'websocket-token', client: 'sandbox-anonymous' },
    });
    // Nothing but the tracking code is kept; access tokens of the sandbox are JWTs.
    expect(await storedTexts(page)).not.toContain('eyJ');

    await test.step('fetches a new token when the last one ends with an app open, and the app goes on', async () => {
      await stack.cloud.expireTokens();
      await stack.cloud.forgetRequests();
      await stack.cloud.closeSockets();
      const another = await stack.cloud.waitForRequest(
        ({ kind, status }) => kind === 'websocket' && status === 101,
      );
      expect(another.path).toBe(SHARED_APP);
      await expect(demo.appIsOpen).toBeVisible();
      await expect(demo.problem).toHaveCount(0);
      const tokens = (await stack.cloud.requests()).filter(
        ({ path, method }) => path === TOKEN_CALL && method === 'POST',
      );
      expect(tokens.map(({ status }) => status)).toEqual([200]);
    });

    await test.step('signs out, and in again', async () => {
      await demo.signOut();
      await demo.expectSignedOut();
      await page.reload();
      await demo.expectSignedOut();
      await demo.signIn();
      await demo.expectSignedIn();
    });

    await test.step('opens no other app, and reports that it does not exist', async () => {
      const call = demo.call('Main call: open an app');
      await call.getByLabel('App id').fill('5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001');
      await call.getByRole('button', { name: 'Open the app' }).click();
      await expect(call.getByRole('alert')).toContainText('app-not-found');
      await call.getByLabel('App id').fill('5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002');
      await call.getByRole('button', { name: 'Open the app' }).click();
      await expect(call.getByText(/Open, with/)).toBeVisible();
    });

    await test.step('ends, with the reason, when the access code is withdrawn in mid-session', async () => {
      const detail = 'The access code is unknown.';
      await page.route(`**${TOKEN_CALL}`, (route) =>
        route.request().method() === 'OPTIONS'
          ? route.continue()
          : route.fulfill({
              status: 401,
              headers: { 'access-control-allow-origin': stack.origin },
              json: { errors: [{ title: 'access_denied', detail }] },
            }),
      );
      await stack.cloud.expireTokens();
      await stack.cloud.closeSockets();
      await expect(demo.problem.first()).toContainText(detail.slice(0, -1));
      await page.unroute(`**${TOKEN_CALL}`);
    });
  });

  test('keeps the anonymous user of a browser, and gives another browser another one', async ({
    page,
    stack,
    browser,
  }) => {
    const subjectIn = async (demo: DemoPage) => {
      await demo.open();
      await expect(demo.call('Who am I')).toContainText('anonymous\\');
      return demo
        .call('Who am I')
        .getByText(/^anonymous\\/)
        .textContent();
    };
    const first = await subjectIn(new DemoPage(page, stack, 'anonymous'));
    expect(await subjectIn(new DemoPage(page, stack, 'anonymous'))).toBe(first);
    const elsewhere = await browser.newContext();
    expect(await subjectIn(new DemoPage(await elsewhere.newPage(), stack, 'anonymous'))).not.toBe(first);
    await elsewhere.close();
  });
});
