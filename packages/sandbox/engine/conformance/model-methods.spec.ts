import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';

const ORDERS = [
  ['1', 'A', '10'],
  ['2', 'A', '20'],
  ['3', 'B', '30'],
  ['4', 'D', '40'],
] as const;
const CUSTOMERS = [
  ['A', 'Ann'],
  ['B', 'Bob'],
  ['C', 'Cy'],
] as const;

/** The answers are compared with Qlik's published types when the server closes. */
describe('methods of a document for its tables, and of objects for groups', () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  const call = async (method: string, params: unknown = [], handle = 1): Promise<JsonObject> =>
    client.result(handle, method, params);
  const errorCode = async (method: string, params: unknown = [], handle = 1): Promise<unknown> =>
    toObject((await client.request(handle, method, params))['error'])['code'];
  const evaluate = async (expression: string): Promise<unknown> =>
    (await call('Evaluate', [expression]))['qReturn'];
  const inline = (head: string, rows: readonly (readonly string[])[]): string =>
    `LOAD * INLINE [\n${head}\n${rows.map((row) => row.join(',')).join('\n')}];`;

  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, '/app/engineData');
    await client.result(-1, 'CreateSessionApp');
    await call('SetScript', [
      `Orders: ${inline('Id,Customer,Amount', ORDERS)}\nCustomers: ${inline('Customer,Name', CUSTOMERS)}`,
    ]);
    assert.equal((await call('DoReload'))['qReturn'], true);
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  it('couple a table loosely, and closely again', async () => {
    const vector = async (): Promise<unknown> => (await call('GetLooselyCoupledVector'))['qv'];
    const sumOfAnn = "Sum({<Name={'Ann'}>} Amount)";
    const all = ORDERS.reduce((sum, [, , amount]) => sum + Number(amount), 0);
    const ofAnn = ORDERS.filter(([, customer]) => customer === 'A').reduce(
      (sum, row) => sum + Number(row[2]),
      0,
    );
    assert.deepEqual(await vector(), [0, 0, 0, 0, 0]);
    assert.equal(await evaluate(sumOfAnn), String(ofAnn));
    assert.equal((await call('SetLooselyCoupledVector', [[0, 1, 0, 0, 0]]))['qReturn'], true);
    assert.deepEqual(await vector(), [0, 1, 0, 0, 0]);
    // A selection does not pass through a loosely coupled table.
    assert.equal(await evaluate(sumOfAnn), String(all));
    await call('SetLooselyCoupledVector', [[0, 0]]);
    assert.equal(await evaluate(sumOfAnn), String(ofAnn));
    assert.equal(await errorCode('SetLooselyCoupledVector', [[1]]), 8);
  });

  it('score the associations of two tables', async () => {
    const { qScore } = await call('GetAssociationScores', ['Orders', 'Customers']);
    const share = (count: number, of: number): number => count / of;
    const tables = [
      { names: ['Id', 'Customer', 'Amount'], rows: ORDERS },
      { names: ['Customer', 'Name'], rows: CUSTOMERS },
    ] as const;
    const sides = tables.map(({ names, rows }) =>
      names.map((name, column) => ({
        name,
        values: rows.map((row) => row[column] ?? ''),
        size: rows.length,
      })),
    );
    type Side = NonNullable<(typeof sides)[number][number]>;
    const scores = ({ name, values, size }: Side, other: Side): JsonObject => {
      const distinct = [...new Set(values)];
      const common = (list: readonly string[]): number =>
        list.filter((value) => other.values.some((each) => each === value)).length;
      return {
        qFieldName: name,
        qReadableName: name,
        qCardinalRatio: share(distinct.length, size),
        qSymbolScore: share(common(distinct), distinct.length),
        qRowScore: share(common(values), values.length),
      };
    };
    const isNumber = ({ name }: Side): boolean => name === 'Id' || name === 'Amount';
    const expected = (sides[0] ?? []).flatMap((left) =>
      (sides[1] ?? []).map((right) => ({
        qFieldPairName: `${left.name} / ${right.name}`,
        qScoreSummary: isNumber(left) === isNumber(right) ? 0 : -1,
        qField1Scores: scores(left, right),
        qField2Scores: scores(right, left),
      })),
    );
    assert.deepEqual(qScore, expected);
    assert.equal(await errorCode('GetAssociationScores', ['Orders', 'None']), 2);
  });

  it('give the grammar of expressions, with a hash that stands for it', async () => {
    const { qBnfDefs, qBnfHash } = await call('GetExpressionBNF');
    const names = toArray(qBnfDefs).map((token) => String(toObject(token)['qName']).toLowerCase());
    for (const name of ['sum', 'rangesum', 'getselectedcount']) assert.ok(names.includes(name), name);
    assert.ok(!names.includes('load'));
    assert.match(String(qBnfHash), /^[0-9a-f]{64}$/);
    assert.equal((await call('GetExpressionBNFHash'))['qBnfHash'], qBnfHash);
  });

  it('refuse to read databases, which a folder has not', async () => {
    const [connection] = toArray((await call('GetConnections'))['qConnections']).map(toObject);
    for (const method of [
      'Databases',
      'DatabaseInfo',
      'DatabaseOwners',
      'DatabaseTables',
      'DatabaseTableFields',
    ])
      assert.equal(await errorCode(`Get${method}`, [connection?.['qId']]), 11_030, method);
    assert.equal(await errorCode('GetDatabaseTablePreview', [connection?.['qId'], '', '', 'T']), 11_030);
    assert.equal(await errorCode('GetDatabases', ['none']), 2001);
  });

  it('group objects', async () => {
    const path = '/qNxGroupDef';
    const create = (qId: string, more: JsonObject = {}): Promise<number> =>
      client.open('CreateObject', [{ qInfo: { qId, qType: 'sheetgroups' }, ...more }]);
    const root = await create('root', {
      qNxGroupDef: { qClass: 'object', qGroupType: 'sheetgroup', qMemberIds: [] },
    });
    for (const id of ['a', 'b', 'c']) await create(id);
    const definition = async (handle: number): Promise<JsonObject> =>
      toObject(toObject((await call('GetProperties', [], handle))['qProp'])['qNxGroupDef']);
    const members = async (handle = root): Promise<readonly string[]> =>
      toArray((await definition(handle))['qMemberIds']).map((member) => {
        const { qGroupId, qObjectId } = toObject(member);
        return String(qGroupId ?? qObjectId);
      });
    await call('AddGroupMembers', [path, [{ qObjectId: 'a' }, { qObjectId: 'b' }]], root);
    await call('AddGroupMembers', [path, [{ qObjectId: 'c' }], '', 'b'], root);
    assert.deepEqual(await members(), ['a', 'c', 'b']);
    await call('AddGroupMembers', [path, [{ qObjectId: 'a' }]], root);
    assert.deepEqual(await members(), ['c', 'b', 'a']);
    const { qReturn } = await call('CreateGroup', [path, { qLabel: 'Inner', qMemberIds: [] }], root);
    const id = String(qReturn);
    const inner = await client.open('GetObject', [id]);
    assert.deepEqual(await members(), ['c', 'b', 'a', id]);
    await call('AddGroupMembers', [path, [{ qObjectId: 'b' }], id], root);
    assert.deepEqual(await members(inner), ['b']);
    await call('SetGroupLabel', [path, 'Other', id], root);
    assert.equal((await definition(inner))['qLabel'], 'Other');
    await call('RemoveGroupMembers', [path, ['b', 'a']], root);
    assert.deepEqual(await members(), ['c', id]);
    await call('RemoveGroup', [path, id], root);
    assert.deepEqual(await members(), ['c']);
    assert.equal(toObject((await call('GetObject', [id]))['qReturn'])['qHandle'], null);
    assert.notEqual(toObject((await call('GetObject', ['b']))['qReturn'])['qHandle'], null);
    assert.equal(await errorCode('RemoveGroup', [path, ''], root), -32602);
    assert.equal(await errorCode('SetGroupLabel', ['/none', 'x'], root), 4);
    assert.equal(await errorCode('SetGroupLabel', [path, 'x', 'none'], root), 2);
  });
});
