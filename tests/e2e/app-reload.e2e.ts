import { APPS, addresses } from './fixtures/addresses.ts';
import { openSignedIn } from './fixtures/sign-in.ts';
import { expect, test } from './fixtures/stack.ts';

test('an app is reloaded in its page, and a reload is canceled', async ({ page, cloudStack }) => {
  await openSignedIn(page, addresses.app(cloudStack, APPS.flights), 'ada');
  const begin = page.getByRole('button', { name: 'Reload the data' });
  const progress = page.getByRole('progressbar', { name: 'Progress of the reload' });
  await begin.click();
  await expect(progress).toBeVisible();
  const started = await cloudStack.cloud.waitForRequest(
    ({ path, method }) => method === 'POST' && path === '/api/v1/reloads',
  );
  expect(started).toMatchObject({ method: 'POST', user: 'ada', status: 201 });
  await expect(page.getByText('The data is reloaded.')).toBeVisible({ timeout: 30_000 });
  await expect(progress).toBeHidden();

  await begin.click();
  await page.getByRole('button', { name: 'Cancel the reload' }).click();
  await expect(page.getByText('The reload was canceled.')).toBeVisible({ timeout: 30_000 });
});
