import type { Page } from '@playwright/test';
import type { WrittenConnection } from '../support/stack/connections.ts';
import { expect, type TestStack, test } from './fixtures/stack.ts';
import { openSignedInToApplication, SERVERS, signInToWindows } from './fixtures/server-pages.ts';

const FLIGHTS = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001';

/** The data of an app, as the application shows it. */
async function openApp(page: Page, stack: TestStack, connection: string): Promise<void> {
  await page.goto(`${stack.origin}/connections/${connection}/apps/${FLIGHTS}?view=data`);
}

async function expectRows(page: Page): Promise<void> {
  await expect(page.getByRole('table', { name: 'Data' })).toContainText('2001-01-01', { timeout: 20_000 });
}

/** A connection to the virtual proxy that is as servers were before they had Qlik's script. */
function toOldServer({ sandbox }: TestStack, runtime?: { readonly bundled: true }): WrittenConnection {
  return {
    id: 'server-of-old',
    label: 'Server of old',
    platform: 'client-managed',
    host: `${sandbox.clientManaged}/legacy`,
    auth: { type: 'windows' },
    ...(runtime && { runtime }),
  };
}

const scriptsOf = async ({ clientManaged }: TestStack) =>
  (await clientManaged.requests()).filter(({ path }) => path.endsWith('/qlik-embed/main.js'));

test('the script of a client-managed server is fetched with the session, once there is one', async ({
  page,
  stack,
}) => {
  stack.keepOnly(SERVERS.windows);
  await openApp(page, stack, SERVERS.windows);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Sign in to');
  expect(await scriptsOf(stack)).toEqual([]);
  await signInToWindows(page, 'ada');
  await expectRows(page);
  const scripts = await scriptsOf(stack);
  expect(scripts.map(({ status, user, origin }) => [status, user, origin])).toEqual([
    [200, 'SANDBOX\\ada', stack.origin],
  ]);
});

test.describe('a server that has no script', () => {
  test('uses the application’s own copy, which no other connection loads', async ({ page, stack }) => {
    const bundle: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/qlik-runtime/')) bundle.push(request.url());
    });
    stack.configure([toOldServer(stack, { bundled: true })]);
    await page.goto(stack.origin);
    await expect(page.getByRole('article')).toContainText('Server of old');
    expect(bundle).toEqual([]);
    await openApp(page, stack, 'server-of-old');
    await signInToWindows(page, 'ada');
    await expectRows(page);
    expect(bundle).toContain(`${stack.origin}/qlik-runtime/qlik-client.js`);
    expect(await scriptsOf(stack)).toEqual([]);
  });

  test('fails alone without that, and reports what the connection needs', async ({ page, stack }) => {
    stack.configure([toOldServer(stack), ...stack.connections.filter(({ id }) => id === SERVERS.windows)]);
    await openApp(page, stack, 'server-of-old');
    await signInToWindows(page, 'ada');
    await expect(page.getByRole('main')).toContainText('"runtime": { "bundled": true }', { timeout: 20_000 });
    await openApp(page, stack, SERVERS.windows);
    await signInToWindows(page, 'ada');
    await expectRows(page);
  });

  test('may be an engine that only the backend’s certificate opens', async ({ page, stack }) => {
    stack.keepOnly(SERVERS.certificate);
    await openSignedInToApplication(page, stack, 'ada', `${stack.origin}/favicon.svg`);
    await openApp(page, stack, SERVERS.certificate);
    await expectRows(page);
  });
});

test.describe('an open app whose session the server ends', () => {
  test('waits for the user, and continues with a new session', async ({ page, stack }) => {
    stack.keepOnly(SERVERS.ticket);
    await openSignedInToApplication(page, stack, 'ada', `${stack.origin}/favicon.svg`);
    await openApp(page, stack, SERVERS.ticket);
    await expectRows(page);
    await stack.clientManaged.expireTokens({ sessions: true });
    await expect(page.getByRole('alert')).toContainText('nothing happened for a while');
    await stack.clientManaged.forgetRequests();
    await page.getByRole('button', { name: 'Connect again' }).click();
    await stack.clientManaged.waitForRequest(({ kind }) => kind === 'websocket');
    await expect(page.getByRole('alert')).toHaveCount(0);
    await expectRows(page);
    const requests = await stack.clientManaged.requests();
    expect(requests.filter(({ queryNames }) => queryNames.includes('qlikTicket'))).toHaveLength(1);
    // No socket was tried with the session that has ended.
    expect(requests.filter(({ kind }) => kind === 'websocket').map(({ status }) => status)).toEqual([101]);
  });
});
