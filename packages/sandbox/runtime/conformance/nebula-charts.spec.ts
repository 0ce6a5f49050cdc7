import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { nebulaPage } from './nebula-page.ts';
import { FLIGHTS, startFixtures, type Fixtures } from './fixtures.ts';
import { coloredShare, waitUntil, saveScreenshot, visit } from './browser-page.ts';

/** Painted objects of the sheet with all charts, with the minimum share of colored pixels. */
const PAINTED: Readonly<Record<string, number>> = {
  'all-barchart': 0.05,
  'all-linechart': 0.005,
  'all-piechart': 0.1,
  'all-combochart': 0.05,
  'all-scatterplot': 0.002,
  'all-mekkochart': 0.3,
  'all-waterfallchart': 0.02,
  'all-distributionplot': 0.005,
  'all-bulletchart': 0.1,
  'all-funnel': 0.2,
  'all-sankey': 0.005,
  'all-histogram': 0.02,
  'all-boxplot': 0.005,
  'all-grid-chart': 0.005,
};

/** Objects made of text, with some of it. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  'all-kpi': ['20,000', '7.7'],
  'all-table': ['Totals', 'TX', '2,400'],
  'all-pivot-table': ['AK', 'Jan', '44'],
  'all-filterpane': ['Month', 'Origin state', 'AK'],
  'all-action-button': ['Clear selections'],
};

describe("nebula's embed(), unmodified, with Qlik's open-source charts", { timeout: 180_000 }, () => {
  let fixtures: Fixtures;
  before(async () => {
    fixtures = await startFixtures({ 'nebula.js': await nebulaPage() });
  });
  after(() => fixtures.close());

  function pageWith(ids: readonly string[], identity: string): string {
    const socket = `${fixtures.tenant.host.replace('http', 'ws')}/app/${FLIGHTS}/identity/${identity}`;
    const boxes = ids.map(
      (id) =>
        `<div class="box" data-object="${id}" style="display:inline-block;width:400px;height:280px"></div>`,
    );
    return fixtures.site.publish(
      `<body data-url="${socket}" data-app="${FLIGHTS}">${boxes.join('')}<script type="module" src="/nebula.js"></script>`,
    );
  }

  const box = (page: Page, id: string) => page.locator(`[data-object="${id}"]`);
  const selected = (page: Page): Promise<string> =>
    page.evaluate(() =>
      (window as unknown as { doc: { evaluate(text: string): Promise<string> } }).doc.evaluate(
        "GetCurrentSelections('; ', '=')",
      ),
    );

  it('draws nineteen types with the data of the app', async () => {
    const ids = [...Object.keys(PAINTED), ...Object.keys(WRITTEN)];
    assert.equal(ids.length, 19);
    const { page, problems } = await visit(fixtures.browser, pageWith(ids, 'all'));
    await box(page, 'all-table').getByText('Totals').waitFor();
    for (const [id, texts] of Object.entries(WRITTEN)) {
      await waitUntil(
        () => box(page, id).innerText(),
        (text) => texts.every((wanted) => text.includes(wanted)),
        `the text of ${id}`,
      );
    }
    for (const [id, least] of Object.entries(PAINTED)) {
      await box(page, id).scrollIntoViewIfNeeded();
      await waitUntil(
        () => coloredShare(box(page, id)),
        (share) => share > least,
        `color in ${id}`,
      );
    }
    await saveScreenshot(page, 'nebula-all');
    assert.deepEqual(problems, []);
  });

  it('selects the clicked cell of a table', async () => {
    const { page, problems } = await visit(
      fixtures.browser,
      pageWith(['all-table', 'all-barchart'], 'table'),
    );
    await box(page, 'all-table').getByText('FL', { exact: true }).click();
    await waitUntil(
      () => selected(page),
      (text) => text === 'Origin State=FL',
      'the selection',
    );
    assert.deepEqual(problems, []);
  });

  it('expands a node of a pivot table, and selects the clicked cell', async () => {
    const { page, problems } = await visit(fixtures.browser, pageWith(['all-pivot-table'], 'pivot'));
    const pivot = box(page, 'all-pivot-table');
    await pivot.getByText('AK', { exact: true }).waitFor();
    await pivot.locator('[data-testid="expand-icon"]').first().click();
    await pivot.getByText('Anchorage').waitFor();
    await pivot.locator('[data-testid="collapse-icon"]').first().click();
    await pivot.getByText('Anchorage').waitFor({ state: 'detached' });
    await pivot.getByText('AL', { exact: true }).click();
    await waitUntil(
      () => selected(page),
      (text) => text === 'Origin State=AL',
      'the selection',
    );
    await saveScreenshot(page, 'nebula-pivot');
    assert.deepEqual(problems, []);
  });
});
