import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toObject, type JsonObject } from '../protocol/json.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';

const SCRIPT = `T: Load * Inline [
A, B, n
a, x, 1
a, y, 2
b, y, 4
b, z, 8
c, x, 16];`;

/** Cells of `SelectPivotCells` with the selected values of A and B. */
const CELLS: readonly (readonly [cells: readonly JsonObject[], a: string, b: string])[] = [
  [[{ qType: 'D', qRow: 0, qCol: 0 }], 'a', 'x'],
  [[{ qType: 'D', qRow: 0, qCol: 1 }], 'a', 'y'],
  [[{ qType: 'D', qRow: 1, qCol: 1 }], 'b', 'z'],
  [[{ qType: 'NX_CELL_DATA', qRow: 1, qCol: 0 }], 'b', 'y'],
  [[{ qType: 0, qRow: 2, qCol: 0 }], 'c', 'x'],
  [[{ qType: 'L', qRow: 1, qCol: 0 }], 'b', ''],
  [[{ qType: 2, qRow: 2, qCol: 0 }], 'c', ''],
  [[{ qType: 'T', qRow: 0, qCol: 2 }], '', 'z'],
  [
    [
      { qType: 'L', qRow: 0, qCol: 0 },
      { qType: 'L', qRow: 1, qCol: 0 },
    ],
    'a,b',
    '',
  ],
  [
    [
      { qType: 'D', qRow: 0, qCol: 0 },
      { qType: 'D', qRow: 2, qCol: 0 },
    ],
    'a,c',
    'x',
  ],
];

describe('SelectPivotCells of a stacked cube', { timeout: 60_000 }, () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  let handle: number;
  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, '/app/SessionApp_1/identity/stacked');
    await client.result(-1, 'OpenDoc', ['SessionApp_1']);
    await client.result(1, 'SetScript', [SCRIPT]);
    await client.result(1, 'DoReload');
    handle = await client.open('CreateSessionObject', [
      {
        qInfo: { qType: 'x' },
        qHyperCubeDef: {
          qMode: 'K',
          qDimensions: ['A', 'B'].map((name) => ({
            qDef: { qFieldDefs: [name], qSortCriterias: [{ qSortByAscii: 1 }] },
          })),
          qMeasures: [{ qDef: { qDef: 'Sum(n)' } }],
          qAlwaysFullyExpanded: true,
        },
      },
    ]);
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  const valueOf = async (expression: string): Promise<unknown> =>
    (await client.result(1, 'Evaluate', [expression]))['qReturn'];

  for (const [cells, a, b] of CELLS) {
    it(`selects the values of ${JSON.stringify(cells)}`, async () => {
      await client.result(1, 'ClearAll');
      const { qSuccess } = await client.result(handle, 'SelectPivotCells', ['/qHyperCubeDef', cells]);
      assert.equal(qSuccess, true);
      const selected = async (field: string): Promise<unknown> =>
        valueOf(`If(GetSelectedCount(${field}) > 0, GetFieldSelections(${field}, ',', 10), '')`);
      assert.deepEqual([await selected('A'), await selected('B')], [a, b]);
    });
  }

  it('selects nothing where there is no cell', async () => {
    await client.result(1, 'ClearAll');
    for (const cell of [
      { qType: 'D', qRow: 9, qCol: 0 },
      { qType: 'D', qRow: 2, qCol: 1 },
      { qType: 'L', qRow: 3, qCol: 0 },
      { qType: 'T', qRow: 0, qCol: 3 },
    ]) {
      const { qSuccess } = await client.result(handle, 'SelectPivotCells', ['/qHyperCubeDef', [cell]]);
      assert.equal(qSuccess, false, JSON.stringify(cell));
    }
    assert.equal(await valueOf('Sum(n)'), '31');
  });

  it('is an error for a straight table', async () => {
    const straight = await client.open('CreateSessionObject', [
      { qInfo: { qType: 'x' }, qHyperCubeDef: { qDimensions: [{ qDef: { qFieldDefs: ['A'] } }] } },
    ]);
    const { error } = await client.request(straight, 'SelectPivotCells', ['/qHyperCubeDef', []]);
    assert.equal(toObject(error)['code'], 6000);
  });
});
