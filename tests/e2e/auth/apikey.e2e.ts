import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { requestJson, sendRequest } from '../../support/http-client.ts';
import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, type TestStack, test } from '../fixtures/stack.ts';
import { storedTexts, type UserName } from '../fixtures/sign-in.ts';

const ID = 'cloud-apikey';

/** On the demo page, signed in to the application. */
async function openDemo(page: Page, stack: TestStack, user: UserName = 'dora'): Promise<DemoPage> {
  stack.keepOnly(ID);
  const demo = new DemoPage(page, stack, 'apikey');
  await demo.open();
  await demo.signInToApplication(user);
  return demo;
}

/** Gives the backend an API key; its sessions are lost. */
async function startBackendWith(stack: TestStack, apiKey: string): Promise<void> {
  await stack.startBackend(({ connections }) => ({
    connections: { ...connections, [ID]: { ...connections[ID], apiKey } },
  }));
}

async function issueKey(stack: TestStack, user: UserName, description = 'of a test'): Promise<string> {
  const { token } = (await stack.cloud.operate('api-keys', { user, description })) as { token: string };
  return token;
}

/** Revokes an API key by itself, as its owner does. */
async function revoke(stack: TestStack, key: string, name: string): Promise<void> {
  const headers = { authorization: `Bearer ${key}` };
  const { data } = (await requestJson(`${stack.sandbox.cloud}/api/v1/api-keys`, { headers })) as {
    data: readonly { id: string; description: string }[];
  };
  const own = data.find(({ description }) => description === name);
  const answer = await sendRequest(`${stack.sandbox.cloud}/api/v1/api-keys/${own?.id ?? ''}`, {
    method: 'DELETE',
    headers,
  });
  expect(answer.status).toBe(204);
}

test.describe('apikey', () => {
  test('acts as the user whose key the backend has, and shows no browser the key', async ({
    page,
    stack,
  }) => {
    const shipped = stack.sandbox.cloudKeys.apiKeys.find(({ tenant }) => tenant === 'cloud');
    const key = readFileSync(shipped?.file ?? '', 'utf8').trim();
    const seen: string[] = [];
    page.on('request', (request) => seen.push(request.url() + JSON.stringify(request.headers())));
    page.on('response', (response) => {
      if (/json|javascript/.test(response.headers()['content-type'] ?? ''))
        void response.text().then(
          (text) => seen.push(text),
          () => undefined,
        );
    });
    const demo = await openDemo(page, stack, 'dora');
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText('Grace Hopper');
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    const asGrace = { user: 'grace', credential: { kind: 'bearer-apikey' } };
    const spaces = await stack.cloud.waitForRequest(({ path }) => path === '/api/v1/spaces');
    expect(spaces).toMatchObject({ status: 200, ...asGrace });
    expect(spaces.origin).toBeUndefined();

    await demo.openApp();
    const socket = await stack.cloud.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({ status: 101, ...asGrace });
    expect(key.length).toBeGreaterThan(20);
    expect(seen.filter((each) => each.includes(key))).toEqual([]);
    expect(await storedTexts(page)).not.toContain(key);

    await demo.signOut();
    await demo.expectSignedOut();
    await page.reload();
    await demo.expectSignedOut();
  });

  test('lists nothing and opens no app with a key that was revoked in mid-session, and goes on with the next key', async ({
    page,
    stack,
  }) => {
    const key = await issueKey(stack, 'ada', 'first');
    await startBackendWith(stack, key);
    const demo = await openDemo(page, stack);
    await expect(demo.call('Who am I')).toContainText('Ada Lovelace');
    const call = demo.call('Main call: open an app');
    await expect(call.getByRole('button', { name: 'Open the app' })).toBeEnabled();
    await revoke(stack, key, 'first');
    await call.getByRole('button', { name: 'Open the app' }).click();
    await expect(call.getByRole('alert')).toBeVisible();
    await expect(call.getByRole('button', { name: 'Try again' })).toBeVisible();

    await stack.cloud.forgetRequests();
    await page.getByRole('link', { name: 'All spaces' }).click();
    const problem = page.getByRole('main').getByRole('alert');
    await expect(problem).toContainText('refused what the backend proved itself with');
    await expect(problem).toContainText('An administrator compares');
    const asked = (await stack.cloud.requests()).filter(({ path }) => path === '/api/v1/spaces');
    expect(asked.map(({ status }) => status)).toEqual([401]);

    await startBackendWith(stack, await issueKey(stack, 'edgar'));
    await problem.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Sign in to this application' }).click();
    await page.getByRole('button', { name: 'Dora Empty' }).click();
    await expect(page.getByRole('table', { name: 'Spaces' })).toContainText('Public data');
  });

  test('refuses a configuration with the key, or with the address that belongs to the backend', async ({
    page,
    stack,
  }) => {
    const main = page.getByRole('main');
    await test.step('a key is not repeated', async () => {
      const key = await issueKey(stack, 'ada');
      stack.configureOne(ID, (connection) => ({ ...connection, auth: { ...connection.auth, apiKey: key } }));
      await page.goto(stack.origin);
      await expect(main).toContainText('a secret is in the configuration of a browser');
      await expect(main).toContainText('cloud-apikey');
      await expect(main).not.toContainText(key);
    });
    await test.step('the address of the tenant as the host', async () => {
      stack.configureOne(ID, (connection) => ({ ...connection, host: stack.sandbox.cloud }));
      await page.goto(stack.origin);
      await expect(main).toContainText('"host"');
      await expect(main).toContainText('a path of this application');
    });
  });
});
