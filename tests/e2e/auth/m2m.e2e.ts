import type { Page } from '@playwright/test';
import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, type House, test, type WrittenSecrets } from '../fixtures/house.ts';
import { storedTexts, type UserName } from '../fixtures/sign-in.ts';

const ID = 'cloud-m2m';
const MACHINE = 'qlikbot\\sandbox-web';

/** On the demo page, signed in to the application. */
async function begin(page: Page, house: House, user: UserName = 'dora'): Promise<DemoPage> {
  house.keepOnly(ID);
  const demo = new DemoPage(page, house, 'm2m');
  await demo.open();
  await demo.signInToApplication(user);
  return demo;
}

const withSecrets =
  (fields: Readonly<Record<string, unknown>>) =>
  ({ connections }: WrittenSecrets): WrittenSecrets => ({
    connections: { ...connections, [ID]: { ...connections[ID], ...fields } },
  });

test.describe('m2m', () => {
  test('shows everybody what the OAuth client sees, and no browser its token', async ({ page, house }) => {
    const withToken: string[] = [];
    page.on('request', (request) => {
      if (request.headers()['authorization'] !== undefined) withToken.push(request.url());
    });
    // Dora herself sees no space.
    const demo = await begin(page, house, 'dora');
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText(MACHINE);
    await expect(demo.call('Which tenant is this')).toContainText('Sandbox');
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    const issued = await house.cloud.waitForRequest(({ path }) => path === '/oauth/token');
    expect(issued).toMatchObject({
      status: 200,
      credential: { kind: 'client_credentials', client: 'sandbox-web' },
    });
    const asMachine = { user: MACHINE, credential: { kind: 'bearer-oauth', client: 'sandbox-web' } };
    for (const path of ['/api/v1/tenants/me', '/api/v1/spaces']) {
      const call = await house.cloud.waitForRequest((request) => request.path === path);
      expect(call).toMatchObject({ status: 200, ...asMachine });
    }

    await demo.openApp();
    const socket = await house.cloud.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({ status: 101, ...asMachine });
    expect(socket.queryNames).not.toContain('accessToken');
    const tokens = (await house.cloud.requests()).filter(({ path }) => path === '/oauth/token');
    expect(tokens).toHaveLength(1);
    expect(withToken).toEqual([]);
    expect(await storedTexts(page)).not.toMatch(/eyJ/);

    await demo.signOut();
    await demo.expectSignedOut();
    await page.reload();
    await demo.expectSignedOut();
  });

  test('fetches another token when the one at hand ends in mid-session: the list and the open app go on', async ({
    page,
    house,
  }) => {
    const demo = await begin(page, house);
    await demo.openApp();
    const { grants } = await demo.expectToOutliveTokens();
    expect(grants).toEqual(['client_credentials']);
  });

  test('says that the client secret is wrong to whom it concerns, and goes on once it is right', async ({
    page,
    house,
  }) => {
    await house.startBackend(withSecrets({ clientSecret: 'a-wrong-secret' }));
    const demo = await begin(page, house);
    const spaces = demo.call('Main call: spaces');
    await expect(spaces.getByRole('alert')).toContainText('refused what the backend proved itself with');
    await expect(spaces.getByRole('alert')).toContainText('An administrator compares');
    await expect(page.getByRole('main')).not.toContainText('a-wrong-secret');
    await house.startBackend();
    // The backend's sessions were in its memory.
    await spaces.getByRole('button', { name: 'Try again' }).click();
    await expect(demo.account).toContainText('Your application has a sign-in of its own');
    await demo.signInToApplication('dora');
    await expect(spaces).toContainText('Flight operations');
  });

  test('keeps out whom the backend does not allow to use it', async ({ page, house }) => {
    await house.startBackend(withSecrets({ audience: undefined, onlyUsers: ['grace'] }));
    const demo = await begin(page, house, 'dora');
    await expect(demo.problem).toContainText('This connection is not for you');
    await expect(demo.problem).toContainText('Ask an administrator for access');
    expect(await house.cloud.requests()).toEqual([]);
    await demo.signInToApplication('grace');
    await demo.expectSignedIn();
  });

  test('says that the backend does not know the connection, and what to do', async ({ page, house }) => {
    await house.startBackend(({ connections }) => {
      const { [ID]: _left, ...others } = connections;
      return { connections: others };
    });
    const demo = await begin(page, house);
    await expect(demo.problem).toContainText('The backend has no such connection');
    await expect(demo.problem).toContainText('Use the same id in connections.json and in the secrets file');
  });

  test('says that the tenant is down, and goes on when it is up without a new sign-in', async ({
    page,
    house,
  }) => {
    const demo = await begin(page, house);
    await demo.expectSignedIn();
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    await house.cloud.stop('keep');
    await page.getByRole('link', { name: 'All spaces' }).click();
    await expect(page.getByRole('alert')).toContainText('Qlik cannot be reached from the backend');
    await house.cloud.start();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('table', { name: 'Spaces' })).toBeVisible();
  });

  test('ends in the middle of the work when the backend forgets the user, and leads back to the same page', async ({
    page,
    house,
  }) => {
    const demo = await begin(page, house);
    await demo.expectSignedIn();
    await page.getByRole('link', { name: 'All spaces' }).click();
    await expect(page.getByRole('table', { name: 'Spaces' })).toBeVisible();
    await house.stopBackend();
    await page.getByRole('link', { name: 'Flight operations' }).click();
    await expect(page.getByRole('alert').first()).toContainText('could not be loaded');
    await house.startBackend();
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByRole('button', { name: 'Sign in to this application' }).click();
    await page.getByRole('button', { name: 'Grace Hopper' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Flight operations');
  });
});
