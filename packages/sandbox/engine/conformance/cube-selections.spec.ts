import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';

const PATH = '/qHyperCubeDef';
const CUBE = {
  qInfo: { qType: 'x' },
  qHyperCubeDef: {
    qDimensions: [{ qDef: { qFieldDefs: ['Origin State'], qSortCriterias: [{ qSortByAscii: 1 }] } }],
    qMeasures: [{ qDef: { qDef: 'Count([Flight ID])' } }, { qDef: { qDef: 'Avg(Delay)' } }],
  },
};

describe('selections by value ranges, groups and frequencies, on the wire', { timeout: 30_000 }, () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, `/app/${DEMO_APP_IDS.flights}`);
    await client.result(-1, 'OpenDoc', [DEMO_APP_IDS.flights]);
  });
  afterEach(() => client.result(1, 'ClearAll'));
  after(async () => {
    await client.close();
    await server.close();
  });

  const states = async (): Promise<string> =>
    String((await client.result(1, 'Evaluate', ["Concat(distinct [Origin State], ',')"]))['qReturn']);
  const range = (qMeasureIx: number, qMin: number, qMax: number): JsonObject => ({
    qMeasureIx,
    qRange: { qMin, qMax, qMinInclEq: true, qMaxInclEq: true },
  });

  it('selects rows whose measures are in all ranges, or in any range in "or" mode', async () => {
    const cube = await client.open('CreateSessionObject', [CUBE]);
    const ranges = [range(0, 1200, 5000), range(1, -100, 8)];
    await client.result(cube, 'RangeSelectHyperCubeValues', [PATH, ranges, [], false]);
    assert.equal(await states(), 'IL,TX');
    await client.result(1, 'ClearAll');
    await client.result(cube, 'RangeSelectHyperCubeValues', [
      PATH,
      [range(0, 2000, 5000), range(1, 11, 100)],
      [],
      true,
    ]);
    const any = (await states()).split(',');
    assert.ok(any.includes('TX') && any.includes('CA') && any.includes('AK'), any.join(','));
  });

  it('selects rows of several sets of ranges', async () => {
    const cube = await client.open('CreateSessionObject', [CUBE]);
    const sets = [
      { qRanges: [range(0, 2400, 2400)], qColumnsToSelect: [0] },
      { qRanges: [range(0, 2380, 2380)], qColumnsToSelect: [0] },
    ];
    await client.result(cube, 'MultiRangeSelectHyperCubeValues', [PATH, sets, true]);
    assert.equal(await states(), 'CA,TX');
  });

  it('goes down a drill-down group by a selection, and up by DrillUp', async () => {
    const drill = await client.open('CreateSessionObject', [
      {
        qInfo: { qType: 'x' },
        qHyperCubeDef: {
          qDimensions: [{ qDef: { qGrouping: 'H', qFieldDefs: ['Origin State', 'Origin City', 'Origin'] } }],
          qMeasures: [{ qDef: { qDef: 'Count([Flight ID])' } }],
        },
      },
    ]);
    const shown = async (): Promise<unknown> => {
      const { qLayout } = await client.result(drill, 'GetLayout');
      const [info] = toArray(toObject(toObject(qLayout)['qHyperCube'])['qDimensionInfo']).map(toObject);
      return info?.['qFallbackTitle'];
    };
    assert.equal(await shown(), 'Origin State');
    const { qHyperCube } = toObject((await client.result(drill, 'GetLayout'))['qLayout']);
    assert.ok(qHyperCube);
    await client.result(drill, 'SelectHyperCubeValues', [PATH, 0, [0], false]);
    assert.equal(await shown(), 'Origin City');
    await client.result(drill, 'DrillUp', [PATH, 0, 1]);
    assert.equal(await shown(), 'Origin State');
  });

  it('cycles through a group by its active field', async () => {
    const cycle = await client.open('CreateSessionObject', [
      {
        qInfo: { qType: 'x' },
        qHyperCubeDef: { qDimensions: [{ qDef: { qGrouping: 'C', qFieldDefs: ['Month', 'Weekday'] } }] },
      },
    ]);
    const size = async (): Promise<unknown> => {
      const { qLayout } = await client.result(cycle, 'GetLayout');
      return toObject(toObject(toObject(qLayout)['qHyperCube'])['qSize'])['qcy'];
    };
    assert.equal(await size(), 3);
    const patch = [{ qOp: 'replace', qPath: `${PATH}/qDimensions/0/qDef/qActiveField`, qValue: '1' }];
    await client.result(cycle, 'ApplyPatches', [patch, true]);
    assert.equal(await size(), 7);
  });

  it('returns the frequency of list values as number, percentage or share', async () => {
    const frequencies = async (qFrequencyMode: string): Promise<unknown[]> => {
      const list = await client.open('CreateSessionObject', [
        {
          qInfo: { qType: 'x' },
          qListObjectDef: {
            qDef: { qFieldDefs: ['Month'], qSortCriterias: [{ qSortByNumeric: 1 }] },
            qFrequencyMode,
            qInitialDataFetch: [{ qWidth: 1, qHeight: 10 }],
          },
        },
      ]);
      const { qLayout } = await client.result(list, 'GetLayout');
      const [page] = toArray(toObject(toObject(qLayout)['qListObject'])['qDataPages']).map(toObject);
      return toArray(page?.['qMatrix']).map((row) => toObject(toArray(row)[0])['qFrequency']);
    };
    assert.deepEqual(await frequencies('V'), ['6937', '5964', '7099']);
    assert.deepEqual(await frequencies('P'), ['34.7%', '29.8%', '35.5%']);
    assert.deepEqual(await frequencies('R'), ['0.34685', '0.2982', '0.35495']);
    assert.deepEqual(await frequencies('N'), [undefined, undefined, undefined]);
  });

  it('makes no selections in a synthetic dimension, nor in an unknown field', async () => {
    for (const field of ["=ValueList('a', 'b')", 'no_such_field']) {
      const cube = await client.open('CreateSessionObject', [
        {
          qInfo: { qType: 'x' },
          qHyperCubeDef: {
            qDimensions: [{ qDef: { qFieldDefs: [field] } }],
            qMeasures: [{ qDef: { qDef: '1' } }],
          },
        },
      ]);
      const { qSuccess } = await client.result(cube, 'SelectHyperCubeValues', [PATH, 0, [0], false]);
      assert.equal(qSuccess, false, field);
    }
    assert.equal((await client.result(1, 'Evaluate', ['GetCurrentSelections()']))['qReturn'], '');
  });

  it('returns -32601 for an unknown method', async () => {
    const cube = await client.open('CreateSessionObject', [CUBE]);
    const { error } = await client.request(cube, 'GetHyperCubeMagic', []);
    assert.equal(toObject(error)['code'], -32_601);
  });
});
