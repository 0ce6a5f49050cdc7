import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { SignJWT } from 'jose';
import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, type TestStack, test, type WrittenSecrets } from '../fixtures/stack.ts';
import { storedTexts, type UserName } from '../fixtures/sign-in.ts';

const ENTRY = '/login/jwt-session';

async function openSignedIn(page: Page, stack: TestStack, user: UserName): Promise<DemoPage> {
  const demo = new DemoPage(page, stack, 'jwt');
  await demo.open();
  await demo.signInToApplication(user);
  await demo.expectSignedIn();
  return demo;
}

/** The backend's secrets with other fields for the connection. */
const withJwtFields =
  (fields: Readonly<Record<string, unknown>>) =>
  (secrets: WrittenSecrets): WrittenSecrets => ({
    connections: {
      ...secrets.connections,
      'cloud-jwt': { ...secrets.connections['cloud-jwt'], ...fields },
    },
  });

/** A JWT as a backend signs it whose clock is an hour late. */
async function signExpired(stack: TestStack): Promise<string> {
  const { jwt, identityProviders } = stack.sandbox.cloudKeys;
  const provider = identityProviders.find(({ tenant }) => tenant === 'cloud');
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    subType: 'user',
    name: 'Grace Hopper',
    email: 'grace@x.example',
    email_verified: true,
  })
    .setProtectedHeader({ alg: 'RS256', kid: provider?.kid ?? '' })
    .setIssuer(provider?.issuer ?? '')
    .setAudience('qlik.api/login/jwt-session')
    .setSubject('grace')
    .setJti(randomUUID())
    .setIssuedAt(now - 3600)
    .setNotBefore(now - 3600)
    .setExpirationTime(now - 3300)
    .sign(createPrivateKey(readFileSync(jwt.privateKeyFile)));
}

test.describe('jwt', () => {
  test.beforeEach(({ stack }) => {
    stack.keepOnly('cloud-jwt');
  });

  test('begins a session for the user of the application, and ends it without leaving the page', async ({
    page,
    stack,
  }) => {
    const demo = await openSignedIn(page, stack, 'grace');
    await expect(demo.call('Who am I')).toContainText('Grace Hopper');
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    const entry = await stack.cloud.waitForRequest(({ path, method }) => path === ENTRY && method === 'POST');
    expect(entry).toMatchObject({
      status: 200,
      user: 'grace',
      origin: stack.origin,
      credential: { kind: 'jwt', client: 'sandbox-web-integration' },
    });
    const spaces = await stack.cloud.waitForRequest(
      ({ path, method }) => path === '/api/v1/spaces' && method === 'GET',
    );
    expect(spaces).toMatchObject({ status: 200, user: 'grace', credential: { kind: 'cookie' } });

    await demo.openApp();
    const socket = await stack.cloud.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({ status: 101, user: 'grace', credential: { kind: 'cookie' }, csrf: true });
    expect(await storedTexts(page)).not.toMatch(/eyJ|eas\.sid/);

    await demo.signOut();
    await demo.expectSignedOut();
    await stack.cloud.waitForRequest(({ path }) => path === '/logout');
    const me = await stack.cloud.waitForRequest(
      ({ path, method, status }) => path === '/api/v1/users/me' && method === 'GET' && status === 401,
    );
    expect(me.origin).toBe(stack.origin);
    expect(new URL(page.url()).origin).toBe(stack.origin);
    await page.reload();
    await demo.expectSignedOut();
    await demo.signIn();
    await demo.expectSignedIn();
  });

  test('shows a second user of the application nothing of the first', async ({ page, stack }) => {
    const demo = await openSignedIn(page, stack, 'grace');
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    await demo.signInToApplication('dora');
    await expect(demo.call('Who am I')).toContainText('Dora Empty');
    await expect(demo.call('Main call: spaces')).toContainText('this user sees no space');
    await expect(demo.tryIt.getByText('Grace Hopper')).toHaveCount(0);
    await expect(demo.tryIt.getByText('Flight operations')).toHaveCount(0);
  });

  for (const [what, fields, reason] of [
    [
      'signed with another key',
      () => ({
        privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 })
          .privateKey.export({ type: 'pkcs8', format: 'pem' })
          .toString(),
      }),
      'The signature does not fit the key',
    ],
    ['of another issuer', () => ({ issuer: 'urn:somebody-else' }), 'issuer'],
  ] as const) {
    test(`shows the developer why the tenant refuses a JWT ${what}`, async ({ page, stack }) => {
      await stack.startBackend(withJwtFields(fields()));
      const demo = new DemoPage(page, stack, 'jwt');
      await demo.open();
      await demo.signInToApplication('grace');
      await expect(demo.problem).toContainText('The sign-in to Cloud by JWT was refused: ');
      await expect(demo.problem).toContainText(reason);
      await expect(demo.problem).toContainText('Compare the JWT');
      await demo.problem.getByText('Details').click();
      await expect(demo.problem).toContainText('sign-in-refused');
      await expect(demo.problem).toContainText('status: 401');
      await expect(demo.tryIt).not.toContainText('eyJ');
    });
  }

  test('shows the developer that a JWT has expired, and continues when the clock is right', async ({
    page,
    stack,
  }) => {
    const jwt = await signExpired(stack);
    await page.route('**/api/qlik/cloud-jwt/jwt', (route) => route.fulfill({ json: { jwt } }));
    const demo = new DemoPage(page, stack, 'jwt');
    await demo.open();
    await demo.signInToApplication('grace');
    await expect(demo.problem).toContainText('Invalid claim: exp has passed');
    await expect(demo.problem).toContainText('the clocks of both');
    await expect(demo.tryIt).not.toContainText('eyJ');
    await page.unroute('**/api/qlik/cloud-jwt/jwt');
    await demo.signIn();
    await demo.expectSignedIn();
  });

  test('reports that the browser blocks the cookies', async ({ page, stack }) => {
    // The page is on localhost: 127.0.0.1 is another site.
    const host = stack.sandbox.cloud.replace('localhost', '127.0.0.1');
    stack.configureOne('cloud-jwt', (connection) => ({ ...connection, host }));
    const demo = new DemoPage(page, stack, 'jwt');
    await demo.open();
    await demo.signInToApplication('grace');
    await expect(demo.problem).toContainText('the browser does not send its cookies');
    await expect(demo.problem).toContainText('allow them for this page');
    await demo.problem.getByText('Details').click();
    await expect(demo.problem).toContainText('cookies-blocked');
  });

  test('begins a new session when the last one ended on the server with an app open', async ({
    page,
    stack,
  }) => {
    const demo = await openSignedIn(page, stack, 'grace');
    await demo.openApp();
    await stack.cloud.expireTokens({ sessions: true });
    await stack.cloud.forgetRequests();
    await stack.cloud.closeSockets();
    await stack.cloud.waitForRequest(({ path, method }) => path === ENTRY && method === 'POST');
    await stack.cloud.waitForRequest(({ kind, status }) => kind === 'websocket' && status === 101);
    await expect(demo.call('Main call: open an app').getByText(/Open, with/)).toBeVisible();
    await expect(demo.tryIt.getByRole('alert')).toHaveCount(0);

    // The same for a call.
    await stack.cloud.expireTokens({ sessions: true });
    await demo.tryIt.getByRole('link', { name: 'All spaces' }).click();
    await expect(page.getByRole('table', { name: 'Spaces' })).toContainText('Flight operations');
    await expect(page.getByRole('alert')).toHaveCount(0);
  });

  test('opens an app although the CSRF token became stale', async ({ page, stack }) => {
    const demo = await openSignedIn(page, stack, 'grace');
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    await stack.cloud.operate('rotate-csrf');
    await stack.cloud.forgetRequests();
    await demo.openApp();
    await expect(demo.tryIt.getByRole('alert')).toHaveCount(0);
    const requests = await stack.cloud.requests();
    expect(requests.filter(({ kind }) => kind === 'websocket').map(({ status }) => status)).toEqual([
      403, 101,
    ]);
    expect(requests.filter(({ path }) => path === ENTRY)).toEqual([]);
  });

  test('reports that the backend is down, and goes on when it is back', async ({ page, stack }) => {
    const demo = new DemoPage(page, stack, 'jwt');
    await demo.open();
    await demo.signInToApplication('grace');
    await demo.expectSignedIn();
    await demo.signOut();
    await demo.expectSignedOut();
    await stack.stopBackend();
    await demo.signIn();
    await expect(demo.problem).toContainText('could not be reached');
    await stack.startBackend();
    // Its sessions were in memory: the user has to sign in again.
    await demo.signIn();
    await expect(demo.problem).toContainText('No user is signed in');
    await demo.signInToApplication('grace');
    await demo.expectSignedIn();
  });
});
