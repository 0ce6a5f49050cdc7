import { DemoPage } from '../../stage/demo-page.ts';
import { expect, test } from '../../stage/house.ts';

test.describe('oauth2-impersonation', () => {
  test('gives the user of the application a token of theirs', async ({ page, house }) => {
    house.keepOnly('cloud-impersonation');
    const demo = new DemoPage(page, house, 'oauth2-impersonation');
    await demo.open();
    await demo.signInToApplication('grace');
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText('Grace Hopper');
    await expect(demo.call('Main call: spaces')).toContainText('Flight operations');
    const me = await house.cloud.waitForRequest(
      ({ path, method }) => path === '/api/v1/users/me' && method === 'GET',
    );
    expect(me).toMatchObject({
      status: 200,
      user: 'grace',
      origin: house.origin,
      credential: { kind: 'bearer-oauth', client: 'sandbox-web' },
    });

    await demo.openApp();
    const socket = await house.cloud.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({ user: 'grace', credential: { kind: 'websocket-token' } });

    await demo.signOut();
    await demo.expectSignedOut();
  });
});
