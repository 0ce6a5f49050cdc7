import type { Locator } from '@playwright/test';
import { demoConnections } from '../../tools/stack/demo-connections.ts';
import { waitForPaintedChart } from '../support/painted-chart.ts';
import { expectAccessible } from './fixtures/axe.ts';
import { appState } from './fixtures/panels.ts';
import { expect, test } from './fixtures/stack.ts';

/** In how many lines Qlik's table shows each of its headings; it breaks them within words. */
function headingLines(sheet: Locator): Promise<number[]> {
  return sheet.locator('.sn-table-head-label .sn-table-cell-text').evaluateAll((headings) =>
    headings.map((heading) => {
      const range = document.createRange();
      range.selectNodeContents(heading);
      return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
    }),
  );
}

// With ordinary motion, as most users have it.
test.use({ hidesLiveSheet: false, contextOptions: { reducedMotion: 'no-preference' } });

test('the first visit shows a live sheet without a sign-in, can hide it, and leads to live examples', async ({
  page,
  stack,
}) => {
  stack.configure(demoConnections(stack.sandbox));
  const refused: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
  });
  const sheet = page.getByRole('region', { name: 'A live sheet' });
  await page.goto(stack.origin);
  await waitForPaintedChart(page, 2);
  await expect(sheet).toContainText('Movies, from Qlik Cloud, anonymous access');
  await expect(sheet).toContainText('3,201');
  await expect
    .poll(() => headingLines(sheet), 'the headings of the table, unbroken')
    .toEqual([1, 1, 1, 1, 1]);
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(refused).toEqual([]);
  await expectAccessible(page, ['qlik-embed']);

  await test.step('side by side opens with an app of each platform', async () => {
    await page.getByRole('link', { name: 'See Qlik Cloud beside your own server' }).click();
    const main = page.getByRole('main');
    await expect(appState(main)).toHaveCount(2);
    await expect(main.locator('[data-state=opening]')).toHaveCount(0, { timeout: 30_000 });
    // Of an app that did not open, this names the reason.
    await expect(main.getByRole('alert')).toHaveText([]);
    for (const state of await appState(main).all()) await expect(state).toHaveAttribute('data-state', 'open');
    await waitForPaintedChart(page, 2);
    await page.getByText(/^Choose connections/).click();
    await page.getByRole('button', { name: 'Choose none' }).click();
    await expect(page.getByText('No connection is chosen')).toBeVisible();
    await page.reload();
    await expect(page.getByText('No connection is chosen')).toBeVisible();
  });

  await test.step('the gallery shows live pictures that take no focus', async () => {
    await page.getByRole('link', { name: 'Embed gallery' }).click();
    await waitForPaintedChart(page, 2);
    await expect(page.locator('[inert] qlik-chart')).toHaveCount(2);
  });

  await test.step('the sheet stays hidden where the user hid it', async () => {
    await page.getByRole('link', { name: 'Overview' }).click();
    await sheet.getByRole('button', { name: 'Hide the live sheet' }).click();
    await expect(sheet.locator('qlik-sheet')).toHaveCount(0);
    await page.reload();
    await expect(sheet.getByRole('button', { name: 'Show the live sheet' })).toHaveAttribute(
      'aria-expanded',
      'false',
    );
    await expect(sheet.locator('qlik-sheet')).toHaveCount(0);
  });
});
