import type { Page } from '@playwright/test';
import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, type TestStack, test } from '../fixtures/stack.ts';
import { fillInWindowsForm, windowsAccount } from '../fixtures/server-pages.ts';
import { storedTexts } from '../fixtures/sign-in.ts';

/** Browsers whose user agent has the virtual proxy's Windows pattern are asked for NTLM. */
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36';

async function openDemo(page: Page, stack: TestStack): Promise<DemoPage> {
  stack.keepOnly('server-windows');
  const demo = new DemoPage(page, stack, 'windows');
  await demo.open();
  await demo.expectSignedOut();
  return demo;
}

test.describe('windows', () => {
  test('leaves for the server’s form, comes back with a session and opens an app; shows a second user nothing of the first', async ({
    page,
    stack,
  }) => {
    const tokens: string[] = [];
    page.on('response', (response) => tokens.push(response.headers()['qlik-csrf-token'] ?? ''));
    const demo = await openDemo(page, stack);
    await demo.signIn();
    await fillInWindowsForm(page, 'ada');
    await expect(page).toHaveURL(`${stack.origin}/auth-demos/windows`);
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText('Ada Lovelace');
    await demo.openApp();
    const proof = await stack.clientManaged.waitForRequest(({ method }) => method === 'POST');
    expect(proof).toMatchObject({
      path: '/internal_forms_authentication/',
      user: 'SANDBOX\\ada',
      credential: { kind: 'form', client: '/' },
    });
    const socket = await stack.clientManaged.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({
      status: 101,
      user: 'SANDBOX\\ada',
      origin: stack.origin,
      credential: { kind: 'session', client: '/' },
    });
    expect(socket.queryNames).toContain('qlik-csrf-token');

    await test.step('reports that the session ended, and leads back to the same page', async () => {
      await stack.clientManaged.expireTokens({ user: 'ada' });
      const app = demo.call('Main call: open an app');
      await expect(app.getByRole('alert')).toContainText('nothing happened for a while');
      await app.getByRole('button', { name: 'Try again' }).click();
      await expect(demo.problem).toContainText('no longer accepts this sign-in');
      await demo.signIn();
      await fillInWindowsForm(page, 'ada');
      await demo.expectSignedIn();
      await demo.openApp();
    });

    await demo.signOut();
    await demo.expectSignedOut();
    const ended = await stack.clientManaged.waitForRequest(({ method }) => method === 'DELETE');
    expect(ended).toMatchObject({ path: '/qps/user', status: 200, user: 'SANDBOX\\ada' });
    const stored = await storedTexts(page);
    const secrets = [...new Set(tokens.filter(Boolean)), windowsAccount('ada').password];
    expect(secrets.length).toBeGreaterThan(1);
    for (const secret of secrets) expect(stored).not.toContain(secret);
    expect(await stack.cloud.requests()).toEqual([]);

    await test.step('shows a second user nothing of the first', async () => {
      await stack.clientManaged.forgetRequests();
      await demo.signIn();
      await fillInWindowsForm(page, 'grace');
      await expect(demo.call('Who am I')).toContainText('Grace Hopper');
      await expect(page.getByText('Ada Lovelace')).toHaveCount(0);
      const users = (await stack.clientManaged.requests()).flatMap(({ user }) => user ?? []);
      expect([...new Set(users)]).toEqual(['SANDBOX\\grace']);
    });
  });

  test.describe('in a browser on Windows', () => {
    test.use({
      userAgent: WINDOWS,
      httpCredentials: windowsAccount('grace'),
    });

    test('shows the account by NTLM, without a form', async ({ page, stack }) => {
      const demo = await openDemo(page, stack);
      await demo.signIn();
      await demo.expectSignedIn();
      await expect(demo.call('Who am I')).toContainText('Grace Hopper');
      const proof = await stack.clientManaged.waitForRequest(
        ({ credential }) => credential?.kind === 'windows',
      );
      expect(proof).toMatchObject({ user: 'SANDBOX\\grace', path: '/internal_windows_authentication/' });
      const paths = (await stack.clientManaged.requests()).map(({ path }) => path);
      expect(paths).not.toContain('/internal_forms_authentication/');
    });
  });

  test('signs in at a virtual proxy with a prefix, also after a wrong password', async ({ page, stack }) => {
    stack.configure(
      stack.connections
        .filter(({ id }) => id === 'server-windows')
        .map((each) => ({ ...each, host: `${each.host}/ticket` })),
    );
    const demo = new DemoPage(page, stack, 'windows');
    await demo.open();
    await test.step('stays signed out after a wrong password and the way back', async () => {
      await demo.signIn();
      await fillInWindowsForm(page, 'ada', { ...windowsAccount('ada'), password: 'guess' });
      await expect(page.getByRole('alert')).toContainText('incorrect');
      const refused = await stack.clientManaged.waitForRequest(({ status }) => status === 401);
      expect(refused.reason).toContain('password is wrong');
      await page.goto(`${stack.origin}/auth-demos/windows`);
      await demo.expectSignedOut();
    });
    await demo.signIn();
    await fillInWindowsForm(page, 'grace');
    await demo.expectSignedIn();
    await demo.openApp();
    const socket = await stack.clientManaged.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({ status: 101, credential: { kind: 'session', client: '/ticket' } });
  });

  test('reports that the page’s host name is missing in the host allow list', async ({ page, stack }) => {
    const list = { virtualProxy: '', hosts: ['elsewhere.example'] };
    const { before } = (await stack.clientManaged.operate('host-allow-list', list)) as { before: string[] };
    try {
      const demo = await openDemo(page, stack);
      await demo.signIn();
      await expect(demo.problem).toContainText('sign-in-failed');
      await expect(demo.problem).toContainText('host allow list');
      await stack.clientManaged.operate('host-allow-list', { ...list, hosts: before });
      await demo.signIn();
      await fillInWindowsForm(page, 'ada');
      await demo.expectSignedIn();
      await stack.clientManaged.operate('host-allow-list', list);
      const app = demo.call('Main call: open an app');
      await app.getByRole('button', { name: 'Open the app' }).click();
      await expect(app.getByRole('alert')).toContainText('host allow list');
      await demo.expectSignedIn();
    } finally {
      await stack.clientManaged.operate('host-allow-list', { ...list, hosts: before });
    }
  });
});
