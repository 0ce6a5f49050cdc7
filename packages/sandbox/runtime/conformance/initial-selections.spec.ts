import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createQlikApi } from '@qlik/api';
import { selectedIn } from './selections-of.ts';
import { BAR_CHART, FLIGHTS, startFixtures, type Fixtures } from './fixtures.ts';
import { waitUntil, saveScreenshot, visit } from './browser-page.ts';

describe('<qlik-initial-selections>', () => {
  let fixtures: Fixtures;
  before(async () => {
    fixtures = await startFixtures();
  });
  after(() => fixtures.close());

  it('selects when the app opens, before anything is drawn', async () => {
    const field = 'Origin State';
    const value = 'TX';
    const { page } = await visit(
      fixtures.browser,
      fixtures.embedPage(
        `<qlik-initial-selections app-id="${FLIGHTS}" identity="initial" clear-all>
           <field name="${field}" values="${value}"></field></qlik-initial-selections>
         <div class="box"><qlik-embed ui="analytics/chart" app-id="${FLIGHTS}" identity="initial" object-id="${BAR_CHART}"></qlik-embed></div>`,
      ),
    );
    await page.locator('.njs-viz canvas').first().waitFor();
    const selected = await waitUntil(
      () =>
        page.evaluate(async () => {
          interface SelectionDoc {
            createSessionObject(properties: object): Promise<{
              getLayout(): Promise<{
                qSelectionObject: { qSelections: { qField: string; qSelected: string }[] };
              }>;
            }>;
          }
          interface Embed {
            getRefApi(): Promise<{ getDoc(): Promise<SelectionDoc> }>;
          }
          const element = document.querySelector('qlik-embed') as unknown as Embed;
          const doc = await (await element.getRefApi()).getDoc();
          const object = await doc.createSessionObject({
            qInfo: { qType: 'current' },
            qSelectionObjectDef: {},
          });
          return (await object.getLayout()).qSelectionObject.qSelections.map(
            ({ qField, qSelected }) => `${qField}=${qSelected}`,
          );
        }),
      (found) => found.length > 0,
      'the initial selection',
    );
    assert.deepEqual(selected, [`${field}=${value}`]);
    await saveScreenshot(page, 'initial-selections');
  });

  it('applies a bookmark, after it has cleared what was selected before', async () => {
    const api = createQlikApi({ hostConfig: { host: fixtures.tenant.host, authType: 'none' } });
    const appSession = api.qix.openAppSession({ appId: FLIGHTS, identity: 'bookmark' });
    const doc = await appSession.getDoc();
    const select = async (name: string, qText: string) =>
      (await doc.getField(name)).selectValues([{ qText }], false, false);
    await select('Origin State', 'CA');
    const bookmark = await doc.createBookmark({
      qInfo: { qType: 'bookmark' },
      qMetaDef: { title: 'California' },
    });
    await doc.clearAll();
    await select('Weekday', 'Mon');
    const { page } = await visit(
      fixtures.browser,
      fixtures.embedPage(
        `<qlik-initial-selections app-id="${FLIGHTS}" identity="bookmark" clear-all
           bookmark-id="${bookmark.id}"></qlik-initial-selections>
         <div class="box"><qlik-embed ui="analytics/chart" app-id="${FLIGHTS}" identity="bookmark" object-id="${BAR_CHART}"></qlik-embed></div>`,
      ),
    );
    await page.locator('.njs-viz canvas').first().waitFor();
    const selected = await selectedIn(fixtures.tenant.host, FLIGHTS, 'bookmark');
    assert.deepEqual(selected, [['Origin State', 1]]);
    await appSession.close({ websocketCloseDelay: 0 });
  });
});
