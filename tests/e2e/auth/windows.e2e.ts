import type { Page } from '@playwright/test';
import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, type House, test } from '../fixtures/house.ts';
import { fillInWindowsForm, windowsAccount } from '../fixtures/server-pages.ts';
import { storedTexts } from '../fixtures/sign-in.ts';
import { takePlaces } from '../fixtures/taken-places.ts';

/** Browsers whose user agent has the virtual proxy's Windows pattern are asked for NTLM. */
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36';

async function begin(page: Page, house: House): Promise<DemoPage> {
  house.keepOnly('server-windows');
  const demo = new DemoPage(page, house, 'windows');
  await demo.open();
  await demo.expectSignedOut();
  return demo;
}

test.describe('windows', () => {
  test('leaves for the server’s form, comes back with a session and opens an app', async ({
    page,
    house,
  }) => {
    const tokens: string[] = [];
    page.on('response', (response) => tokens.push(response.headers()['qlik-csrf-token'] ?? ''));
    const demo = await begin(page, house);
    await demo.signIn();
    await fillInWindowsForm(page, 'ada');
    await expect(page).toHaveURL(`${house.origin}/auth-demos/windows`);
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText('Ada Lovelace');
    await demo.openApp();
    const proof = await house.clientManaged.waitForRequest(({ method }) => method === 'POST');
    expect(proof).toMatchObject({
      path: '/internal_forms_authentication/',
      user: 'SANDBOX\\ada',
      credential: { kind: 'form', client: '/' },
    });
    const socket = await house.clientManaged.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({
      status: 101,
      user: 'SANDBOX\\ada',
      origin: house.origin,
      credential: { kind: 'session', client: '/' },
    });
    expect(socket.queryNames).toContain('qlik-csrf-token');

    await demo.signOut();
    await demo.expectSignedOut();
    const ended = await house.clientManaged.waitForRequest(({ method }) => method === 'DELETE');
    expect(ended).toMatchObject({ path: '/qps/user', status: 200, user: 'SANDBOX\\ada' });
    const stored = await storedTexts(page);
    const secrets = [...new Set(tokens.filter(Boolean)), windowsAccount('ada').password];
    expect(secrets.length).toBeGreaterThan(1);
    for (const secret of secrets) expect(stored).not.toContain(secret);
    expect(await house.cloud.requests()).toEqual([]);
  });

  test.describe('in a browser on Windows', () => {
    test.use({
      userAgent: WINDOWS,
      httpCredentials: windowsAccount('grace'),
    });

    test('shows the account by NTLM, without a form', async ({ page, house }) => {
      const demo = await begin(page, house);
      await demo.signIn();
      await demo.expectSignedIn();
      await expect(demo.call('Who am I')).toContainText('Grace Hopper');
      const proof = await house.clientManaged.waitForRequest(
        ({ credential }) => credential?.kind === 'windows',
      );
      expect(proof).toMatchObject({ user: 'SANDBOX\\grace', path: '/internal_windows_authentication/' });
      const paths = (await house.clientManaged.requests()).map(({ path }) => path);
      expect(paths).not.toContain('/internal_forms_authentication/');
    });
  });

  test('signs in at a virtual proxy with a prefix', async ({ page, house }) => {
    house.configure(
      house.connections
        .filter(({ id }) => id === 'server-windows')
        .map((each) => ({ ...each, host: `${each.host}/ticket` })),
    );
    const demo = new DemoPage(page, house, 'windows');
    await demo.open();
    await demo.signIn();
    await fillInWindowsForm(page, 'grace');
    await demo.expectSignedIn();
    await demo.openApp();
    const socket = await house.clientManaged.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({ status: 101, credential: { kind: 'session', client: '/ticket' } });
  });

  test('stays signed out after a wrong password and the way back', async ({ page, house }) => {
    const demo = await begin(page, house);
    await demo.signIn();
    await fillInWindowsForm(page, 'ada', { ...windowsAccount('ada'), password: 'guess' });
    await expect(page.getByRole('alert')).toContainText('incorrect');
    const refused = await house.clientManaged.waitForRequest(({ status }) => status === 401);
    expect(refused.reason).toContain('password is wrong');
    await page.goto(`${house.origin}/auth-demos/windows`);
    await demo.expectSignedOut();
    await demo.signIn();
    await fillInWindowsForm(page, 'ada');
    await demo.expectSignedIn();
  });

  test('says that five sessions are open elsewhere and opens the app once one has ended', async ({
    page,
    house,
    browser,
  }) => {
    const free = await takePlaces(browser, house, { user: 'edgar', places: 5, virtualProxy: 'ticket' });
    const demo = await begin(page, house);
    await demo.signIn();
    await fillInWindowsForm(page, 'edgar');
    await demo.expectSignedIn();
    await demo.expectToWaitForPlace(free);
  });

  test('shows a second user nothing of the first', async ({ page, house }) => {
    const demo = await begin(page, house);
    await demo.signIn();
    await fillInWindowsForm(page, 'grace');
    await expect(demo.call('Who am I')).toContainText('Grace Hopper');
    await demo.signOut();
    await demo.expectSignedOut();
    await house.clientManaged.forgetRequests();
    await demo.signIn();
    await fillInWindowsForm(page, 'ada');
    await expect(demo.call('Who am I')).toContainText('Ada Lovelace');
    await expect(page.getByText('Grace Hopper')).toHaveCount(0);
    const users = (await house.clientManaged.requests()).flatMap(({ user }) => user ?? []);
    expect([...new Set(users)]).toEqual(['SANDBOX\\ada']);
  });

  test('says that the session ended, and leads back to the same page', async ({ page, house }) => {
    const demo = await begin(page, house);
    await demo.signIn();
    await fillInWindowsForm(page, 'ada');
    await demo.openApp();
    await house.clientManaged.expireTokens({ user: 'ada' });
    const app = demo.call('Main call: open an app');
    await expect(app.getByRole('alert')).toContainText('nothing happened for a while');
    await app.getByRole('button', { name: 'Try again' }).click();
    await expect(demo.problem).toContainText('no longer accepts this sign-in');
    await demo.signIn();
    await fillInWindowsForm(page, 'ada');
    await demo.expectSignedIn();
    await demo.openApp();
  });

  test('says that the page’s host name is missing in the host allow list', async ({ page, house }) => {
    const list = { virtualProxy: '', hosts: ['elsewhere.example'] };
    const { before } = (await house.clientManaged.operate('host-allow-list', list)) as { before: string[] };
    try {
      const demo = await begin(page, house);
      await demo.signIn();
      await expect(demo.problem).toContainText('sign-in-failed');
      await expect(demo.problem).toContainText('host allow list');
      await house.clientManaged.operate('host-allow-list', { ...list, hosts: before });
      await demo.signIn();
      await fillInWindowsForm(page, 'ada');
      await demo.expectSignedIn();
      await house.clientManaged.operate('host-allow-list', list);
      const app = demo.call('Main call: open an app');
      await app.getByRole('button', { name: 'Open the app' }).click();
      await expect(app.getByRole('alert')).toContainText('host allow list');
      await demo.expectSignedIn();
    } finally {
      await house.clientManaged.operate('host-allow-list', { ...list, hosts: before });
    }
  });

  test('says that cookies are blocked where page and server are different sites', async ({ page, house }) => {
    house.configure(
      house.connections
        .filter(({ id }) => id === 'server-windows')
        .map((each) => ({ ...each, host: each.host.replace('localhost', '127.0.0.1') })),
    );
    const demo = new DemoPage(page, house, 'windows');
    await demo.open();
    await demo.signIn();
    await fillInWindowsForm(page, 'ada');
    await expect(demo.problem).toContainText('cookies-blocked');
  });

  test('says that the server is down, and signs in when it is up again', async ({ page, house }) => {
    const demo = await begin(page, house);
    await house.clientManaged.stop('lose');
    await demo.signIn();
    await expect(demo.problem).toContainText('http-unreachable');
    await house.clientManaged.start();
    await demo.signIn();
    await fillInWindowsForm(page, 'ada');
    await demo.expectSignedIn();
  });
});
