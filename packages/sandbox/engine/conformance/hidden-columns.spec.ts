import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toArray, toObject } from '../protocol/json.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';

const PATH = '/qHyperCubeDef';

/** Columns with similar values: the prefix of a text identifies its column. */
const SCRIPT = `
Facts:
LOAD 'a' & Mod(RecNo() * 7, 5) as A, 'b' & Mod(RecNo() * 3, 4) as B, Mod(RecNo() * 5, 6) as C, RecNo() as N
AUTOGENERATE 24;`;

describe('selections by cells, with hidden columns', { timeout: 30_000 }, () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, '/app/SessionApp_2/identity/hidden-columns');
    await client.result(-1, 'OpenDoc', ['SessionApp_2']);
    await client.result(1, 'SetScript', [SCRIPT]);
    await client.result(1, 'DoReload', [0, false, false]);
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  /** sn-table counts the visible dimensions in the order of their definition. */
  it('count the visible dimensions, independent of their display order', async () => {
    const never = { qCalcCondition: { qCond: { qv: '0' } } };
    const dimension = (field: string) => ({
      qDef: { qFieldDefs: [field], qSortCriterias: [{ qSortByAscii: 1 }] },
    });
    const handle = await client.open('CreateSessionObject', [
      {
        qInfo: { qType: 'x' },
        qHyperCubeDef: {
          qDimensions: [{ ...dimension('A'), ...never }, dimension('B'), dimension('C')],
          qMeasures: [{ qDef: { qDef: 'Sum(N)' }, ...never }, { qDef: { qDef: 'Count(N)' } }],
          qColumnOrder: [4, 2, 0, 1, 3],
        },
      },
    ]);
    const { qHyperCube } = toObject((await client.result(handle, 'GetLayout'))['qLayout']);
    assert.deepEqual(
      toArray(toObject(qHyperCube)['qGrandTotalRow']).map((cell) => toObject(cell)['qText']),
      ['24'],
    );
    const selected = async (columns: readonly number[]): Promise<string> => {
      await client.result(1, 'ClearAll');
      await client.result(handle, 'SelectHyperCubeCells', [PATH, [0], columns]);
      const { qReturn } = await client.result(1, 'Evaluate', ['GetCurrentSelections()']);
      return String(qReturn).replace(/\s+/g, ' ');
    };
    assert.equal(await selected([0]), 'B: b0');
    assert.match(await selected([1]), /^C: \d$/);
    assert.match(await selected([]), /^B: b0 C: \d$/);
  });
});
