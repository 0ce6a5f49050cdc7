import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';

const PATH = '/qHyperCubeDef';
const PIVOT = {
  qInfo: { qType: 'pivot-table' },
  qHyperCubeDef: {
    qMode: 'P',
    qDimensions: [
      {
        qDef: { qFieldDefs: ['Origin State'], qSortCriterias: [{ qSortByAscii: 1 }] },
        qNullSuppression: true,
      },
      {
        qDef: { qFieldDefs: ['Origin City'], qSortCriterias: [{ qSortByAscii: 1 }] },
        qNullSuppression: true,
      },
      { qDef: { qFieldDefs: ['Month'], qSortCriterias: [{ qSortByNumeric: 1 }] } },
    ],
    qMeasures: [{ qDef: { qDef: 'Count([Flight ID])' } }, { qDef: { qDef: 'Avg(Delay)' } }],
    qInterColumnSortOrder: [0, 1, 2, -1],
    qNoOfLeftDims: 2,
    qInitialDataFetch: [{ qWidth: 20, qHeight: 20 }],
  },
};

describe('a pivot table on the wire', { timeout: 30_000 }, () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  let pivot: number;
  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, `/app/${DEMO_APP_IDS.flights}`);
    await client.result(-1, 'OpenDoc', [DEMO_APP_IDS.flights]);
    pivot = await client.open('CreateSessionObject', [PIVOT]);
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  async function cube(): Promise<JsonObject> {
    const { qLayout } = await client.result(pivot, 'GetLayout');
    return toObject(toObject(qLayout)['qHyperCube']);
  }

  function leftOf(layout: JsonObject): JsonObject[] {
    const [page] = toArray(layout['qPivotDataPages']).map(toObject);
    return toArray(page?.['qLeft']).map(toObject);
  }

  // enigma.js's examples give the names of the enumeration.
  for (const [mode, fetchData] of [
    ['EQ_DATA_MODE_PIVOT', 'GetHyperCubePivotData'],
    ['DATA_MODE_PIVOT', 'GetHyperCubePivotData'],
    ['EQ_DATA_MODE_PIVOT_STACK', 'GetHyperCubeStackData'],
    ['EQ_DATA_MODE_TREE', 'GetHyperCubeTreeData'],
    ['EQ_DATA_MODE_STRAIGHT', 'GetHyperCubeData'],
  ] as const)
    it(`has the mode that ${mode} names`, async () => {
      const definition = { ...PIVOT.qHyperCubeDef, qMode: mode, qInitialDataFetch: [] };
      const handle = await client.open('CreateSessionObject', [{ ...PIVOT, qHyperCubeDef: definition }]);
      const area = fetchData.includes('Tree') ? {} : [{ qTop: 0, qLeft: 0, qWidth: 5, qHeight: 5 }];
      const data = await client.result(handle, fetchData, [PATH, area]);
      assert.ok(toArray(data['qDataPages'] ?? data['qNodes']).length > 0);
    });

  it('expands and collapses nodes, and reports the changed layout and the position', async () => {
    const closed = await cube();
    assert.deepEqual(closed['qSize'], { qcx: 6, qcy: 51 });
    const answer = await client.request(pivot, 'ExpandLeft', [PATH, 3, 0, false]);
    assert.deepEqual(answer['change'], [pivot]);
    const opened = await cube();
    assert.deepEqual(opened['qLastExpandedPos'], { qx: 0, qy: 3 });
    const arizona = leftOf(opened)[3];
    assert.equal(arizona?.['qText'], 'AZ');
    assert.equal(arizona?.['qCanCollapse'], true);
    assert.ok(toArray(arizona?.['qSubNodes']).length > 1);
    await client.result(pivot, 'CollapseLeft', [PATH, 3, 0, false]);
    assert.deepEqual((await cube())['qSize'], closed['qSize']);
    await client.result(pivot, 'ExpandLeft', [PATH, 0, 0, true]);
    assert.ok(Number(toObject((await cube())['qSize'])['qcy']) > 200);
    await client.result(pivot, 'CollapseLeft', [PATH, 0, 0, true]);
    assert.deepEqual((await cube())['qSize'], closed['qSize']);
  });

  it('returns pages, and fails for too large pages and other modes', async () => {
    const { qDataPages } = await client.result(pivot, 'GetHyperCubePivotData', [
      PATH,
      [{ qLeft: 2, qTop: 10, qWidth: 2, qHeight: 5 }],
    ]);
    const [page] = toArray(qDataPages).map(toObject);
    assert.equal(toArray(page?.['qData']).length, 5);
    assert.equal(toArray(toArray(page?.['qData'])[0]).length, 2);
    const large = [{ qLeft: 0, qTop: 0, qWidth: 101, qHeight: 100 }];
    const refused = await client.request(pivot, 'GetHyperCubePivotData', [PATH, large]);
    assert.equal(toObject(refused['error'])['code'], 7009);
    const wrong = await client.request(pivot, 'GetHyperCubeData', [PATH, []]);
    assert.equal(toObject(wrong['error'])['code'], 6000);
  });

  it('selects left cells by value, which replace the previous cells', async () => {
    await cube();
    await client.result(pivot, 'BeginSelections', [[PATH]]);
    const cells = [
      { qType: 'L', qRow: 3, qCol: 0 },
      { qType: 'L', qRow: 5, qCol: 0 },
    ];
    await client.result(pivot, 'SelectPivotCells', [PATH, cells]);
    const { qReturn: two } = await client.result(1, 'Evaluate', ["Concat(distinct [Origin State], ',')"]);
    assert.equal(two, 'AZ,CO');
    await client.result(pivot, 'SelectPivotCells', [PATH, cells.slice(0, 1)]);
    const { qReturn: one } = await client.result(1, 'Evaluate', ["Concat(distinct [Origin State], ',')"]);
    assert.equal(one, 'AZ');
    // The modal pivot keeps its rows until it is confirmed.
    assert.equal(toObject((await cube())['qSize'])['qcy'], 51);
    await client.result(pivot, 'EndSelections', [true]);
    assert.equal(toObject((await cube())['qSize'])['qcy'], 1);
    await client.result(1, 'ClearAll');
  });

  it('selects all values of a data cell', async () => {
    const cell = [{ qType: 'D', qRow: 3, qCol: 2 }];
    const { qSuccess } = await client.result(pivot, 'SelectPivotCells', [PATH, cell]);
    assert.equal(qSuccess, true);
    const { qReturn } = await client.result(1, 'Evaluate', ["GetCurrentSelections('; ', '=')"]);
    assert.equal(qReturn, 'Origin State=AZ; Month=Feb');
    await client.result(1, 'ClearAll');
  });

  it('removes the expansion when the object is destroyed', async () => {
    const named = { ...PIVOT, qInfo: { qId: 'again', qType: 'pivot-table' } };
    const rows = async (handle: number): Promise<unknown> => {
      const { qLayout } = await client.result(handle, 'GetLayout');
      return toObject(toObject(toObject(qLayout)['qHyperCube'])['qSize'])['qcy'];
    };
    const first = await client.open('CreateSessionObject', [named]);
    await client.result(first, 'ExpandLeft', [PATH, 3, 0, false]);
    assert.notEqual(await rows(first), 51);
    await client.result(1, 'DestroySessionObject', ['again']);
    assert.equal(await rows(await client.open('CreateSessionObject', [named])), 51);
  });
});
