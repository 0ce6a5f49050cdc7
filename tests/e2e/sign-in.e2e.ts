import { sendRequest } from '../support/http-client.ts';
import {
  beginSignIn,
  connectionCard,
  expectSignedIn,
  expectSignedOut,
  signInAtTenant,
  signIn,
  storedTexts,
} from './fixtures/sign-in.ts';
import { CLOUD_CONNECTION, expect, test } from './fixtures/stack.ts';

test.describe('signing in by redirect', () => {
  test('asks the tenant, comes back signed in, and sends the token to the tenant only', async ({
    page,
    cloudStack,
  }) => {
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== cloudStack.sandbox.cloud && request.headers()['authorization'])
        foreign.push(request.url());
    });
    await signIn(page, cloudStack, 'ada');
    const me = await cloudStack.cloud.waitForRequest(
      ({ path, method }) => path === '/api/v1/users/me' && method === 'GET',
    );
    expect(me).toMatchObject({
      status: 200,
      user: 'ada',
      origin: cloudStack.origin,
      credential: { kind: 'bearer-oauth', client: 'sandbox-spa' },
    });
    expect(foreign).toEqual([]);
  });

  test('leaves neither code nor state in the address or the history', async ({ page, cloudStack }) => {
    await signIn(page, cloudStack, 'ada');
    expect(page.url()).toBe(`${cloudStack.origin}/`);
    await page.goBack();
    expect(page.url()).not.toMatch(/[?&](code|state)=/);
  });

  test('survives a reload with session storage, and not in another tab', async ({
    page,
    cloudStack,
    context,
  }) => {
    await signIn(page, cloudStack, 'ada');
    await page.reload();
    await expectSignedIn(page, 'ada');
    const other = await context.newPage();
    await other.goto(cloudStack.origin);
    await expectSignedOut(other);
  });

  test('ends with a reload when the token is kept in memory, and leaves none in the browser', async ({
    page,
    cloudStack,
  }) => {
    cloudStack.configureAuth(CLOUD_CONNECTION, { tokenStorage: 'memory' });
    await signIn(page, cloudStack, 'ada');
    expect(await storedTexts(page)).not.toMatch(/eyJ|accessToken|refresh/);
    await page.reload();
    await expectSignedOut(page);
    await expect(connectionCard(page)).toContainText(
      'Loading the page again ended the sign-in: its tokens were in memory only.',
    );
  });

  test('holds in a new tab with local storage', async ({ page, cloudStack, context }) => {
    cloudStack.configureAuth(CLOUD_CONNECTION, { tokenStorage: 'local' });
    await signIn(page, cloudStack, 'ada');
    const other = await context.newPage();
    await other.goto(cloudStack.origin);
    await expectSignedIn(other, 'ada');
  });

  test('returns to the page that needed it', async ({ page, cloudStack }) => {
    await page.goto(`${cloudStack.origin}/connections/sandbox-cloud/spaces`);
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await signInAtTenant(page, 'grace');
    await expect(page).toHaveURL(`${cloudStack.origin}/connections/sandbox-cloud/spaces`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Spaces');
  });
});

test.describe('signing in by popup', () => {
  test('keeps the page and closes the window', async ({ page, cloudStack }) => {
    cloudStack.configureAuth(CLOUD_CONNECTION, { interaction: 'popup' });
    await page.goto(cloudStack.origin);
    const opened = page.waitForEvent('popup');
    await connectionCard(page).getByRole('button', { name: 'Sign in' }).click();
    const popup = await opened;
    const closed = popup.waitForEvent('close');
    await signInAtTenant(popup, 'grace');
    await closed;
    await expectSignedIn(page, 'grace');
    expect(page.url()).toBe(`${cloudStack.origin}/`);
  });

  test('reports that the window is closed, and works at the next try', async ({ page, cloudStack }) => {
    cloudStack.configureAuth(CLOUD_CONNECTION, { interaction: 'popup' });
    await page.goto(cloudStack.origin);
    const button = connectionCard(page).getByRole('button', { name: 'Sign in' });
    const [popup] = await Promise.all([page.waitForEvent('popup'), button.click()]);
    await popup.waitForLoadState();
    await popup.close();
    await expect(connectionCard(page)).toContainText('The sign-in window seems to be closed');
    await connectionCard(page).getByRole('button', { name: 'Cancel' }).click();
    await expect(connectionCard(page)).toContainText('Signed out');
    const [second] = await Promise.all([page.waitForEvent('popup'), button.click()]);
    await signInAtTenant(second, 'grace');
    await expectSignedIn(page, 'grace');
  });

  test('reports that the window is blocked', async ({ page, cloudStack }) => {
    cloudStack.configureAuth(CLOUD_CONNECTION, { interaction: 'popup' });
    // What a browser's blocker answers.
    await page.addInitScript(() => {
      window.open = () => null;
    });
    await beginSignIn(page, cloudStack);
    await expect(page.getByRole('alert')).toContainText('blocked the sign-in window');
    await expect(page.getByRole('alert')).toContainText('Allow pop-ups');
  });
});

test.describe('a sign-in that the tenant or the user refuses', () => {
  test('reports that consent was refused and offers another try', async ({ page, cloudStack }) => {
    await beginSignIn(page, cloudStack);
    await signInAtTenant(page, 'ada', 'Refuse');
    await expect(page).toHaveURL(`${cloudStack.origin}/`);
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(page.getByRole('alert')).toContainText('sign-in-refused');
    await connectionCard(page).getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await expectSignedIn(page, 'ada');
  });

  test('shows the tenant’s refusal of a disabled user', async ({ page, cloudStack }) => {
    await beginSignIn(page, cloudStack);
    await page.getByRole('button', { name: 'Noah Access' }).click();
    await expect(page.getByText(/disabled|refused|not allowed/i).first()).toBeVisible();
    const requests = await cloudStack.cloud.requests();
    expect(requests.filter(({ user }) => user === 'noah')).toEqual([]);
  });
});

test.describe('an answer that does not belong to a sign-in of this page', () => {
  test('with an unknown state is not redeemed', async ({ page, cloudStack }) => {
    await page.goto(`${cloudStack.origin}/oauth-callback.html?code=stolen&state=of-somebody-else`);
    await expect(page.getByRole('status')).toBeVisible();
    expect(page.url()).toBe(`${cloudStack.origin}/oauth-callback.html`);
    await page.goto(cloudStack.origin);
    await expectSignedOut(page);
    const requests = await cloudStack.cloud.requests();
    expect(requests.filter(({ path }) => path === '/oauth/token')).toEqual([]);
  });

  test('cannot be replayed after it was used', async ({ page, cloudStack }) => {
    let callback = '';
    page.on('request', (request) => {
      if (request.url().includes('/oauth-callback.html?')) callback = request.url();
    });
    await signIn(page, cloudStack, 'ada');
    await connectionCard(page).getByRole('button', { name: 'Sign out' }).click();
    await expectSignedOut(page);
    await cloudStack.cloud.forgetRequests();
    expect(callback).toContain('code=');
    await page.goto(callback);
    await expect(page.getByRole('status')).toBeVisible();
    await page.goto(cloudStack.origin);
    await expectSignedOut(page);
    const requests = await cloudStack.cloud.requests();
    expect(requests.filter(({ path }) => path === '/oauth/token')).toEqual([]);
  });
});

test.describe('signing out', () => {
  test('ends it in this page, in storage, and at the tenant', async ({ page, cloudStack }) => {
    const tokens: string[] = [];
    page.on('request', (request) => {
      const { authorization } = request.headers();
      if (authorization) tokens.push(authorization);
    });
    await signIn(page, cloudStack, 'ada');
    const old = tokens.at(-1) ?? '';
    expect(old).toMatch(/^Bearer /);
    const call = () =>
      sendRequest(`${cloudStack.sandbox.cloud}/api/v1/users/me`, { headers: { authorization: old } });
    expect((await call()).status).toBe(200);

    await connectionCard(page).getByRole('button', { name: 'Sign out' }).click();
    await expectSignedOut(page);
    await cloudStack.cloud.waitForRequest(({ path }) => path === '/oauth/revoke');
    expect((await call()).status).toBe(401);
    expect(await storedTexts(page)).not.toMatch(/eyJ|accessToken|refreshToken/);
    await page.reload();
    await expectSignedOut(page);
  });

  test('is followed by other tabs of the application', async ({ page, cloudStack, context }) => {
    cloudStack.configureAuth(CLOUD_CONNECTION, { tokenStorage: 'local' });
    await signIn(page, cloudStack, 'ada');
    const other = await context.newPage();
    await other.goto(cloudStack.origin);
    await expectSignedIn(other, 'ada');
    await connectionCard(page).getByRole('button', { name: 'Sign out' }).click();
    await expectSignedOut(other);
  });
});
