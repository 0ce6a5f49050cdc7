import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';

const LOOP = `
A: Load * Inline [
a, b
1, 1
2, 2];
B: Load * Inline [
b, c
1, 1
2, 2
3, 3];
C: Load * Inline [
c, a
1, 2
2, 1];`;

describe('the warnings of a reload', { timeout: 30_000 }, () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, '/app/SessionApp_1/identity/warnings');
    await client.result(-1, 'OpenDoc', ['SessionApp_1']);
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  /** Reloads, and returns the progress of the reload. */
  async function reload(script: string): Promise<JsonObject> {
    await client.result(1, 'SetScript', [script]);
    assert.equal((await client.result(1, 'DoReload'))['qReturn'], true);
    return toObject((await client.result(-1, 'GetProgress', [0]))['qProgressData']);
  }

  async function looseTables(): Promise<readonly unknown[]> {
    const { qtr } = await client.result(1, 'GetTablesAndKeys', [{}, {}, 0, true, false]);
    return toArray(qtr).flatMap((each) => (toObject(each)['qLoose'] ? [toObject(each)['qName']] : []));
  }

  it('name the tables that are loosely coupled because of a circular reference', async () => {
    const { qErrorData, qPersistentProgressMessages } = await reload(LOOP);
    const [warning, ...others] = toArray(qErrorData).map(toObject);
    assert.equal(warning?.['qErrorDataCode'], 'EDC_CIRCULAR_REFERENCE');
    assert.match(String(warning?.['qErrorString']), /circular reference.*'B'/);
    assert.deepEqual(others, []);
    assert.match(JSON.stringify(qPersistentProgressMessages), /circular reference.*'B'/);
    assert.deepEqual(await looseTables(), ['B']);
    // A selection passes neither through the loosely coupled table nor through the other way around the loop.
    const field = await client.open('GetField', ['b']);
    await client.result(field, 'Select', ['1']);
    const { qReturn } = await client.result(1, 'Evaluate', ["Concat(a, '') & '|' & Concat(distinct c, '')"]);
    assert.equal(qReturn, '1|2');
  });

  it('are none when the script loosens a table of the loop itself', async () => {
    const { qErrorData } = await reload(`${LOOP}\nLoosen Table C;`);
    assert.deepEqual(qErrorData, []);
    assert.deepEqual(await looseTables(), ['C']);
    assert.deepEqual((await reload(`${LOOP}\nRename Table C to D;\nLoosen Tables A, D;`))['qErrorData'], []);
    assert.deepEqual(await looseTables(), ['A', 'D']);
  });

  it('name synthetic keys', async () => {
    const { qErrorData, qPersistentProgressMessages } = await reload(
      'T: Load 1 as a, 2 as b, 3 as c AutoGenerate 1; U: Load 1 as a, 2 as b, 4 as d AutoGenerate 1;',
    );
    assert.deepEqual(qErrorData, []);
    assert.match(JSON.stringify(qPersistentProgressMessages), /"\$Syn 1 = a\+b"/);
    const { qData } = await client.result(1, 'GetTableData', [0, 9, true, '$Syn 1 Table']);
    assert.equal(toArray(qData).length, 1);
  });

  it('leave system fields out of lists unless they are asked for', async () => {
    await reload('T: Load 1 as a, 2 as _b AutoGenerate 1;');
    const names = async (qFieldListDef: JsonObject): Promise<unknown> => {
      const handle = await client.open('CreateSessionObject', [{ qInfo: { qType: 'l' }, qFieldListDef }]);
      const { qFieldList } = toObject((await client.result(handle, 'GetLayout'))['qLayout']);
      return toArray(toObject(qFieldList)['qItems']).map((item) => toObject(item)['qName']);
    };
    assert.deepEqual(await names({ qShowHidden: true }), ['a', '_b']);
    assert.deepEqual(await names({ qShowSystem: true }), [
      ...['$Table', '$Rows', '$Fields', '$Field', '$FieldNo', '$Info', 'a', '_b'],
    ]);
    const { qReturn } = await client.result(1, 'GetFieldDescription', ['$Field']);
    const { qIsSystem, qIsHidden, qCardinal, qSrcTables } = toObject(qReturn);
    assert.deepEqual([qIsSystem, qIsHidden, qCardinal, qSrcTables], [true, true, 2, []]);
  });

  it('come with the configuration of the engine', async () => {
    const { qConfig } = await client.result(-1, 'GetConfiguration');
    assert.equal(toObject(toObject(qConfig)['qFeatures'])['qIsDesktop'], false);
  });
});
