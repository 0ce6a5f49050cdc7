import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';

const FOLDER = { qName: 'Results', qConnectionString: '/srv/results', qType: 'folder' };

describe('data connections that a client creates', () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  const call = (method: string, params: unknown = []): Promise<JsonObject> =>
    client.result(1, method, params);
  const errorOf = async (method: string, params: unknown): Promise<unknown[]> => {
    const error = toObject((await client.request(1, method, params))['error']);
    return [error['code'], error['parameter']];
  };
  const create = async (changes: object = {}): Promise<string> =>
    String((await call('CreateConnection', [{ ...FOLDER, ...changes }]))['qConnectionId']);
  const names = async (): Promise<unknown[]> =>
    toArray((await call('GetConnections'))['qConnections']).map((each) => toObject(each)['qName']);
  const reload = async (script: string): Promise<unknown> => {
    await call('SetScript', [script]);
    return (await call('DoReload'))['qReturn'];
  };

  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, '/app/engineData');
    await client.result(-1, 'CreateSessionApp');
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  it('are listed, without a password, and are folders for load scripts', async () => {
    const id = await create({ qUserName: 'me', qPassword: 'secret' });
    assert.deepEqual(await names(), ['Data', 'Results']);
    const connection = toObject((await call('GetConnection', [id]))['qConnection']);
    assert.deepEqual(
      [connection['qId'], connection['qConnectionString'], connection['qUserName'], connection['qPassword']],
      [id, '/srv/results', '', ''],
    );
    assert.ok(Math.abs(Date.parse(String(connection['qModifiedDate'])) - Date.now()) < 60_000);
    const stored = 'T: LOAD 7 AS N AUTOGENERATE 2;\nSTORE T INTO [lib://Results/t.csv] (txt);';
    assert.equal(await reload(stored), true);
    assert.equal(await reload('LOAD N AS M FROM [lib://Results/t.csv] (txt, embedded labels);'), true);
    assert.equal((await call('Evaluate', ['Sum(M)']))['qReturn'], '14');
    const items = toArray((await call('GetFolderItemsForConnection', [id, '']))['qFolderItems']);
    assert.deepEqual(items, [{ qName: 't.csv', qType: 'FOLDER_ITEM_FILE' }]);
    await call('DeleteConnection', [id]);
    assert.deepEqual(await names(), ['Data']);
    assert.equal(await reload('LOAD N AS M FROM [lib://Results/t.csv] (txt, embedded labels);'), false);
  });

  it('are changed with their files', async () => {
    const id = await create();
    await reload('T: LOAD 1 AS N AUTOGENERATE 1;\nSTORE T INTO [lib://Results/t.csv] (txt);');
    await call('ModifyConnection', [id, { ...FOLDER, qName: 'Output', qConnectionString: '/srv/out' }]);
    const connection = toObject((await call('GetConnection', [id]))['qConnection']);
    assert.deepEqual([connection['qName'], connection['qConnectionString']], ['Output', '/srv/out']);
    assert.equal(await reload('LOAD N FROM [lib://Output/t.csv] (txt, embedded labels);'), true);
    await call('DeleteConnection', [id]);
  });

  it('belong to their app', async () => {
    const id = await create();
    const other = await TestQixClient.connect(server.port, '/app/engineData/identity/other');
    await other.result(-1, 'CreateSessionApp');
    const { qConnections } = await other.result(1, 'GetConnections');
    assert.equal(toArray(qConnections).length, 1);
    await other.close();
    await call('DeleteConnection', [id]);
  });

  it('are refused with Qlik’s codes', async () => {
    const id = await create();
    const [catalog] = toArray((await call('GetConnections'))['qConnections']);
    const catalogId = String(toObject(catalog)['qId']);
    assert.deepEqual(await errorOf('CreateConnection', [FOLDER]), [2000, 'Results']);
    assert.deepEqual(await errorOf('CreateConnection', [{ ...FOLDER, qName: 'DATA' }]), [2000, 'DATA']);
    assert.deepEqual(await errorOf('CreateConnection', [{ ...FOLDER, qName: '' }]), [2004, '']);
    assert.deepEqual(await errorOf('CreateConnection', [{ ...FOLDER, qName: 'a/b' }]), [2004, 'a/b']);
    assert.deepEqual(await errorOf('CreateConnection', [{ ...FOLDER, qConnectionString: '' }]), [
      ...[-32602, 'qConnectionString'],
    ]);
    assert.deepEqual(await errorOf('CreateConnection', [{ ...FOLDER, qName: 'x', qType: '' }]), [
      ...[-32602, 'qType'],
    ]);
    assert.deepEqual(await errorOf('CreateConnection', [{ ...FOLDER, qName: 'x', qType: 'ODBC' }]), [
      ...[8, 'ODBC'],
    ]);
    for (const method of ['GetConnection', 'DeleteConnection', 'GuessFileType'])
      assert.deepEqual(await errorOf(method, ['none']), [2001, 'none'], method);
    assert.deepEqual(await errorOf('ModifyConnection', ['none', FOLDER]), [2001, 'none']);
    assert.deepEqual(await errorOf('ModifyConnection', [id, { ...FOLDER, qName: 'data' }]), [2000, 'data']);
    assert.deepEqual(await errorOf('ModifyConnection', [catalogId, FOLDER]), [5, catalogId]);
    assert.deepEqual(await errorOf('DeleteConnection', [catalogId]), [5, catalogId]);
    await call('DeleteConnection', [id]);
  });
});
