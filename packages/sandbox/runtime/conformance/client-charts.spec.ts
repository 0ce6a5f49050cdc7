import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createQlikApi } from '@qlik/api';
import type { Doc, GenericObjectProperties } from '@qlik/api/qix';
import type { Page } from 'playwright-core';
import { actionButton } from '../../apps/building/action-button.ts';
import { chart, type ChartSpecification } from '../../apps/building/chart.ts';
import { coloredShare, openPage, saveScreenshot, waitUntil } from './browser-page.ts';
import { FLIGHTS, startFixtures, type Fixtures } from './fixtures.ts';

const IDENTITY = 'client-charts';
/** A green pixel. */
const IMAGE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkaPj/HwAEBgIApD5fRAAAAABJRU5ErkJggg==';

type Properties = GenericObjectProperties & Record<string, unknown>;

const CHILDREN = {
  title: '/title',
  containerChildId: '/containerChildId',
  childRefId: '/childRefId',
  qExtendsId: '/qExtendsId',
  showCondition: '/showCondition',
};

/** What the sheet has, as Qlik's client saves it: objects with the objects inside them. */
const CHARTS: readonly { readonly properties: Properties; readonly children?: readonly Properties[] }[] = [
  {
    properties: {
      qInfo: { qId: 'text', qType: 'text-image' },
      visualization: 'text-image',
      markdown: {
        qStringExpression: {
          qExpr:
            "='# Late flights' & chr(10) & 'There are **' & Count([Flight ID]) & '** flights, [more](https://qlik.dev), <b>no tag</b> and [a script](javascript:alert(1)).' & chr(10) & chr(10) & '- one' & chr(10) & '- two'",
        },
      },
      background: {
        isUsed: true,
        url: { qStaticContentUrlDef: { qUrl: '/media/green.png' } },
        size: 'fill',
        position: 'topLeft',
      },
    },
  },
  {
    properties: {
      qInfo: { qId: 'tabs', qType: 'container' },
      visualization: 'container',
      showTabs: true,
      defaultTab: 'two',
      children: [
        { refId: 'one', label: 'Figure' },
        { refId: 'two', label: 'Bars' },
        { refId: 'three', label: 'Hidden', condition: { qStringExpression: { qExpr: '=0' } } },
      ],
      qChildListDef: { qData: CHILDREN },
    },
    children: [
      figure('tab-kpi', { containerChildId: 'one' }),
      bars('tab-bars', { containerChildId: 'two' }),
      figure('tab-hidden', { containerChildId: 'three' }),
    ],
  },
  {
    properties: {
      qInfo: { qId: 'layout', qType: 'sn-layout-container' },
      visualization: 'sn-layout-container',
      objects: [
        { childRefId: 'a', bounds: { x: 0, y: 0, width: 40, height: 100 } },
        { childRefId: 'b', bounds: { x: 40, y: 0, width: 60, height: 100 } },
        { childRefId: 'c', bounds: { x: 0, y: 0, width: 100, height: 100 } },
      ],
      qChildListDef: { qData: CHILDREN },
    },
    children: [
      figure('layout-kpi', { childRefId: 'a' }),
      bars('layout-bars', { childRefId: 'b' }),
      figure('layout-hidden', { childRefId: 'c', showCondition: { qStringExpression: { qExpr: '=1=2' } } }),
    ],
  },
  actionButton('button', 'Only Mondays', [
    { actionType: 'selectValues', field: 'Weekday', value: 'Mon' },
  ]) as {
    properties: Properties;
  },
  ...['treemap', 'gauge', 'map', 'some-extension'].map((type) => ({
    properties: { qInfo: { qId: `an-${type}`, qType: type }, visualization: type },
  })),
];

function figure(id: string, members: object): Properties {
  return propertiesOf({ id, type: 'kpi', title: '', measures: [{ item: 'msr-flights' }] }, members);
}

function bars(id: string, members: object): Properties {
  const dimensions = [{ source: { item: 'dim-weekday' }, order: 'number' }] as const;
  const title = 'Flights by weekday';
  return propertiesOf(
    { id, type: 'barchart', title, dimensions, measures: [{ item: 'msr-flights' }] },
    members,
  );
}

function propertiesOf(specification: ChartSpecification, members: object): Properties {
  return { ...chart(specification).properties, ...members };
}

describe("charts of Qlik's own client, on this runtime", () => {
  let fixtures: Fixtures;
  let doc: Doc;
  let close: () => Promise<unknown>;

  before(async () => {
    fixtures = await startFixtures();
    const api = createQlikApi({ hostConfig: { host: fixtures.tenant.host, authType: 'none' } });
    const appSession = api.qix.openAppSession({ appId: FLIGHTS, identity: IDENTITY });
    close = () => appSession.close({ websocketCloseDelay: 0 });
    doc = await appSession.getDoc();
    await createSheet(doc);
  });
  after(async () => {
    await close();
    await fixtures.close();
  });

  const sheetPage = (attributes: string) =>
    fixtures.embedPage(
      `<div style="position:relative;width:1200px;height:760px">
        <qlik-embed ui="analytics/sheet" app-id="${FLIGHTS}" object-id="a-sheet" identity="${IDENTITY}" ${attributes}></qlik-embed></div>`,
    );

  it('draws text over an image, containers and a button with preview, and says where a type cannot be drawn', async () => {
    const { page, problems, requests } = await openPage(fixtures.browser, sheetPage('preview="true"'));
    await page.route('**/media/**', (route) =>
      route.fulfill({ contentType: 'image/png', body: Buffer.from(IMAGE.split(',')[1] ?? '', 'base64') }),
    );

    const text = cell(page, 0);
    await text.getByRole('heading', { name: 'Late flights' }).waitFor();
    assert.equal(await text.locator('strong').innerText(), '20000');
    assert.equal(
      await text.getByRole('link', { name: 'more' }).getAttribute('href'),
      'https://qlik.dev',
      'a link',
    );
    assert.equal(await text.locator('a[href^="javascript"]').count(), 0);
    assert.match(await text.innerText(), /<b>no tag<\/b>/);
    assert.equal(await text.locator('li').count(), 2);
    await waitUntil(
      () => Promise.resolve(requests.filter((address) => address.includes('green.png'))),
      (found) => found[0] === `${fixtures.tenant.host}/api/v1/apps/${FLIGHTS}/media/files/green.png`,
      'the image',
    );
    await waitUntil(
      () => page.locator('.njs-sheet').evaluate((sheet) => getComputedStyle(sheet).backgroundImage),
      (found) =>
        found === `url("${fixtures.tenant.host}/api/v1/apps/${FLIGHTS}/media/files/sheets/behind.png")`,
      'the image behind the sheet',
    );
    assert.ok(
      requests.every((address) => !address.startsWith(`${new URL(page.url()).origin}/api/`)),
      'asked of the page',
    );

    const tabs = cell(page, 1);
    await painted(tabs, 'the tab named by defaultTab');
    assert.deepEqual(await tabs.getByRole('tab').allInnerTexts(), ['Figure', 'Bars']);
    await tabs.getByRole('tab', { name: 'Bars' }).press('ArrowLeft');
    await tabs.getByText('Flights', { exact: true }).waitFor();
    await tabs.locator('canvas').first().waitFor({ state: 'detached' });
    assert.equal(
      await tabs.getByRole('tab', { name: 'Figure' }).evaluate((tab) => tab === document.activeElement),
      true,
      'the focus goes with the tab',
    );

    const layout = cell(page, 2);
    await layout.getByText('Flights', { exact: true }).waitFor();
    await layout.getByText('Flights by weekday').waitFor();
    assert.equal(await layout.locator('.njs-viz').count(), 3, 'the container and two charts');
    await painted(layout, 'the bars of the layout container');

    for (const [place, expected] of [
      [4, /"treemap".*Qlik has not published the package/s],
      [5, /"gauge".*no package of its gauge/s],
      [6, /"map".*map server/s],
      [7, /no chart of type "some-extension".*Qlik’s own tenants/s],
    ] as const) {
      assert.match(await cell(page, place).locator('[data-qlik-embed-error]').innerText(), expected);
    }
    await page.getByRole('button', { name: 'Only Mondays' }).waitFor();
    await saveScreenshot(page, 'client-charts');
    // Such as `Object.ActionButton`: keys that nebula has no text for.
    assert.doesNotMatch(await page.locator('.njs-sheet').innerText(), /\b[A-Z]\w+(\.[A-Z]\w+)+\b/);

    await page.getByRole('button', { name: 'Only Mondays' }).click();
    await waitUntil(
      () => doc.evaluate("GetCurrentSelections('; ', '=')"),
      (selected) => selected === 'Weekday=Mon',
      'the selection of the button',
    );
    await text.locator('strong', { hasNotText: '20000' }).waitFor();
    await doc.clearAll();
    assert.deepEqual(problems, []);
    await page.close();
  });

  it('asks for preview where a sheet or a chart has it not', async () => {
    const { page } = await openPage(fixtures.browser, sheetPage(''));
    await page.getByRole('button', { name: 'Only Mondays' }).waitFor();
    for (const place of [0, 1, 2])
      await cell(page, place).getByText('drawn with preview="true" only').first().waitFor();
    await page.evaluate(() => {
      const element = document.querySelector('qlik-embed');
      element?.setAttribute('object-id', 'text');
      element?.setAttribute('ui', 'analytics/chart');
    });
    await page.locator('[data-qlik-embed-error="unknown-chart-type"]').waitFor();
    await page.evaluate(() => document.querySelector('qlik-embed')?.setAttribute('preview', 'true'));
    await page.getByRole('heading', { name: 'Late flights' }).waitFor();
    await page.close();
  });
});

async function createSheet(doc: Doc): Promise<void> {
  for (const { properties, children = [] } of CHARTS) {
    const object = await doc.createObject(properties);
    for (const child of children) await object.createChild(child);
  }
  await doc.createObject({
    qInfo: { qId: 'a-sheet', qType: 'sheet' },
    cells: CHARTS.map(({ properties: { qInfo } }, place) => ({
      name: qInfo?.qId,
      type: qInfo?.qType,
      bounds: { x: (place % 4) * 25, y: Math.floor(place / 4) * 50, width: 25, height: 50 },
    })),
    qChildListDef: { qData: {} },
    components: [
      {
        key: 'general',
        bgImage: {
          mode: 'media',
          mediaUrl: { qStaticContentUrlDef: { qUrl: '/media/sheets/behind.png' } },
          sizing: 'alwaysFill',
        },
      },
    ],
  });
}

function cell(page: Page, place: number) {
  return page.locator('.njs-sheet > div').nth(place);
}

async function painted(target: ReturnType<typeof cell>, what: string): Promise<void> {
  await waitUntil(
    () => coloredShare(target),
    (share) => share > 0.05,
    what,
  );
}
