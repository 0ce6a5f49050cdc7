import { DemoPage } from '../../stage/demo-page.ts';
import { expect, test } from '../../stage/house.ts';
import { USERS } from '../../stage/sign-in.ts';

test.describe('cookie', () => {
  test('lets a visitor see', async ({ page, house }) => {
    house.keepOnly('cloud-cookie');
    const demo = new DemoPage(page, house, 'cookie');
    await demo.open();
    await demo.expectSignedOut();
    await demo.signIn();
    await page.getByRole('button', { name: USERS.grace }).click();
    await demo.expectSignedIn();
    await demo.openApp();
    await page.waitForTimeout(500);
    console.log(await demo.tryIt.innerText(), JSON.stringify(await house.cloud.requests(), null, 1));
    await demo.signOut();
    await page.waitForTimeout(500);
    console.log(page.url(), await page.content());
    await page.goBack();
    await page.waitForTimeout(1500);
    console.log(await demo.tryIt.innerText());
  });
  test('blocked', async ({ page, house }) => {
    house.configure([{...house.connections.find(({id}) => id === 'cloud-cookie')!, host: house.sandbox.cloud.replace('localhost', '127.0.0.1')}]);
    const demo = new DemoPage(page, house, 'cookie');
    await demo.open();
    await demo.expectSignedOut();
    for (let i = 0; i < 3; i++) {
    await demo.signIn();
    await page.waitForTimeout(1000);
    console.log(i, page.url());
    const b = page.getByRole('button', { name: USERS.grace });
    if (await b.count()) await b.click();
    await page.waitForTimeout(1000);
    console.log(await demo.tryIt.innerText());
    }
  });
});
