import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { workbookCells } from '../support/workbook.ts';
import { APPS, addresses } from './fixtures/addresses.ts';
import { expectAccessible } from './fixtures/axe.ts';
import { openSignedInToApplication, SERVERS } from './fixtures/server-pages.ts';
import { openSignedIn } from './fixtures/sign-in.ts';
import { expect, test } from './fixtures/stack.ts';

const CHART = '?chart=flights-by-state';
const rowCount = (page: Page) => page.getByRole('region', { name: 'Data table' }).getByText(/^[\d,]+ rows?$/);

/** Exports in a format of a menu. @returns the name of the file, and its content */
async function exported(
  page: Page,
  menu: string,
  format: RegExp,
): Promise<{ readonly name: string; readonly content: Buffer }> {
  await page.getByRole('button', { name: menu }).click();
  const begun = page.waitForEvent('download', { timeout: 90_000 });
  await page.getByRole('menuitem', { name: format }).click();
  const download = await begun;
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}

function cells(csv: Buffer): readonly (readonly string[])[] {
  const lines = csv.toString('utf8').replace('\uFEFF', '').trimEnd().split('\r\n');
  return lines.map((line) => line.split(',').map((cell) => cell.replace(/^"(.*)"$/, '$1')));
}

test('a chart and a table are saved with the selections, and look as they should, also after an export that was canceled or failed', async ({
  page,
  cloudStack,
}) => {
  test.slow();
  await openSignedIn(page, addresses.app(cloudStack, APPS.flights, CHART), 'ada');
  await expect(rowCount(page)).toBeVisible();
  await test.step('an export is canceled, and one that failed is tried again in its place', async () => {
    const menu = page.getByRole('button', { name: 'Export this chart' });
    await menu.click();
    await page.getByRole('menuitem', { name: /\.png/ }).click();
    await page.getByRole('button', { name: 'Cancel the export' }).click();
    await expect(page.getByText('The export was canceled.')).toBeVisible();
    await expect(menu).toBeFocused();

    const reports = `${cloudStack.sandbox.cloud}/api/v1/reports`;
    await page.route(reports, (route) => route.abort());
    await menu.click();
    await page.getByRole('menuitem', { name: /\.xlsx/ }).click();
    const again = page.locator('app-export-menu').getByRole('button', { name: 'Try again' });
    await expect(again).toBeVisible();
    await page.unroute(reports);
    const begun = page.waitForEvent('download', { timeout: 60_000 });
    await again.click();
    expect((await begun).suggestedFilename()).toMatch(/\.xlsx$/);
    await expect(again).toBeHidden();
  });
  const before = (await rowCount(page).textContent()) ?? '';
  const value = page.getByRole('table', { name: 'Data' }).getByRole('row').nth(1).getByRole('button').first();
  const state = ((await value.textContent()) ?? '').trim();
  await value.click();
  await expect(rowCount(page)).not.toHaveText(before);

  const table = await exported(page, 'Export these rows', /\.csv/);
  expect(table.name).toMatch(/^Flights - Data table - \d{4}-\d\d-\d\d\.csv$/);
  const [titles, ...rows] = cells(table.content);
  expect(rows.length).toBe(Number((await rowCount(page).textContent())?.replace(/\D/g, '')));
  const shown = await page
    .getByRole('table', { name: 'Data' })
    .getByRole('row')
    .nth(1)
    .getByRole('cell')
    .allTextContents();
  expect(titles?.length).toBe(shown.length);
  expect(rows[0]?.[0]).toBe(state);

  const workbook = await exported(page, 'Export this chart', /\.xlsx/);
  expect(workbook.name).toMatch(/^Flights - Flights by origin state - \d{4}-\d\d-\d\d\.xlsx$/);
  const chart = await exported(page, 'Export this chart', /\.csv/);
  // The engine's texts and the workbook's numbers are of the same cube.
  expect(workbookCells(workbook.content).map((row) => row.map(String))).toEqual(
    cells(chart.content).map((row) => row.map((cell) => cell.replaceAll(',', ''))),
  );

  const image = await exported(page, 'Export this chart', /\.png/);
  expect([image.content.readUInt32BE(16), image.content.readUInt32BE(20)]).toEqual([2400, 1600]);

  await page.getByRole('button', { name: 'Export this chart' }).click();
  await page.getByRole('menuitem', { name: /PowerPoint/ }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'PowerPoint' });
  await expect(alert).toContainText('Choose another format.');
  // Qlik's charts put their menus beside the page.
  await expectAccessible(page, ['qlik-chart', '[id^="_r_"]']);
});

test('the engine of a client-managed server writes the file, directly and through the backend', async ({
  page,
  stack,
}) => {
  const connections = [SERVERS.jwt, SERVERS.header];
  stack.keepOnly(...connections);
  await openSignedInToApplication(page, stack, 'ada');
  for (const connection of connections) {
    await page.goto(
      `${stack.origin}/connections/${connection}/apps/${APPS.flights}?view=object&chart=flights-by-state`,
    );
    const { name, content } = await exported(page, 'Export this chart', /\.xlsx/);
    expect(name).toMatch(/^Flights - Flights by origin state - .*\.xlsx$/);
    const [titles, first] = workbookCells(content);
    expect([titles, first]).toEqual([
      ['Origin state', 'Flights'],
      ['TX', 2400],
    ]);
    await page.getByRole('button', { name: 'Export this chart' }).click();
    await expect(page.getByRole('menuitem')).toHaveText([/\.xlsx/, /\.csv/]);
    await page.keyboard.press('Escape');
  }
});
