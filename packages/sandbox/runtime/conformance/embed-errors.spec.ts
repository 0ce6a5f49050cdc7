import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { BAR_CHART, FLIGHTS, startFixtures, type Fixtures } from './fixtures.ts';
import { saveScreenshot, visit } from './browser-page.ts';

/** Whether each error in place of an embed has a dark or a light background. */
function shades(page: Page): Promise<string[]> {
  return page.locator('[data-qlik-embed-error]').evaluateAll((panels) =>
    panels.map((panel) => {
      const channels = getComputedStyle(panel).backgroundColor.match(/\d+/g) ?? [];
      return Math.max(...channels.slice(0, 3).map(Number)) < 128 ? 'dark' : 'light';
    }),
  );
}

describe('an embed that cannot be shown', () => {
  let fixtures: Fixtures;
  before(async () => {
    fixtures = await startFixtures();
  });
  after(() => fixtures.close());

  const cases = [
    {
      name: 'names the object that the app does not have',
      attributes: `ui="analytics/chart" app-id="${FLIGHTS}" object-id="no-such-object"`,
      code: 'object-not-found',
      message: /no object "no-such-object"/,
    },
    {
      name: 'names the app that does not exist',
      attributes: `ui="analytics/chart" app-id="00000000-0000-4000-8000-000000000000" object-id="x"`,
      code: 'app-not-opened',
      message: /App "00000000-0000-4000-8000-000000000000" could not be opened: .*not found/i,
    },
    {
      name: 'names the chart type without a chart',
      attributes: `ui="analytics/chart" app-id="${FLIGHTS}" type="no-such-chart"`,
      code: 'unknown-chart-type',
      message: /no chart of type "no-such-chart".*barchart/s,
    },
    {
      name: 'names the field that the app does not have',
      attributes: `ui="analytics/field" app-id="${FLIGHTS}" field-id="No such field"`,
      code: 'field-not-found',
      message: /no field "No such field"/,
    },
    {
      name: 'names the attribute that is missing',
      attributes: `ui="analytics/sheet" app-id="${FLIGHTS}"`,
      code: 'missing-parameter',
      message: /needs the attribute "object-id"/,
    },
    {
      name: 'says that the ui does not exist',
      attributes: `ui="analytics/nonsense" app-id="${FLIGHTS}"`,
      code: 'unknown-ui',
      message: /no ui "analytics\/nonsense"/,
    },
    {
      name: 'names a ui that only Qlik has',
      attributes: 'ui="insights/feed-cards"',
      code: 'ui-not-available',
      message: /not available in the sandbox/,
    },
    {
      name: 'wants the id of an assistant',
      attributes: 'ui="ai/assistant"',
      code: 'missing-parameter',
      message: /needs the attribute "assistant-id"/,
    },
    {
      name: 'names data that is not a snapshot',
      attributes: `ui="analytics/snapshot" data:json='{"qInfo":{}}'`,
      code: 'bad-parameter',
      message: /no snapshot of a chart/,
    },
    {
      name: 'names invalid selections',
      attributes: `ui="classic/app" app-id="${FLIGHTS}" select:json='[{field:"Year"}]'`,
      code: 'bad-parameter',
      message: /entry without a field or values/,
    },
  ];

  for (const { name, attributes, code, message } of cases) {
    it(name, async () => {
      const { page, problems } = await visit(
        fixtures.browser,
        fixtures.embedPage(
          `<script>addEventListener('fatalerror', ({ detail }) => (document.title = detail.code), true)</script>
          <div class="box"><qlik-embed ${attributes}></qlik-embed></div>`,
        ),
      );
      const panel = page.locator('[data-qlik-embed-error]');
      await panel.waitFor();
      assert.equal(await panel.getAttribute('data-qlik-embed-error'), code);
      assert.match(await panel.innerText(), message);
      assert.equal(await page.title(), code, 'the event of the element');
      assert.ok(
        problems.some((problem) => message.test(problem)),
        `on the console: ${problems.join(' | ')}`,
      );
      const hasApi = await page.evaluate(() => {
        const element = document.querySelector('qlik-embed') as unknown as { getRefApi(): Promise<unknown> };
        const later = new Promise((resolve) => setTimeout(() => resolve(false), 200));
        return Promise.race([element.getRefApi().then(() => true), later]);
      });
      assert.equal(hasApi, false);
      await saveScreenshot(page, `error-${code}`);
    });
  }

  it('becomes a chart when the attribute is corrected', async () => {
    const { page } = await visit(
      fixtures.browser,
      fixtures.embedPage(
        `<div class="box"><qlik-embed ui="analytics/chart" app-id="${FLIGHTS}" object-id="no-such-object" theme="dark"></qlik-embed></div>`,
      ),
    );
    await page.locator('[data-qlik-embed-error]').waitFor();
    assert.deepEqual(await shades(page), ['dark']);
    await page.evaluate(
      (id) => document.querySelector('qlik-embed')?.setAttribute('object-id', id),
      BAR_CHART,
    );
    await page.locator('.njs-viz canvas').first().waitFor();
    assert.equal(await page.locator('[data-qlik-embed-error]').count(), 0);
  });

  it('says which of Qlik’s charts a page without eval cannot draw, and how it can be shown; it draws the others', async () => {
    const refused = ['all-waterfallchart', 'all-distributionplot', 'all-histogram', 'all-boxplot'];
    const themes = { 'all-waterfallchart': 'dark', 'all-histogram': 'sandbox-night' };
    const themeOf = (id: string) => Object.entries(themes).find(([name]) => name === id)?.[1] ?? 'card';
    const { page } = await visit(
      fixtures.browser,
      fixtures.embedPage(
        `<meta http-equiv="Content-Security-Policy" content="script-src 'self' ${fixtures.tenant.host}">` +
          [...refused, 'all-barchart']
            .map(
              (id) =>
                `<div class="box" id="${id}"><qlik-embed ui="analytics/chart" app-id="${FLIGHTS}" object-id="${id}" theme="${themeOf(id)}"></qlik-embed></div>`,
            )
            .join(''),
      ),
    );
    for (const id of refused) {
      const panel = page.locator(`#${id} [data-qlik-embed-error="eval-refused"]`);
      assert.match(await panel.innerText(), /policy of this page refuses eval.*classic\/chart/s);
    }
    await page.locator('#all-barchart .njs-viz canvas').first().waitFor();
    assert.deepEqual(await shades(page), ['dark', 'light', 'dark', 'light']);
    await saveScreenshot(page, 'error-eval-refused');
  });
});
