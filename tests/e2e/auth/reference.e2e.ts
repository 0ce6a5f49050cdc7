import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, test } from '../fixtures/stack.ts';

test.describe('reference', () => {
  test('opens an app with the host config of another connection, and reports where there is none', async ({
    page,
    stack,
  }) => {
    stack.keepOnly('cloud-reference');
    const demo = new DemoPage(page, stack, 'reference');
    await test.step('nothing is registered under the name', async () => {
      await demo.open();
      const call = demo.call('Main call: open an app');
      await call.getByRole('button', { name: 'Open the app' }).click();
      await expect(call.getByRole('alert')).toContainText('cloud-anonymous');
      expect((await stack.cloud.requests()).filter(({ kind }) => kind === 'websocket')).toEqual([]);
    });

    stack.keepOnly('cloud-reference', 'cloud-anonymous');
    await page.reload();
    await demo.expectSignedIn();
    await demo.openApp();
    const socket = await stack.cloud.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({
      status: 101,
      origin: stack.origin,
      credential: { client: 'sandbox-anonymous' },
    });
    // Charts are drawn under the name that is referred to.
    await demo.call('Main call: open an app').getByRole('link', { name: 'See its charts' }).click();
    await expect(page.locator('qlik-embed').first()).toHaveAttribute('host-config', 'cloud-anonymous');
    await demo.open();
    await demo.signOut();
    await demo.expectSignedOut();
  });
});
