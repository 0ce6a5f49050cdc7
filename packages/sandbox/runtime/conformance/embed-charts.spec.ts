import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createQlikApi } from '@qlik/api';
import type { Page } from 'playwright-core';
import { BAR_CHART, FLIGHTS, SHEETS, startFixtures, type Fixtures } from './fixtures.ts';
import { holdAnswers } from './held-answers.ts';
import { coloredShare, openPage, waitUntil, saveScreenshot, visit } from './browser-page.ts';

describe('<qlik-embed>, unmodified, on this runtime', () => {
  let fixtures: Fixtures;
  before(async () => {
    fixtures = await startFixtures();
  });
  after(() => fixtures.close());

  const chart = `<div class="box"><qlik-embed ui="analytics/chart" app-id="${FLIGHTS}" object-id="${BAR_CHART}"></qlik-embed></div>`;

  const newChart = `<div class="box"><qlik-embed ui="analytics/chart" app-id="${FLIGHTS}" type="barchart"
    dimensions='["[Weekday]"]' measures='["=Count([Flight ID])"]'></qlik-embed></div>`;

  it('draws a bar chart of the app', async () => {
    const { page, problems } = await visit(fixtures.browser, fixtures.embedPage(chart));
    await page.locator('.njs-viz canvas').first().waitFor();
    await waitUntil(
      () => coloredShare(page.locator('.box')),
      (share) => share > 0.05,
      'the chart',
    );
    assert.equal(await page.locator('[data-qlik-embed-error]').count(), 0);
    assert.deepEqual(problems, []);
    await saveScreenshot(page, 'chart-by-id');
  });

  it('shows a chart and the selections bar by their older names too', async () => {
    const { page, problems } = await visit(
      fixtures.browser,
      fixtures.embedPage(
        `<qlik-embed ui="selections" app-id="${FLIGHTS}"></qlik-embed>${chart.replace('analytics/chart', 'object')}`,
      ),
    );
    await page.locator('qlik-embed[ui="selections"] button').first().waitFor();
    await page.locator('.box .njs-viz canvas').first().waitFor();
    assert.deepEqual(problems, []);
  });

  it('labels charts made on the fly with SVG texts, as Qlik Cloud does, after a change of type too', async () => {
    const { page, problems } = await visit(fixtures.browser, fixtures.embedPage(newChart));
    for (const type of ['barchart', 'piechart', 'linechart']) {
      await page.evaluate((name) => document.querySelector('qlik-embed')?.setAttribute('type', name), type);
      const label = page.locator(`qlik-embed[type="${type}"] svg text`).filter({ hasText: 'Mon' });
      await label.first().waitFor();
    }
    assert.deepEqual(problems, []);
    await saveScreenshot(page, 'on-the-fly-labels');
  });

  it('leaves no error uncaught when a chart on the fly changes its type while its layout is on the way', async () => {
    const { page, problems } = await openPage(fixtures.browser, 'about:blank');
    const answers = await holdAnswers(page, ['GetLayout', 'DestroySessionObject']);
    await page.goto(fixtures.embedPage(newChart));
    await answers.answered('GetLayout');
    await page.evaluate(() => document.querySelector('qlik-embed')?.setAttribute('type', 'piechart'));
    answers.pass('GetLayout');
    await answers.answered('DestroySessionObject');
    // What the chart does with its layout, it does now, in place of a chance.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 50))));
    assert.equal(answers.calls.at(-1), 'DestroySessionObject');
    answers.pass('DestroySessionObject');
    await page.locator('.box svg text').filter({ hasText: 'Mon' }).first().waitFor();
    assert.deepEqual(problems, []);
    await page.close();
  });

  it('has no call refused that a chart on the fly makes for its properties after its removal', async () => {
    const { page, problems } = await visit(fixtures.browser, fixtures.embedPage(newChart));
    await page.locator('svg text').filter({ hasText: 'Mon' }).first().waitFor();
    const refusals = await page.evaluate(async () => {
      const element = document.querySelector('qlik-embed') as Element & {
        getRefApi(): Promise<{ getObject(): Promise<{ getEffectiveProperties(): Promise<unknown> }> }>;
      };
      const object = await (await element.getRefApi()).getObject();
      await object.getEffectiveProperties();
      const texts: string[] = [];
      element.remove();
      const end = Date.now() + 500;
      while (Date.now() < end) {
        object.getEffectiveProperties().catch((error: unknown) => texts.push(String(error)));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return texts;
    });
    assert.deepEqual(refusals, []);
    assert.deepEqual(problems, []);
  });

  it('shows a chart with other properties, beside the same chart without them', async () => {
    const { page, problems } = await visit(
      fixtures.browser,
      fixtures.embedPage(
        chart.replace(
          '<qlik-embed',
          `<qlik-embed preview="true" override-properties___json="{title:'Only here'}"`,
        ) + chart,
      ),
    );
    const [overridden, original] = [page.locator('.box').first(), page.locator('.box').last()];
    await overridden.getByText('Only here').waitFor();
    await original.locator('.njs-viz canvas').first().waitFor();
    await waitUntil(
      () => coloredShare(overridden),
      (share) => share > 0.05,
      'the chart',
    );
    assert.equal(await original.getByText('Only here').count(), 0);
    await saveScreenshot(page, 'override-properties');
    await page.evaluate(() =>
      document.querySelector('qlik-embed')?.removeAttribute('override-properties___json'),
    );
    await overridden.getByText('Only here').waitFor({ state: 'detached' });
    await overridden.locator('.njs-viz canvas').first().waitFor();
    assert.deepEqual(problems, []);
  });

  it('selects the clicked value in the engine, and the selections bar shows it', async () => {
    const { page } = await visit(
      fixtures.browser,
      fixtures.embedPage(
        `<div class="bar"><qlik-embed ui="analytics/selections" app-id="${FLIGHTS}" identity="click"></qlik-embed></div>` +
          chart.replace('app-id=', 'identity="click" app-id='),
      ),
    );
    await page.locator('.njs-viz canvas').first().waitFor();
    await waitUntil(
      () => coloredShare(page.locator('.box')),
      (share) => share > 0.05,
      'the chart',
    );
    await clickSomeBar(page);
    await page
      .locator('[data-testid="actions-toolbar-confirm"], button[title="Confirm selection"]')
      .first()
      .click();

    // A separate client of the same user and identity, to read the engine's state.
    const api = createQlikApi({ hostConfig: { host: fixtures.tenant.host, authType: 'none' } });
    const appSession = api.qix.openAppSession({ appId: FLIGHTS, identity: 'click' });
    const doc = await appSession.getDoc();
    const selections = await doc.createSessionObject({
      qInfo: { qType: 'current' },
      qSelectionObjectDef: {},
    });
    const selected = await waitUntil(
      async () => (await selections.getLayout()).qSelectionObject?.qSelections ?? [],
      (found) => found.length === 1,
      'one selection in the engine',
    );
    await appSession.close({ websocketCloseDelay: 0 });
    const field = selected[0]?.qField ?? '';
    assert.equal(selected[0]?.qSelectedCount, 1);
    await page.locator('.bar').getByText(field).first().waitFor();
    await page.waitForTimeout(1000);
    await saveScreenshot(page, 'chart-selected');
  });

  it('creates a chart from a type, dimensions and measures', async () => {
    const { page, problems } = await visit(
      fixtures.browser,
      fixtures.embedPage(
        `<div class="box"><qlik-embed ui="analytics/chart" app-id="${FLIGHTS}" type="barchart"
          dimensions='["[Origin State]"]' measures='[{qDef:{qDef:"Avg(Delay)",qLabel:"Made here"}}]'
          properties='{"title":"On the fly","showTitles":true}'></qlik-embed></div>`,
      ),
    );
    await page.getByText('On the fly').waitFor();
    await waitUntil(
      () => coloredShare(page.locator('.box')),
      (share) => share > 0.05,
      'the chart',
    );
    assert.deepEqual(problems, []);
    await saveScreenshot(page, 'chart-on-the-fly');
  });

  it('shows the labels and the number format that the columns of a chart made on the fly have', async () => {
    const measure = `{qDef:{qDef:"Count([Flight ID])",qLabel:"Departures",qNumFormat:{qType:"F",qFmt:"#,##0.0",qUseThou:1}}}`;
    const charts = {
      kpi: ['Departures', '20,000.0'],
      barchart: ['Departures', 'Day'],
      table: ['Departures', 'Day', '20,000.0'],
    };
    for (const [type, texts] of Object.entries(charts)) {
      const dimensions =
        type === 'kpi' ? '' : `dimensions='[{qDef:{qFieldDefs:["[Weekday]"],qFieldLabels:["Day"]}}]'`;
      const { page, problems } = await visit(
        fixtures.browser,
        fixtures.embedPage(
          `<div class="box"><qlik-embed ui="analytics/chart" app-id="${FLIGHTS}" type="${type}"
            ${dimensions} measures='[${measure}]'></qlik-embed></div>`,
        ),
      );
      for (const text of texts) await page.locator('.box').getByText(text, { exact: true }).first().waitFor();
      assert.deepEqual(problems, []);
      await saveScreenshot(page, `labels-of-${type}`);
    }
  });

  it('creates a chart with a measure of the library that has an empty qDef', async () => {
    const { page, problems } = await visit(
      fixtures.browser,
      fixtures.embedPage(
        `<div class="box"><qlik-embed ui="analytics/chart" app-id="${FLIGHTS}" type="barchart"
          dimensions='[{qLibraryId:"dim-origin-state",qDef:{}}]' measures='[{qLibraryId:"msr-flights",qDef:{}}]'
          ></qlik-embed></div>`,
      ),
    );
    await waitUntil(
      () => coloredShare(page.locator('.box')),
      (share) => share > 0.05,
      'the chart',
    );
    assert.deepEqual(problems, []);
  });

  it('returns Doc, object and chart API after the chart is rendered', async () => {
    const { page } = await visit(fixtures.browser, fixtures.embedPage(chart));
    const facts = await page.evaluate(async () => {
      interface ChartRefApi {
        getDoc(): Promise<{ id: string }>;
        getObject(): Promise<{ id: string; getLayout(): Promise<{ visualization: string }> }>;
        getChartRefApi(): Promise<unknown>;
      }
      const element = document.querySelector('qlik-embed') as unknown as {
        getRefApi(): Promise<ChartRefApi>;
      };
      const api = await element.getRefApi();
      const object = await api.getObject();
      await api.getChartRefApi();
      return [(await api.getDoc()).id, object.id, (await object.getLayout()).visualization];
    });
    assert.deepEqual(facts, [FLIGHTS, BAR_CHART, 'barchart']);
  });

  it('applies theme and language of the context', async () => {
    const { page } = await visit(
      fixtures.browser,
      fixtures.embedPage(chart.replace('ui=', `context='{theme:"dark",language:"sv-SE"}' ui=`)),
    );
    await page.locator('.njs-viz canvas').first().waitFor();
    await waitUntil(
      () => coloredShare(page.locator('.box')),
      (share) => share > 0.05,
      'the chart',
    );
    await saveScreenshot(page, 'chart-dark');
  });

  it('applies a theme of the tenant, and the default theme in place of one that is gone', async () => {
    const themed = (theme: string) =>
      chart.replace('ui=', `theme="${theme}" ui=`).replace('class="box"', `class="box ${theme}"`);
    const { page } = await visit(
      fixtures.browser,
      fixtures.embedPage(themed('sandbox-night') + themed('no-such-theme')),
    );
    const colorIn = async (theme: string) => {
      const title = page.locator(`.${theme} .njs-cell h6`).first();
      await title.waitFor();
      return title.evaluate((element) => getComputedStyle(element).color);
    };
    // Charts are drawn before their theme is there.
    await waitUntil(
      () => colorIn('sandbox-night'),
      (color) => color === 'rgb(230, 237, 243)',
      'the color of the theme',
    );
    assert.equal(await colorIn('no-such-theme'), 'rgb(64, 64, 64)');
    await saveScreenshot(page, 'chart-theme-of-tenant');
  });

  it('makes no selections when the context disables them', async () => {
    const { page } = await visit(
      fixtures.browser,
      fixtures.embedPage(
        chart.replace(
          'ui=',
          `identity="passive" context='{interactions:{select:false},constraints:{select:true}}' ui=`,
        ),
      ),
    );
    await page.locator('.njs-viz canvas').first().waitFor();
    await waitUntil(
      () => coloredShare(page.locator('.box')),
      (share) => share > 0.05,
      'the chart',
    );
    await clickSomeBar(page);
    await page.waitForTimeout(500);
    assert.equal(await page.locator('[data-testid="actions-toolbar-confirm"]').count(), 0);
  });

  it('shows a field as a list whose values can be selected', async () => {
    const { page, problems } = await visit(
      fixtures.browser,
      fixtures.embedPage(
        `<qlik-embed ui="analytics/selections" app-id="${FLIGHTS}" identity="field"></qlik-embed>
         <div class="box"><qlik-embed ui="analytics/field" app-id="${FLIGHTS}" identity="field" field-id="Origin State" theme="dark"></qlik-embed></div>`,
      ),
    );
    const search = await page.locator('.box input').evaluate((input) => getComputedStyle(input).color);
    assert.match(search, /^rgba?\(242, 242, 242/, 'what is searched, in the dark');
    const values = page.locator('.box [role="row"] .value, .box .njs-listbox .value, .box [data-n]');
    await values.first().waitFor();
    await values.first().click();
    await saveScreenshot(page, 'field');
    assert.deepEqual(problems, []);
  });

  for (const sheet of SHEETS) {
    it(`draws the whole sheet ${sheet}`, async () => {
      const { page, problems } = await visit(
        fixtures.browser,
        fixtures.embedPage(
          `<div style="position:relative;width:1240px;height:820px" class="sheet">
            <qlik-embed ui="analytics/sheet" app-id="${FLIGHTS}" object-id="${sheet}"></qlik-embed></div>`,
        ),
      );
      await page.locator('.njs-viz').first().waitFor();
      await waitUntil(
        () => coloredShare(page.locator('.sheet')),
        (share) => share > 0.03,
        'the sheet',
      );
      await waitUntil(
        () => page.locator('.njs-viz').evaluateAll(contentsOf),
        (contents) => contents.length >= 3 && contents.every((content) => content),
        'something in every chart of the sheet',
      );
      await saveScreenshot(page, sheet);
      assert.deepEqual(problems, []);
    });
  }

  it('updates with its attributes and cleans up when it is removed', async () => {
    const { page, problems } = await visit(fixtures.browser, fixtures.embedPage(chart));
    await page.locator('.njs-viz canvas').first().waitFor();
    await page.evaluate(() => {
      const element = document.querySelector('qlik-embed');
      element?.setAttribute('ui', 'analytics/selections');
      element?.removeAttribute('object-id');
    });
    await page.locator('.njs-viz').first().waitFor({ state: 'detached' });
    await page.evaluate((id) => {
      const element = document.querySelector('qlik-embed');
      element?.setAttribute('ui', 'analytics/chart');
      element?.setAttribute('object-id', id);
    }, BAR_CHART);
    await page.locator('.njs-viz canvas').first().waitFor();
    assert.equal(await page.locator('qlik-embed > div').count(), 1);
    await page.evaluate(() => document.querySelector('qlik-embed')?.remove());
    await waitUntil(
      () => page.locator('.njs-viz').count(),
      (count) => count === 0,
      'the removal',
    );
    await page.waitForTimeout(300);
    assert.deepEqual(problems, []);
  });
});

/** The bars stand on the lower axis: clicks from left to right until the selection toolbar is there. */
async function clickSomeBar(page: Page): Promise<void> {
  const box = await page.locator('.box').boundingBox();
  if (!box) throw new Error('The chart has no box.');
  for (const x of [0.2, 0.3, 0.4, 0.5, 0.6]) {
    for (const y of [0.7, 0.5]) {
      await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
      await page.waitForTimeout(250);
      if ((await page.locator('[data-testid="actions-toolbar-confirm"]').count()) > 0) return;
    }
  }
}

/** What each cell has: its text, or, of charts that paint their texts too, that something is painted. Runs in the page. */
function contentsOf(cells: readonly Element[]): readonly string[] {
  return cells.map((cell) => {
    const isPainted = [...cell.querySelectorAll('canvas')].some((canvas) => {
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      return pixels?.some((value) => value !== 0) === true;
    });
    return cell.textContent?.trim() || (isPainted ? 'painted' : '');
  });
}
