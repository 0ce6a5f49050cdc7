import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BAR_CHART, FLIGHTS, openStage, type Stage } from './stage.ts';
import { eventually, picture, visit } from './visitor.ts';

describe('<qlik-initial-selections>', () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  it('selects when the app opens, before anything is drawn', async () => {
    const field = 'Origin State';
    const value = 'TX';
    const { page } = await visit(
      stage.browser,
      stage.embedPage(
        `<qlik-initial-selections app-id="${FLIGHTS}" identity="initial" clear-all>
           <field name="${field}" values="${value}"></field></qlik-initial-selections>
         <div class="box"><qlik-embed ui="analytics/chart" app-id="${FLIGHTS}" identity="initial" object-id="${BAR_CHART}"></qlik-embed></div>`,
      ),
    );
    await page.locator('.njs-viz canvas').first().waitFor();
    const selected = await eventually(
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
    await picture(page, 'initial-selections');
    await page.close();
  });
});
