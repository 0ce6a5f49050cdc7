import { DemoPage } from '../../stage/demo-page.ts';
import { expect, test } from '../../stage/house.ts';

test.describe('jwt', () => {
  test('lets a visitor see', async ({ page, house }) => {
    house.keepOnly('cloud-jwt');
    const demo = new DemoPage(page, house, 'jwt');
    await demo.open();
    await demo.signInToApplication('grace');
    await demo.expectSignedIn();
    await demo.openApp();
    await page.waitForTimeout(500);
    console.log(await demo.tryIt.innerText(), JSON.stringify(await house.cloud.requests(), null, 1));
    await demo.signOut();
    await page.waitForTimeout(500);
    console.log(page.url());
    await page.goBack();
    await page.waitForTimeout(1500);
    console.log(await demo.tryIt.innerText());
  });
});
