import { click, type Drive, expectCharts, expectRows, signInAtTenant } from './example-page.ts';
import type { ExampleName } from './options.ts';

const oauth2Spa: Drive = async ({ page, origin }) => {
  // The guard sends a user without a sign-in to the welcome page, and the sign-in leads back.
  await page.goto(`${origin}/flights`);
  await click(page, 'Sign in');
  await signInAtTenant(page);
  await page.waitForURL(`${origin}/flights`);
  await expectCharts(page);
  await expectRows(page.locator('table'), 10);
  await page.getByRole('link', { name: 'Spaces' }).click();
  await page.getByRole('listitem').nth(9).waitFor();
  await page.getByRole('link', { name: 'Delays' }).click();
  await expectCharts(page);
};

const impersonationExpress: Drive = async ({ page, origin }) => {
  await page.goto(origin);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await click(page, 'Grace Hopper');
  await page.waitForURL(`${origin}/`);
  await expectCharts(page);
  await expectRows(page.locator('table'), 10);
  await click(page, 'Sign out');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await click(page, 'Ada Lovelace');
  await expectCharts(page);
};

/** What is done in each example. */
export const DRIVES: Partial<Readonly<Record<ExampleName, Drive>>> = {
  'oauth2-spa': oauth2Spa,
  'impersonation-express': impersonationExpress,
};
