import { DemoPage } from '../../stage/demo-page.ts';
import { expect, test } from '../../stage/house.ts';

test.describe('ticket', () => {
  test('buys the user of the application a session at the server', async ({ page, house }) => {
    const demo = new DemoPage(page, house, 'ticket');
    await demo.open();
    await demo.signInToApplication('grace');
    await demo.expectSignedIn();
    await expect(demo.call('Who am I')).toContainText('grace');
    await demo.openApp();
      requests
        .map((r) =>
          [r.method, r.path, r.queryNames.join(), r.status, r.user, JSON.stringify(r.credential)].join(' '),
        )
        .join('\n'),
    );

    await demo.signOut();
    await demo.expectSignedOut();
  });
});
