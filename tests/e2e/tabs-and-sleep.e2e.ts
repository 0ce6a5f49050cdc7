import type { Page } from '@playwright/test';
import { DemoPage } from './fixtures/demo-page.ts';
import { expect, type TestStack, test } from './fixtures/stack.ts';
import { connectionCard, signInAtTenantAgain, type UserName, USERS } from './fixtures/sign-in.ts';

const CONNECTION = 'sandbox-cloud';

/** The one connection, whose tokens all tabs share. */
function shareTokens(stack: TestStack): void {
  const shipped = stack.connections.find(({ id }) => id === CONNECTION);
  if (!shipped) throw new Error(`There is no connection ${CONNECTION}.`);
  stack.configure([{ ...shipped, auth: { ...shipped.auth, tokenStorage: 'local' } }]);
}

const spacesTable = (page: Page) => page.getByRole('table', { name: 'Spaces' });
const appsTable = (page: Page) => page.getByRole('table', { name: 'Apps' });

async function openSpaces(page: Page, stack: TestStack): Promise<void> {
  await page.goto(`${stack.origin}/connections/${CONNECTION}/spaces`);
  await expect(spacesTable(page)).toBeVisible();
}

async function signInAs(page: Page, stack: TestStack, user: UserName): Promise<void> {
  await page.goto(stack.origin);
  await connectionCard(page).getByRole('button', { name: 'Sign in' }).click();
  await signInAtTenantAgain(page, user);
  await expect(connectionCard(page)).toContainText(USERS[user]);
}

/** How often a new token was asked for, since the requests were last forgotten. */
async function renewals({ cloud }: TestStack): Promise<number> {
  const requests = await cloud.requests();
  return requests.filter(({ path, method }) => path === '/oauth/token' && method === 'POST').length;
}

test.describe('two tabs with the same tokens', () => {
  test.beforeEach(async ({ page, stack }) => {
    shareTokens(stack);
    await signInAs(page, stack, 'ada');
    await openSpaces(page, stack);
  });

  test('renew them once when both need to at the same time, and both continue', async ({
    page,
    stack,
    context,
  }) => {
    const other = await context.newPage();
    await openSpaces(other, stack);
    await stack.cloud.expireTokens();
    await stack.cloud.forgetRequests();
    const open = (tab: Page) => tab.getByRole('link', { name: 'Flight operations' }).click();
    await Promise.all([open(page), open(other)]);
    for (const tab of [page, other]) {
      await expect(appsTable(tab)).toBeVisible();
      await expect(tab.getByRole('alert')).toHaveCount(0);
    }
    expect(await renewals(stack)).toBe(1);
  });

  test('end together, and the next user of one is the next user of the other', async ({
    page,
    stack,
    context,
  }) => {
    const other = await context.newPage();
    const demo = new DemoPage(other, stack, 'oauth2');
    await demo.open();
    await demo.expectSignedIn();
    await demo.signOut();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Sign in to');
    await expect(spacesTable(page)).toHaveCount(0);
    await page.goto(stack.origin);
    await demo.tryIt.getByRole('button', { name: 'Sign in as another user' }).click();
    await signInAtTenantAgain(other, 'grace');
    await expect(connectionCard(page)).toContainText(USERS.grace);
    await expect(connectionCard(page)).not.toContainText(USERS.ada);
  });
});

test('a sign-in to the tenant as another user in another tab is not used by this one', async ({
  page,
  stack,
  context,
}) => {
  stack.keepOnly('cloud-cookie');
  const demo = new DemoPage(page, stack, 'cookie');
  await demo.open();
  await demo.signIn();
  await page.getByRole('button', { name: USERS.ada }).click();
  await expect(demo.call('Who am I')).toContainText(USERS.ada);

  const other = new DemoPage(await context.newPage(), stack, 'cookie');
  await other.open();
  await other.expectSignedIn();
  await other.tryIt.getByRole('button', { name: 'Sign in as another user' }).click();
  await other.page.getByRole('button', { name: USERS.grace }).click();
  await expect(other.call('Who am I')).toContainText(USERS.grace);
  await expect(demo.call('Who am I')).toContainText(USERS.grace);
  await expect(demo.tryIt).not.toContainText(USERS.ada);
});

test.describe('a page', () => {
  test.beforeEach(({ stack }) => {
    stack.keepOnly(CONNECTION);
  });

  test('that is offline reports it, and continues when it is online', async ({ page, stack, context }) => {
    await signInAs(page, stack, 'ada');
    await openSpaces(page, stack);
    await page.getByRole('link', { name: 'Flight operations' }).click();
    await expect(appsTable(page)).toBeVisible();
    await context.setOffline(true);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Spaces' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'No network. Calls to' })).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await context.setOffline(false);
    await expect(spacesTable(page)).toBeVisible();
    await expect(page.getByText('No network. Calls to')).toHaveCount(0);
  });

  test('that slept until its token expired renews its sign-in once and continues', async ({
    page,
    stack,
  }) => {
    await page.clock.install();
    await signInAs(page, stack, 'ada');
    await openSpaces(page, stack);
    await stack.cloud.forgetRequests();
    // As on a machine that wakes up: no timer has run meanwhile, and each that is due runs once.
    await page.clock.fastForward('06:01:00');
    await page.getByRole('link', { name: 'Flight operations' }).click();
    await expect(appsTable(page)).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
    expect(await renewals(stack)).toBe(1);
  });

  test('counts down when the tenant is rate limited, and can retry sooner', async ({ page, stack }) => {
    await signInAs(page, stack, 'ada');
    let asked = 0;
    await page.route(`${stack.sandbox.cloud}/api/v1/spaces?*`, (route) => {
      if (++asked > 1) return route.fallback();
      const headers = {
        'access-control-allow-origin': stack.origin,
        'access-control-expose-headers': 'retry-after',
        'retry-after': '40',
      };
      return route.fulfill({ status: 429, headers, json: { errors: [{ title: 'Too many requests' }] } });
    });
    await page.goto(`${stack.origin}/connections/${CONNECTION}/spaces`);
    const main = page.getByRole('main');
    await expect(main.getByRole('status').filter({ hasText: 'limits requests' })).toBeVisible();
    await expect(main.getByText(/^Next try in (3\d|4[01]) s$/)).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await main.getByRole('button', { name: 'Try now' }).click();
    await expect(spacesTable(page)).toBeVisible();
    await expect(main.getByText('limits requests')).toHaveCount(0);
    expect(asked).toBe(2);
  });
});
