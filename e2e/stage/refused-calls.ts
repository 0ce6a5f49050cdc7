import type { Page } from '@playwright/test';
import type { House } from './house.ts';

/**
 * Has the browser get 401 for calls to the cloud tenant, in place of the tenant's own answers.
 * @param path as Playwright's routes have it, such as `/api/v1/**`
 * @returns how often it did so, and a function that ends it
 */
export async function refuseCalls(
  page: Page,
  house: House,
  path: string,
): Promise<{ readonly count: () => number; readonly end: () => Promise<void> }> {
  const address = house.sandbox.cloud + path;
  let refusals = 0;
  await page.route(address, async (route) => {
    if (route.request().method() === 'OPTIONS') return route.fallback();
    refusals += 1;
    await route.fulfill({
      status: 401,
      headers: { 'access-control-allow-origin': house.origin },
      contentType: 'application/json',
      body: JSON.stringify({ errors: [{ code: 'HTTP-401', title: 'Unauthorized' }] }),
    });
  });
  return { count: () => refusals, end: () => page.unroute(address) };
}
