import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, test } from '../fixtures/stack.ts';
import { refuseCalls } from '../fixtures/refused-calls.ts';
import { storedTexts } from '../fixtures/sign-in.ts';

const ID = 'cloud-impersonation';
const PATH_OF_TOKENS = '/oauth/token';

test.describe('oauth2-impersonation', () => {
  test('gives the user of the application their own token, for the tenant only', async ({ page, stack }) => {
    const withToken: string[] = [];
    page.on('request', (request) => {
      if (request.headers()['authorization'] !== undefined) withToken.push(new URL(request.url()).origin);
    });
    stack.keepOnly(ID);
    const demo = new DemoPage(page, stack, 'oauth2-impersonation');
    await demo.open();
    await demo.signInToApplication('grace');
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

    await test.step('fetches another token when the one at hand ends in mid-session: the list and the open app go on', async () => {
      const { grants } = await demo.expectAppSurvivesTokenExpiry();
      expect(grants.filter((grant) => grant === 'urn:qlik:oauth:user-impersonation')).toHaveLength(1);
      await page.goBack();
    });

    await test.step('ends once, with a reason, when the tenant takes none of its tokens', async () => {
      await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
      const refusing = await refuseCalls(page, stack, '/api/v1/**');
      await page.getByRole('link', { name: 'All spaces' }).click();
      await expect(page.getByRole('alert')).toContainText('no longer accepts this sign-in');
      // The call, the call once more, and the question who the user is.
      expect(refusing.count()).toBe(3);
      await refusing.end();
      await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(page.getByRole('table', { name: 'Spaces' })).toBeVisible();
    });

    await demo.open();
    await demo.signOut();
    await demo.expectSignedOut();
    await page.reload();
    await demo.expectSignedOut();
  });
});
