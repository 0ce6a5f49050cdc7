import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { toArray, toObject } from '../protocol/json.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';

const APP = DEMO_APP_IDS.flights;

describe('expressions over the wire', { timeout: 60_000 }, () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, `/app/${APP}/identity/expressions`);
    await client.result(-1, 'OpenDoc', [APP]);
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  async function valueOf(expression: string): Promise<unknown> {
    const { qValue } = await client.result(1, 'EvaluateEx', [expression]);
    return toObject(qValue)['qNumber'];
  }

  it('are checked: the error message, and the positions of unknown fields', async () => {
    assert.deepEqual(
      await client.result(1, 'CheckExpression', ['Sum(Missing) / Sum([Missing]) + Count([No Such])']),
      {
        qErrorMsg: '',
        qBadFieldNames: [
          { qFrom: 4, qCount: 7 },
          { qFrom: 20, qCount: 7 },
          { qFrom: 39, qCount: 7 },
        ],
        qDangerousFieldNames: [],
      },
    );
    const broken = await client.result(1, 'CheckExpression', ['Sum(Distance']);
    assert.match(String(broken['qErrorMsg']), /"\)" expected/);
    const known = await client.result(1, 'CheckExpression', ['Sum(Distance * vLateMinutes)']);
    assert.deepEqual(known['qBadFieldNames'], []);
    const labeled = await client.result(1, 'CheckExpression', ['Sum(Mine)', ['Mine']]);
    assert.deepEqual(labeled['qBadFieldNames'], []);
  });

  it('read previous steps of the history of selections', async () => {
    const field = await client.open('GetField', ['Origin']);
    const all = await valueOf('Count([Flight ID])');
    await client.result(field, 'SelectValues', [[{ qText: 'DAL' }], false, false]);
    const one = await valueOf('Count([Flight ID])');
    assert.notEqual(one, all);
    assert.equal(await valueOf('Count({$1} [Flight ID])'), all);
    await client.result(1, 'Back');
    assert.equal(await valueOf('Count([Flight ID])'), all);
    assert.equal(await valueOf('Count({$_1} [Flight ID])'), one);
    await client.result(1, 'ClearAll');
  });

  it('read the rows of a table in sort order', async () => {
    const cube = await client.open('CreateSessionObject', [
      {
        qInfo: { qType: 'cube' },
        qHyperCubeDef: {
          qDimensions: [{ qDef: { qFieldDefs: ['Origin'] } }],
          qMeasures: [
            { qDef: { qDef: 'Count([Flight ID])' }, qSortBy: { qSortByNumeric: -1 } },
            { qDef: { qDef: 'RangeSum(Above(Count([Flight ID]), 0, RowNo()))' } },
            { qDef: { qDef: 'Rank(Count([Flight ID]), 4)' } },
          ],
          qInterColumnSortOrder: [1, 0, 2, 3],
          qInitialDataFetch: [{ qWidth: 4, qHeight: 1000 }],
        },
      },
    ]);
    const layout = toObject((await client.result(cube, 'GetLayout'))['qLayout']);
    const page = toObject(toArray(toObject(layout['qHyperCube'])['qDataPages'])[0]);
    let sum = 0;
    toArray(page['qMatrix']).forEach((row, place) => {
      const [, count, running, rank] = toArray(row).map((cell) => Number(toObject(cell)['qNum']));
      sum += count ?? 0;
      assert.equal(running, sum);
      assert.equal(rank, place + 1);
    });
    assert.equal(sum, 20_000);
  });

  it('define a dimension with Aggr that selects in its field', async () => {
    const cube = await client.open('CreateSessionObject', [
      {
        qInfo: { qType: 'cube' },
        qHyperCubeDef: {
          qDimensions: [{ qDef: { qFieldDefs: ['=Aggr(Rank(Count([Flight ID])), Origin)'] } }],
          qMeasures: [{ qDef: { qDef: 'Count(distinct Origin)' } }],
          qInitialDataFetch: [{ qWidth: 2, qHeight: 500 }],
        },
      },
    ]);
    const layout = toObject((await client.result(cube, 'GetLayout'))['qLayout']);
    const rows = toArray(toObject(toArray(toObject(layout['qHyperCube'])['qDataPages'])[0])['qMatrix']);
    const first = rows.map((row) => toObject(toArray(row)[0])).find((cell) => cell['qText'] === '1');
    assert.ok(first);
    await client.result(cube, 'SelectHyperCubeValues', ['/qHyperCubeDef', 0, [first['qElemNumber']], false]);
    const selections = await client.result(1, 'EvaluateEx', ['GetCurrentSelections()']);
    const busiest = 'Only({1} Aggr(If(Rank(Count({1} [Flight ID])) = 1, Origin), Origin))';
    const { qText: airport } = toObject((await client.result(1, 'EvaluateEx', [busiest]))['qValue']);
    assert.equal(toObject(selections['qValue'])['qText'], `Origin: ${String(airport)}`);
    await client.result(1, 'ClearAll');
  });
});
