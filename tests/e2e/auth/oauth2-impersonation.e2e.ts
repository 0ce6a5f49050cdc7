import type { Page } from '@playwright/test';
import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, type TestStack, test } from '../fixtures/stack.ts';
import { refuseCalls } from '../fixtures/refused-calls.ts';
import { storedTexts, type UserName } from '../fixtures/sign-in.ts';

const ID = 'cloud-impersonation';
const PATH_OF_TOKENS = '/oauth/token';

/** On the demo page, signed in to the application. */
async function openDemo(page: Page, stack: TestStack, user: UserName = 'grace'): Promise<DemoPage> {
  stack.keepOnly(ID);
  const demo = new DemoPage(page, stack, 'oauth2-impersonation');
  await demo.open();
  await demo.signInToApplication(user);
  return demo;
}

async function startBackendWith(stack: TestStack, fields: Readonly<Record<string, unknown>>): Promise<void> {
  await stack.startBackend(({ connections }) => ({
    connections: { ...connections, [ID]: { ...connections[ID], ...fields } },
  }));
}

test.describe('oauth2-impersonation', () => {
  test('gives the user of the application their own token, for the tenant only', async ({ page, stack }) => {
    const withToken: string[] = [];
    page.on('request', (request) => {
      if (request.headers()['authorization'] !== undefined) withToken.push(new URL(request.url()).origin);
    });
    const demo = await openDemo(page, stack);
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText('Grace Hopper');
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    const me = await stack.cloud.waitForRequest(
      ({ path, method }) => path === '/api/v1/users/me' && method === 'GET',
    );
    expect(me).toMatchObject({
      status: 200,
      user: 'grace',
      origin: stack.origin,
      credential: { kind: 'bearer-oauth', client: 'sandbox-web' },
    });
    const issued = await stack.cloud.waitForRequest(({ path }) => path === PATH_OF_TOKENS);
    expect(issued.origin, 'asked for by the backend').toBeUndefined();
    expect(issued.credential?.kind).toBe('urn:qlik:oauth:user-impersonation');

    await demo.openApp();
    const socket = await stack.cloud.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({ user: 'grace', credential: { kind: 'websocket-token' } });
    expect([...new Set(withToken)]).toEqual([stack.sandbox.cloud]);
    expect(await storedTexts(page)).not.toMatch(/eyJ/);

    await demo.signOut();
    await demo.expectSignedOut();
    await page.reload();
    await demo.expectSignedOut();
  });

  test('fetches another token when the one at hand ends in mid-session: the list and the open app go on', async ({
    page,
    stack,
  }) => {
    const demo = await openDemo(page, stack);
    await demo.openApp();
    const { grants } = await demo.expectAppSurvivesTokenExpiry();
    expect(grants.filter((grant) => grant === 'urn:qlik:oauth:user-impersonation')).toHaveLength(1);
  });

  test('ends once, with a reason, when the tenant takes none of its tokens', async ({ page, stack }) => {
    const demo = await openDemo(page, stack);
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    await stack.cloud.forgetRequests();
    const refusing = await refuseCalls(page, stack, '/api/v1/**');
    await page.getByRole('link', { name: 'All spaces' }).click();
    await expect(page.getByRole('alert')).toContainText('no longer accepts this sign-in');
    // The call, the call once more, and the question who the user is.
    expect(refusing.count()).toBe(3);
    await refusing.end();
    await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('table', { name: 'Spaces' })).toBeVisible();
  });

  for (const [whom, name] of [
    ['is not known to', 'nobody-there'],
    ['is disabled in', 'noah'],
  ] as const) {
    test(`reports that the user ${whom} the tenant`, async ({ page, stack }) => {
      await startBackendWith(stack, { user: { map: { grace: name }, others: 'same' } });
      const demo = await openDemo(page, stack);
      await expect(demo.problem).toContainText('Qlik issues no token for this user');
      await expect(demo.problem).toContainText('must exist in the tenant and be active');
      await demo.signInToApplication('ada');
      await demo.expectSignedIn();
      await expect(demo.call('Who am I')).toContainText('Ada Lovelace');
    });
  }

  test('reports to the administrator that the client secret is wrong', async ({ page, stack }) => {
    await startBackendWith(stack, { clientSecret: 'a-wrong-secret' });
    const demo = await openDemo(page, stack);
    await expect(demo.problem).toContainText('refused what the backend proved itself with');
    await expect(demo.problem).toContainText('An administrator compares');
    await expect(page.getByRole('main')).not.toContainText('a-wrong-secret');
    await demo.expectSignedOut();
  });

  test('reports that the backend is down when a token has to be renewed, and goes on once it is up', async ({
    page,
    stack,
  }) => {
    await openDemo(page, stack);
    await page.getByRole('link', { name: 'All spaces' }).click();
    // The demo page lists spaces too.
    const table = page.getByRole('table', { name: 'Spaces' });
    await table.getByRole('link', { name: 'Flight operations' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Flight operations');
    await page.goBack();
    await expect(table).toBeVisible();
    await stack.cloud.expireTokens();
    await stack.stopBackend();
    await table.getByRole('link', { name: 'Flight operations' }).click();
    await expect(page.getByRole('alert').first()).toContainText("The application's backend does not answer");
    await stack.startBackend();
    await page.getByRole('button', { name: 'Try again' }).first().click();
    // Its sessions were in its memory: the user signs in to the application again, and returns to the same page.
    await page.getByRole('button', { name: 'Sign in to this application' }).click();
    await page.getByRole('button', { name: 'Grace Hopper' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Flight operations');
  });

  test('reports that the page names another OAuth client than the backend: lists work, apps do not open', async ({
    page,
    stack,
  }) => {
    const demo = await openDemo(page, stack);
    stack.configure(
      stack.connections
        .filter(({ id }) => id === ID)
        .map((connection) => ({ ...connection, auth: { ...connection.auth, clientId: 'sandbox-spa' } })),
    );
    await page.reload();
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    const call = demo.call('Main call: open an app');
    await call.getByRole('button', { name: 'Open the app' }).click();
    await expect(call.getByRole('alert')).toContainText('does not exchange the access token for the client');
    await expect(call.getByRole('alert')).toContainText('Compare the client id');
    await demo.expectSignedIn();
  });
});
