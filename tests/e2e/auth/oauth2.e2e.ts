import type { Page } from '@playwright/test';
import type { WrittenConnection } from '../../support/stack/connections.ts';
import { DemoPage } from '../fixtures/demo-page.ts';
import { europeanHost } from '../fixtures/european-tenant.ts';
import { expect, type TestStack, test } from '../fixtures/stack.ts';
import { APPS } from '../fixtures/addresses.ts';
import { refuseCalls } from '../fixtures/refused-calls.ts';
import { callThroughRuntime } from '../fixtures/runtime-calls.ts';
import { storedTexts, USERS } from '../fixtures/sign-in.ts';

const ID = 'sandbox-cloud';
/** Asks for no consent, which the tenant would remember from test to test. */
const TRUSTED = 'sandbox-spa-trusted';
const CALLS = 20;

const trusting = (connection: WrittenConnection): WrittenConnection => ({
  ...connection,
  auth: { ...connection.auth, clientId: TRUSTED },
});

function configureTrusted(stack: TestStack, id = ID): void {
  stack.configure(stack.connections.filter((each) => each.id === id).map(trusting));
}

/** Signed in as Ada, with an app open, so that Qlik's own code is on the page. */
async function beginInApp(page: Page, stack: TestStack): Promise<void> {
  configureTrusted(stack);
  await page.goto(`${stack.origin}/connections/${ID}/apps/${APPS.flights}?view=data`);
  await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: USERS.ada }).click();
  await expect(page.getByRole('table', { name: 'Data' })).toBeVisible();
}

/** What became of calls that Qlik's own client makes all at once. */
function callAtOnce(page: Page): Promise<readonly (number | string)[]> {
  return callThroughRuntime(page, { calls: CALLS, reference: ID, pathTemplate: '/api/v1/spaces' });
}

const allSucceeded = Array.from({ length: CALLS }, () => 200);

test.describe('oauth2', () => {
  test('signs in with PKCE and consent, without a secret, and gives the token to the tenant only', async ({
    page,
    stack,
  }) => {
    const withToken = new Set<string>();
    page.on('request', (request) => {
      if (request.headers()['authorization'] !== undefined) withToken.add(new URL(request.url()).origin);
    });
    stack.configure(
      stack.connections
        .filter(({ id }) => id === ID)
        .map((connection) => ({ ...connection, auth: { ...connection.auth, tokenStorage: 'memory' } })),
    );
    const demo = new DemoPage(page, stack, 'oauth2');
    await demo.open();
    await demo.expectSignedOut();
    await demo.signIn();
    await page.getByRole('button', { name: USERS.edgar }).click();
    const allow = page.getByRole('button', { name: 'Allow' });
    await expect(allow.or(demo.tryIt)).toBeVisible();
    // Asked once per user, for as long as the sandbox runs.
    if (await allow.isVisible()) await allow.click();
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText('Edgar Codd');
    await expect(demo.call('Main call: spaces')).toContainText('Public data');
    const asked = await stack.cloud.waitForRequest(({ path }) => path === '/oauth/authorize');
    expect(asked.queryNames).toEqual(expect.arrayContaining(['code_challenge', 'state']));
    const redeemed = await stack.cloud.waitForRequest(({ path }) => path === '/oauth/token');
    expect(redeemed).toMatchObject({
      status: 200,
      origin: stack.origin,
      credential: { kind: 'authorization_code', client: 'sandbox-spa' },
    });
    const spaces = await stack.cloud.waitForRequest(
      ({ path, method }) => path === '/api/v1/spaces' && method === 'GET',
    );
    expect(spaces).toMatchObject({ user: 'edgar', credential: { kind: 'bearer-oauth' } });
    expect([...withToken]).toEqual([stack.sandbox.cloud]);
    expect(await storedTexts(page)).not.toMatch(/eyJ/);

    await demo.signOut();
    await demo.expectSignedOut();
    await stack.cloud.waitForRequest(({ path }) => path === '/oauth/revoke');
  });

  test('logs what happened at a sign-in by redirect, and none that was refused as done', async ({
    page,
    stack,
  }) => {
    const demo = new DemoPage(page, stack, 'oauth2');
    const came = demo.timeline.getByRole('listitem').filter({ hasText: 'Came back from the sign-in page' });
    await demo.open();
    await demo.signIn();
    await page.getByRole('button', { name: USERS.dora }).click();
    await page.getByRole('button', { name: 'Refuse' }).click();
    await expect(demo.problem).toBeVisible();
    await expect(came).toHaveAttribute('data-outcome', 'noted');
    const failed = demo.timeline.getByRole('listitem').filter({ hasText: 'The sign-in failed' });
    await expect(failed).toHaveAttribute('data-outcome', 'failed');

    const clear = demo.timeline.getByRole('button', { name: 'Clear' });
    await clear.click();
    await expect(failed).toHaveCount(0);
    await expect(demo.timeline.getByRole('button', { name: 'Undo' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(failed).toHaveCount(1);
    await expect(clear).toBeFocused();
    await clear.click();
    await demo.signIn();
    await page.getByRole('button', { name: 'Allow' }).click();
    await demo.expectSignedIn();
    await expect(came).toHaveCount(1);
    await expect(demo.timeline).toContainText(/POST .*\/oauth\/token/);
    await expect(demo.timeline.getByText('Signed in', { exact: true })).toBeVisible();
  });

  test('switches users without a reload, and shows the second nothing of the first', async ({
    page,
    stack,
  }) => {
    configureTrusted(stack, 'cloud-popup');
    const demo = new DemoPage(page, stack, 'oauth2');
    await demo.open();
    const [first] = await Promise.all([page.waitForEvent('popup'), demo.signIn()]);
    await first.getByRole('button', { name: USERS.grace }).click();
    await expect(demo.call('Who am I')).toContainText('Grace Hopper');
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    await stack.cloud.forgetRequests();
    const other = demo.tryIt.getByRole('button', { name: 'Sign in as another user' });
    const [second] = await Promise.all([page.waitForEvent('popup'), other.click()]);
    await second.getByRole('button', { name: USERS.edgar }).click();
    await expect(demo.call('Who am I')).toContainText('Edgar Codd');
    await expect(demo.call('Main call: spaces')).toContainText('Public data');
    await expect(demo.call('Main call: spaces')).not.toContainText('Flight operations');
    const users = (await stack.cloud.requests())
      .filter(({ path, method }) => path.startsWith('/api/') && method === 'GET')
      .map(({ user }) => user);
    // The first user goes on until the second is there, and not a call longer.
    expect([...new Set(users.slice(users.indexOf('edgar')))]).toEqual(['edgar']);
  });

  test('separates two tenants that have the same client id', async ({ page, stack }) => {
    const shipped = stack.connections.find(({ id }) => id === ID);
    if (!shipped) throw new Error('The stack lacks a connection.');
    const european = { ...shipped, id: 'sandbox-eu', label: 'European tenant', host: europeanHost(stack) };
    stack.configure([shipped, european].map(trusting));
    await page.goto(stack.origin);
    const here = page.getByRole('article', { name: shipped.label });
    const there = page.getByRole('article', { name: european.label });
    await here.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: USERS.grace }).click();
    await expect(here).toContainText('Grace Hopper');
    await there.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: USERS.edgar }).click();
    await expect(there).toContainText('Edgar Codd');
    await expect(here).toContainText('Grace Hopper');
    await page.goto(`${stack.origin}/connections/${european.id}/spaces`);
    await expect(page.getByRole('table', { name: 'Spaces' })).toContainText('European film library');
    await page.goto(`${stack.origin}/connections/${ID}/spaces`);
    await expect(page.getByRole('table', { name: 'Spaces' })).toContainText('Flight operations');
    const refused = (await stack.cloud.requests()).filter(({ status }) => status === 401 || status === 403);
    expect(refused).toEqual([]);

    await page.goto(stack.origin);
    await here.getByRole('button', { name: 'Sign out' }).click();
    await expect(here).toContainText('Signed out');
    await expect(there).toContainText('Edgar Codd');
    await page.reload();
    await expect(there).toContainText('Edgar Codd');
    await expect(here).toContainText('Signed out');
  });

  test('ends once, with a reason, when twenty calls are refused for good; renews once for twenty calls whose token has ended', async ({
    page,
    stack,
  }) => {
    const problem = page.getByRole('main').getByRole('alert');
    await beginInApp(page, stack);

    await test.step('ends once when all are refused for good, and goes on after a new sign-in', async () => {
      await stack.cloud.forgetRequests();
      const refusing = await refuseCalls(page, stack, '/api/v1/**');
      const outcomes = await callAtOnce(page);
      expect(outcomes).toHaveLength(CALLS);
      expect(outcomes).not.toContain(200);
      await expect(problem).toContainText('no longer accepts this sign-in');
      const renewals = (await stack.cloud.requests()).filter(
        ({ credential }) => credential?.kind === 'refresh_token',
      );
      expect(renewals).toHaveLength(1);
      await refusing.end();
      await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(page.getByRole('table', { name: 'Data' })).toBeVisible();
    });

    await test.step('renews once where the token has ended', async () => {
      expect(await callAtOnce(page)).toEqual(allSucceeded);
      await stack.cloud.expireTokens();
      await stack.cloud.forgetRequests();
      expect(await callAtOnce(page)).toEqual(allSucceeded);
      const requests = await stack.cloud.requests();
      const renewals = requests.filter(({ path }) => path === '/oauth/token');
      expect(renewals.map(({ credential }) => credential?.kind)).toEqual(['refresh_token']);
      expect(requests.filter(({ status }) => status === 401).length).toBeGreaterThan(1);
      await expect(page.getByRole('table', { name: 'Data' })).toBeVisible();
    });
  });

  test('keeps the sign-in where one endpoint refuses what the others accept', async ({ page, stack }) => {
    await beginInApp(page, stack);
    await stack.cloud.forgetRequests();
    const refusing = await refuseCalls(page, stack, '/api/v1/spaces*');
    expect(new Set(await callAtOnce(page))).toEqual(new Set([401]));
    const requests = await stack.cloud.requests();
    const asked = requests.filter(({ path }) => path === '/api/v1/users/me');
    // Calls that are refused while the tenant is asked share its answer; what is refused later may be so for another reason.
    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([200]));
    expect(asked.length).toBeLessThan(CALLS);
    expect(requests.filter(({ path }) => path === '/oauth/token').map(({ status }) => status)).toEqual([200]);
    expect(requests.filter(({ path }) => path === '/oauth/revoke')).toEqual([]);
    await refusing.end();
    expect(new Set(await callAtOnce(page))).toEqual(new Set([200]));
    await stack.cloud.expireTokens();
    // The renewed token ends when refusals of calls with the one before may still arrive.
    expect(await callAtOnce(page)).toEqual(allSucceeded);
    await expect(page.getByRole('table', { name: 'Data' })).toBeVisible();
    await expect(page.getByRole('main').getByRole('alert')).toHaveCount(0);
  });

  test('with a wrong client id ends on the tenant’s page, from which the way back leads to the demo', async ({
    page,
    stack,
  }) => {
    stack.configure(
      stack.connections
        .filter(({ id }) => id === ID)
        .map((connection) => ({ ...connection, auth: { ...connection.auth, clientId: 'nobody' } })),
    );
    const demo = new DemoPage(page, stack, 'oauth2');
    await demo.open();
    await demo.signIn();
    await page.waitForURL(`${stack.sandbox.cloud}/oauth/authorize?**`);
    await page.goBack();
    await demo.expectSignedOut();
    expect((await stack.cloud.requests()).filter(({ path }) => path === '/oauth/token')).toEqual([]);
  });
});
