import { DemoPage } from '../../stage/demo-page.ts';
import { expect, test } from '../../stage/house.ts';

test.describe('anonymous', () => {
  test('lets a visitor see', async ({ page, house }) => {
    house.keepOnly('cloud-anonymous');
    const demo = new DemoPage(page, house, 'anonymous');
    await demo.open();
    await demo.expectSignedIn();
    await demo.openApp();
    await page.waitForTimeout(500);
    console.log(await demo.tryIt.innerText(), JSON.stringify(await house.cloud.requests(), null, 1));
    await demo.signOut();
    await demo.expectSignedOut();
  });
});
