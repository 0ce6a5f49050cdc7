import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { createQlikApi } from '@qlik/api';
import type { Page } from 'playwright-core';
import { readCsvRows, readJsonRows } from '../../apps/building/data-file.ts';
import { saveScreenshot, visit, waitUntil } from './browser-page.ts';
import { FLIGHTS, startFixtures, type Fixtures } from './fixtures.ts';

const IDENTITY = 'states';
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** What gives a chart its state: the attribute of Qlik, or the property of the engine, as `ngx-qlik` sends both. */
const FORMS: Readonly<Record<string, string>> = {
  'state-name': 'state-name="Left"',
  'a property': `properties='{qStateName:"Left"}'`,
  both: `state-name="Left" properties='{qStateName:"Left"}'`,
};

describe('a chart on the fly in an alternate state', () => {
  let fixtures: Fixtures;
  let texas: Readonly<Record<string, number>>;
  before(async () => {
    fixtures = await startFixtures();
    texas = await flightsByWeekday('TX');
    const api = createQlikApi({ hostConfig: { host: fixtures.tenant.host, authType: 'none' } });
    const doc = await api.qix.openAppSession({ appId: FLIGHTS, identity: IDENTITY }).getDoc();
    await doc.addAlternateState('Left');
    await (await doc.getField('Origin State', 'Left')).selectValues([{ qText: 'TX' }], false, false);
    await (await doc.getField('Origin State')).selectValues([{ qText: 'AK' }], false, false);
  });
  after(() => fixtures.close());

  const chart = (type: string, attributes: string) =>
    `<div class="box"><qlik-embed ui="analytics/chart" app-id="${FLIGHTS}" identity="${IDENTITY}" type="${type}"
      dimensions='["[Weekday]"]' measures='["=Count([Flight ID])"]' ${attributes}></qlik-embed></div>`;

  for (const type of ['barchart', 'linechart', 'piechart', 'table']) {
    for (const [name, attributes] of Object.entries(FORMS)) {
      it(`counts in the state of ${name}: ${type}`, async () => {
        const { page, problems } = await visit(fixtures.browser, fixtures.embedPage(chart(type, attributes)));
        assert.deepEqual(await countsOf(page), texas);
        assert.deepEqual(problems, []);
        await saveScreenshot(page, `state-${type}`);
      });
    }
  }

  it('counts in the default state without either, and in a state that comes later', async () => {
    const { page, problems } = await visit(fixtures.browser, fixtures.embedPage(chart('barchart', '')));
    assert.deepEqual(await countsOf(page), await flightsByWeekday('AK'));
    await page.evaluate(() => document.querySelector('qlik-embed')?.setAttribute('state-name', 'Left'));
    await waitUntil(
      () => countsOf(page).catch(() => ({})),
      (counts) => isDeepStrictEqual(counts, texas),
      'the counts of the state',
    );
    assert.deepEqual(problems, []);
  });

  it('keeps its properties beside the state, and prefers a state among them', async () => {
    const { page } = await visit(
      fixtures.browser,
      fixtures.embedPage(
        chart('barchart', `state-name="Left" properties='{title:"Here",showTitles:true,qStateName:"$"}'`),
      ),
    );
    await page.getByText('Here').waitFor();
    assert.deepEqual(await countsOf(page), await flightsByWeekday('AK'));
  });
});

/** Counts the rows of the data file themselves, without the engine. */
async function flightsByWeekday(state: string): Promise<Readonly<Record<string, number>>> {
  const [flights, airports] = await Promise.all([
    readJsonRows('flights-20k.json'),
    readCsvRows('airports.csv'),
  ]);
  const inState = new Set(airports.filter((airport) => airport['state'] === state).map(({ iata }) => iata));
  const counts: Record<string, number> = {};
  for (const { origin, date } of flights) {
    if (!inState.has(origin)) continue;
    const [day = ''] = String(date).replaceAll('/', '-').split(' ');
    const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? '';
    counts[weekday] = (counts[weekday] ?? 0) + 1;
  }
  assert.ok(Object.keys(counts).length > 1, state);
  return counts;
}

/** Returns the numbers of the chart by the texts of its dimension. */
function countsOf(page: Page): Promise<Readonly<Record<string, number>>> {
  return page.evaluate(async () => {
    interface Cell {
      readonly qText: string;
      readonly qNum: number;
    }
    interface Chart {
      getHyperCubeData(path: string, pages: object): Promise<{ qMatrix: [Cell, Cell][] }[]>;
    }
    interface Embed {
      getRefApi(): Promise<{ getObject(): Promise<Chart> }>;
    }
    const element = document.querySelector('qlik-embed') as unknown as Embed;
    const object = await (await element.getRefApi()).getObject();
    const [page] = await object.getHyperCubeData('/qHyperCubeDef', [
      { qTop: 0, qLeft: 0, qWidth: 2, qHeight: 100 },
    ]);
    return Object.fromEntries((page?.qMatrix ?? []).map(([day, count]) => [day.qText, count.qNum]));
  });
}
