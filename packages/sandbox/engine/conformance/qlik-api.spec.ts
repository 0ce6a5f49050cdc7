import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openAppSession, type Doc } from '@qlik/api/qix';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { toObject } from '../protocol/json.ts';
import { type FlightsSession, openFlights } from '../testing/flights-session.ts';
import { startTestEngineServer } from '../testing/test-engine-server.ts';

/** Returns the title in `qMeta`, which the package's types lack. */
function titleOf(meta: unknown): unknown {
  return toObject(meta)['title'];
}

describe('@qlik/api in Node, unmodified', { timeout: 30_000 }, () => {
  let flights: FlightsSession;
  let doc: Doc;
  before(async () => {
    flights = await openFlights();
    ({ doc } = flights);
  });
  after(() => flights.close());

  it('lists sheets with titles, cells and rank', async () => {
    const sheets = await doc.getSheetList();
    assert.deepEqual(
      sheets.map((sheet) => [sheet.qInfo?.qId, titleOf(sheet.qMeta)]),
      [
        ['flights-overview', 'Overview'],
        ['flights-routes', 'Routes and hours'],
        ['flights-all-charts', 'All charts'],
      ],
    );
  });

  it('lists fields, dimensions, measures, variables and bookmarks', async () => {
    const [fields, dimensions, measures, variables, bookmarks] = await Promise.all([
      doc.getFieldList(),
      doc.getDimensionList(),
      doc.getMeasureList(),
      doc.getVariableList(),
      doc.getBookmarkList(),
    ]);
    assert.ok(fields.some((field) => field.qName === 'Origin' && field.qTags?.includes('$key')));
    assert.ok(dimensions.some((item) => item.qInfo?.qId === 'dim-origin-state'));
    assert.ok(measures.some((item) => item.qInfo?.qId === 'msr-flights'));
    assert.ok(variables.some((item) => item.qName === 'vLateMinutes'));
    assert.deepEqual(
      bookmarks.map((item) => titleOf(item.qMeta)),
      ['From Texas'],
    );
  });

  it('applies a bookmark, and the current selections contain it', async () => {
    assert.equal(await doc.applyBookmark('bookmark-texas'), true);
    const selections = await doc.createSessionObject({
      qInfo: { qType: 'CurrentSelection' },
      qSelectionObjectDef: {},
    });
    const layout = await selections.getLayout();
    assert.deepEqual(
      layout.qSelectionObject?.qSelections?.map((item) => [item.qField, item.qSelected]),
      [['Origin State', 'TX']],
    );
    await doc.clearAll();
  });

  it('reads an object again after it has changed, and receives the change', async () => {
    const chart = await doc.getObject('flights-by-state');
    const before = await chart.getLayout();
    const changed = new Promise<void>((resolve) => chart.once('changed', resolve));
    const field = await doc.getField('Weekday');
    await field.selectValues([{ qText: 'Sun', qIsNumeric: false }]);
    await changed;
    const later = await chart.getLayout();
    assert.ok(
      (before.qHyperCube?.qGrandTotalRow?.[0]?.qNum ?? 0) >
        (later.qHyperCube?.qGrandTotalRow?.[0]?.qNum ?? 0),
    );
    await doc.back();
  });
});

describe('@qlik/api with autoResume', { timeout: 30_000 }, () => {
  it('reconnects after a restart of the engine and creates its objects again', async () => {
    const server = await startTestEngineServer();
    const appSession = openAppSession({
      appId: DEMO_APP_IDS.movies,
      autoResume: true,
      hostConfig: { authType: 'none', host: `http://localhost:${server.port}` },
    });
    const doc = await appSession.getDoc();
    const cube = await doc.createSessionObject({
      qInfo: { qType: 'test-cube' },
      qHyperCubeDef: {
        qMeasures: [{ qDef: { qDef: 'Count([Movie ID])' } }],
        qInitialDataFetch: [{ qWidth: 1, qHeight: 1 }],
      },
    });
    assert.equal((await cube.getLayout()).qHyperCube?.qGrandTotalRow?.[0]?.qNum, 3201);
    const changed = new Promise<void>((resolve) => cube.once('changed', resolve));
    server.engine.dropSessions();
    await changed;
    assert.equal((await cube.getLayout()).qHyperCube?.qGrandTotalRow?.[0]?.qNum, 3201);
    assert.equal(server.engine.sessions.length, 1);
    await appSession.close();
    await server.close();
  });
});

describe('@qlik/api with an app that the user may not open', { timeout: 30_000 }, () => {
  it('fails with "App not found" when the app is hidden from the user', async () => {
    const server = await startTestEngineServer({ access: () => 'not-found' });
    const appSession = openAppSession({
      appId: 'secret',
      hostConfig: { authType: 'none', host: `http://localhost:${server.port}` },
    });
    await assert.rejects(appSession.getDoc(), /not found/i);
    await server.close();
  });
});
