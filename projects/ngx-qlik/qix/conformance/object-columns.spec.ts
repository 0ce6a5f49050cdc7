import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { readColumns } from '../hypercube/chart-columns';
import { toProperties } from '../hypercube/hypercube-definition';
import { toArray, toObject, type JsonObject } from 'qlik-sandbox/engine/protocol/json.ts';
import { TestQixClient } from 'qlik-sandbox/engine/testing/test-qix-client.ts';
import {
  startTestEngineServer,
  type TestEngineServer,
} from 'qlik-sandbox/engine/testing/test-engine-server.ts';

const RUNS = 200;

/** C has nulls; the sum of Z is zero for some values of A, and null for others. */
const SCRIPT = `
Facts:
LOAD 'a' & Mod(RecNo() * 7, 5) as A, 'b' & Mod(RecNo() * 3, 4) as B,
  If(Mod(RecNo(), 2) = 0, null(), 'c') as C, RecNo() as N,
  If(Mod(RecNo() * 7, 5) = 0, 0, If(Mod(RecNo() * 7, 5) > 2, RecNo(), null())) as Z
AUTOGENERATE 24;`;

const condition = fc.constantFrom({}, {}, { qCalcCondition: { qCond: { qv: '0' } } });
const state = fc.constantFrom({}, {}, { qStateName: '' }, { qStateName: '$' }, { qStateName: 'Left' });

function dimension(field: string): fc.Arbitrary<JsonObject> {
  return fc.tuple(condition, fc.boolean()).map(([more, qNullSuppression]) => ({
    ...more,
    qNullSuppression,
    qDef: { qFieldDefs: [field], qSortCriterias: [{ qSortByAscii: 1 }] },
  }));
}

function measure(expression: string): fc.Arbitrary<JsonObject> {
  return condition.map((more) => ({ ...more, qDef: { qDef: expression } }));
}

function some(columns: readonly fc.Arbitrary<JsonObject>[]): fc.Arbitrary<JsonObject[]> {
  return fc.shuffledSubarray([...columns]).chain((chosen) => fc.tuple(...chosen));
}

const charts: fc.Arbitrary<JsonObject> = fc
  .record({
    object: state,
    cube: state,
    qDimensions: some(['A', 'B', 'C'].map(dimension)),
    // A measure with a value in each row would hide the effect of suppression.
    qMeasures: some([measure('Sum(Z)'), measure("Sum({<A={'a1'}>} N)"), measure('Only(Z)')]),
    qSuppressZero: fc.boolean(),
    qSuppressMissing: fc.boolean(),
  })
  // It is not documented whether suppression considers hidden measures.
  .filter(({ qDimensions, qMeasures }) =>
    (qMeasures.length > 0 ? qMeasures : qDimensions).some((column) => !('qCalcCondition' in column)),
  )
  .map(({ object, cube, ...rest }) => ({
    qInfo: { qType: 'x' },
    ...object,
    qHyperCubeDef: { ...cube, ...rest },
  }));

describe('the columns that the library reads from a chart, against the engine', { timeout: 120_000 }, () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, '/app/SessionApp_1/identity/object-columns');
    await client.result(-1, 'OpenDoc', ['SessionApp_1']);
    await client.result(1, 'SetScript', [SCRIPT]);
    await client.result(1, 'DoReload', [0, false, false]);
    await client.result(1, 'AddAlternateState', ['Left']);
    const field = await client.open('GetField', ['B', 'Left']);
    await client.result(field, 'Select', ['b0']);
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  /** Returns the rows and totals of a table as texts, and the columns that the library reads from it. */
  const tableOf = async (properties: unknown) => {
    const { qReturn } = await client.result(1, 'CreateSessionObject', [properties]);
    const { qHandle, qGenericId } = toObject(qReturn);
    const handle = Number(qHandle);
    const { qLayout } = await client.result(handle, 'GetLayout');
    const cube = toObject(toObject(qLayout)['qHyperCube']);
    const qWidth = Number(toObject(cube['qSize'])['qcx']);
    const { qDataPages } = await client.result(handle, 'GetHyperCubeData', [
      '/qHyperCubeDef',
      [{ qTop: 0, qLeft: 0, qWidth, qHeight: 200 }],
    ]);
    const { qProp } = await client.result(handle, 'GetEffectiveProperties');
    await client.result(1, 'DestroySessionObject', [qGenericId]);
    const textsOf = (cells: unknown) => toArray(cells).map((cell) => String(toObject(cell)['qText']));
    return {
      columns: readColumns(qProp, qLayout),
      data: {
        totals: textsOf(cube['qGrandTotalRow']),
        rows: toArray(toObject(toArray(qDataPages)[0])['qMatrix'])
          .map((row) => textsOf(row).join('|'))
          .sort(),
      },
    };
  };

  it('define a table with the same rows and totals, with its state and suppression', async () => {
    await fc.assert(
      fc.asyncProperty(charts, async (chart) => {
        const { columns, data } = await tableOf(chart);
        assert.ok(columns);
        assert.deepEqual((await tableOf(toProperties(columns))).data, data);
      }),
      { numRuns: RUNS },
    );
  });

  it('are the bins of a histogram, which the chart keeps in the session of a user who cannot change it', async () => {
    const chart = {
      qInfo: { qType: 'histogram' },
      qHyperCubeDef: { qDimensions: [{ qDef: { qFieldDefs: ['N'] } }], qMeasures: [] },
    };
    const bins = {
      ...chart.qHyperCubeDef,
      qDimensions: [{ qDef: { qFieldDefs: ['=Class(aggr([N],[N]),10)'] } }],
      qMeasures: [{ qDef: { qDef: 'Count([N])' } }],
    };
    const { qReturn } = await client.result(1, 'CreateSessionObject', [chart]);
    const handle = Number(toObject(qReturn)['qHandle']);
    const qValue = JSON.stringify({ box: { qHyperCubeDef: bins } });
    await client.result(handle, 'ApplyPatches', [[{ qOp: 'add', qPath: '/qUndoExclude', qValue }], true]);
    const { qProp } = await client.result(handle, 'GetEffectiveProperties');
    const { qLayout } = await client.result(handle, 'GetLayout');
    const columns = readColumns(qProp, qLayout);
    assert.ok(columns);
    const { rows } = (await tableOf(toProperties(columns))).data;
    assert.deepEqual(rows, ['0<=x<10|9', '10<=x<20|10', '20<=x<30|5']);
  });
});
