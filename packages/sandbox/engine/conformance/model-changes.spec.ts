import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';

const SCRIPT = `SET DateFormat='YYYY-MM-DD';
Orders: LOAD * INLINE [
Region, Date, Amount
North, 2021-05-01, 10
North, 2022-06-02, 20
South-1, 2022-07-03, 345
];
Regions: LOAD * INLINE [
Region, Manager
North, Ann
South-1, Bob
];
Copy: NOCONCATENATE LOAD Region, Amount AS Half RESIDENT Orders;
STORE Copy INTO [lib://Data/copy.qvd] (qvd);
Numbers: LOAD RecNo() AS No AUTOGENERATE 3;
`;

describe('methods of a document that change its model or describe where it comes from', () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  let appId: string;
  const call = (method: string, params: unknown = [], handle = 1): Promise<JsonObject> =>
    client.result(handle, method, params);
  const errorCode = async (method: string, params: unknown = []): Promise<unknown> =>
    toObject((await client.request(1, method, params))['error'])['code'];
  const evaluate = async (expression: string): Promise<unknown> =>
    (await call('Evaluate', [expression]))['qReturn'];

  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, '/app/engineData');
    appId = String((await client.result(-1, 'CreateSessionApp'))['qSessionAppId']);
    await call('SetScript', [SCRIPT]);
    assert.equal((await call('DoReload'))['qReturn'], true);
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  it('add fields on the fly, which are fields in expressions, lists and selections', async () => {
    assert.equal((await call('AddFieldFromExpression', ['Order Year', 'Year(Date)']))['qSuccess'], true);
    assert.equal(await evaluate('Count(DISTINCT [Order Year]) & Max([Order Year])'), '22022');
    assert.deepEqual((await call('CheckExpression', ['Max([Order Year])']))['qBadFieldNames'], []);
    const { qName } = await call('GetFieldOnTheFlyByName', ['Order Year']);
    assert.equal(qName, '=Year(Date)');
    const field = await client.open('GetField', ['Order Year']);
    assert.equal((await call('Select', ['2021'], field))['qReturn'], true);
    assert.equal(await evaluate('Sum(Amount)'), '10');
    assert.equal(await evaluate('Sum({<[Order Year]={2022}>} Amount)'), '365');
    await call('ClearAll');
    const described = toObject((await call('GetFieldDescription', ['Order Year']))['qReturn']);
    assert.deepEqual([described['qName'], described['qIsDefinitionOnly']], [qName, true]);
    const fields = async (qFieldListDef: object): Promise<unknown> => {
      const list = await client.open('CreateSessionObject', [{ qInfo: { qType: 'fields' }, qFieldListDef }]);
      const { qLayout } = await call('GetLayout', [], list);
      return toArray(toObject(toObject(qLayout)['qFieldList'])['qItems'])
        .map(toObject)
        .filter((item) => item['qIsDefinitionOnly'] === true)
        .map((item) => [item['qName'], item['qReadableName'], item['qCardinal']]);
    };
    assert.deepEqual(await fields({}), []);
    assert.deepEqual(await fields({ qShowDefinitionOnly: true }), [['=Year(Date)', 'Order Year', 2]]);
  });

  it('keep fields on the fly when the data changes, and refuse what is no field', async () => {
    await call('AddFieldFromExpression', ['Tens', '=Amount * 10']);
    await call('SetScript', [SCRIPT.replace('345', '400')]);
    await call('DoReload');
    assert.equal(await evaluate('Max(Tens)'), '4000');
    for (const [name, expression] of [
      ['Total', 'Sum(Amount)'],
      ['Broken', 'Year(Date'],
      ['Nothing', 'Missing + 1'],
      ['Region', 'Year(Date)'],
      ['Tens', 'Amount'],
      ['', 'Amount'],
      ['Empty', ''],
    ])
      assert.equal((await call('AddFieldFromExpression', [name, expression]))['qSuccess'], false, name);
    assert.equal(await errorCode('GetFieldOnTheFlyByName', ['Total']), 2);
    await call('SetScript', [SCRIPT]);
    await call('DoReload');
  });

  it('scramble a field: its values, not its form, its associations and the other fields', async () => {
    const north = await evaluate('Sum({<Manager={Ann}>} Amount)');
    await call('Scramble', ['Region']);
    const regions = String(await evaluate("Concat(DISTINCT Region, ';', Amount)")).split(';');
    assert.equal(regions.length, 2);
    assert.match(regions[0] ?? '', /^[A-Z][a-z]{4}$/);
    assert.match(regions[1] ?? '', /^[A-Z][a-z]{4}-\d$/);
    assert.notDeepEqual(regions, ['North', 'South-1']);
    assert.equal(await evaluate('Sum({<Manager={Ann}>} Amount)'), north);
    assert.equal(await evaluate('Sum(Half)'), '375');
    await call('Scramble', ['Amount']);
    assert.match(String(await evaluate("Concat(DISTINCT Amount, ';', Amount)")), /^\d\d;\d\d;\d\d\d$/);
    await call('Scramble', ['Date']);
    assert.match(String(await evaluate("Concat(Date, ';')")), /^(\d{4}-\d\d-\d\d;?){3}$/);
    assert.equal(await errorCode('Scramble', ['Missing']), 2);
    await call('DoReload');
    assert.equal(await evaluate("Concat(DISTINCT Region, ';')"), 'North;South-1');
  });

  it('scramble any values one to one', async () => {
    const value = fc.oneof(
      fc.integer(),
      fc.integer({ min: -9, max: 9 }),
      fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: 0, max: 9 }).map((digit) => digit * 1e-323),
      fc.stringMatching(/^[A-Za-z0-9äÖß .,:-]{1,8}$/),
    );
    const isOneToOne = fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 40 }), async (values) => {
      const rows = values.map((each) => String(each).replaceAll('"', '').trim() || 'x');
      const script = `T: LOAD * INLINE "\nV\n${rows.map((row) => `'${row}'`).join('\n')}\n";`;
      await call('SetScript', [script]);
      if ((await call('DoReload'))['qReturn'] !== true) return;
      const before = await evaluate('Count(V) & "/" & Count(DISTINCT V)');
      await call('Scramble', ['V']);
      assert.equal(await evaluate('Count(V) & "/" & Count(DISTINCT V)'), before);
    });
    try {
      await fc.assert(isOneToOne, { numRuns: 40 });
    } finally {
      await call('SetScript', [SCRIPT]);
      await call('DoReload');
    }
  });

  it('return a resource id of a field for each of its tables', async () => {
    const { qFields } = await call('GetFieldsResourceIds', [['Region', 'Manager', 'Missing']]);
    const [region, manager, ...more] = toArray(qFields).map(toObject);
    assert.deepEqual([region?.['qName'], manager?.['qName'], more], ['Region', 'Manager', []]);
    const ids = toArray(region?.['qResourceIds']).map(toObject);
    assert.deepEqual(
      ids.map(({ qTable }) => qTable),
      ['Orders', 'Regions', 'Copy'],
    );
    assert.equal(new Set(ids.map(({ qResourceId }) => qResourceId)).size, 3);
    for (const { qResourceId } of ids)
      assert.match(String(qResourceId), new RegExp(`^qri:app:sense://${appId}#[\\w-]{22,}#[\\w-]{22,}$`));
  });

  it('return where the data comes from, after expansions', async () => {
    await call('SetScript', [
      `LET vTable = 'Orders';\n${SCRIPT.replace('RESIDENT Orders', 'RESIDENT $(vTable)')}`,
    ]);
    await call('DoReload');
    const lineage = toArray((await call('GetLineage'))['qLineage']).map(toObject);
    assert.deepEqual(
      lineage.map(({ qDiscriminator }) => qDiscriminator),
      ['INLINE;', 'INLINE;', 'RESIDENT Orders;', 'STORE - lib://Data/copy.qvd (qvd);', 'AUTOGENERATE;'],
    );
    assert.match(String(lineage[2]?.['qStatement']), /^Copy: NOCONCATENATE LOAD .+ RESIDENT Orders$/);
  });
});

it('the lineage of an app whose data came without a reload is that of its script', async () => {
  const tables = [{ name: 'T', columns: [{ name: 'A', values: [1] }] }];
  const script = `SET x=1;\nT: LOAD A FROM [lib://Data/a.csv] (txt);\nIF x THEN\nLOAD 1 AS B AUTOGENERATE 1;\nEND IF`;
  const none = { objects: [], dimensions: [], measures: [], variables: [] };
  const times = { createdAt: '', updatedAt: '', lastReloadTime: '' };
  const server = await startTestEngineServer({
    catalog: {
      apps: [{ id: 'a', name: 'A', description: '', ...times }],
      load: () => Promise.resolve({ tables, script, ...none }),
    },
  });
  const client = await TestQixClient.connect(server.port, '/app/a');
  try {
    await client.result(-1, 'OpenDoc', ['a']);
    const { qLineage } = await client.result(1, 'GetLineage');
    assert.deepEqual(
      toArray(qLineage).map((each) => toObject(each)['qDiscriminator']),
      ['lib://Data/a.csv;', 'AUTOGENERATE;'],
    );
  } finally {
    await client.close();
    await server.close();
  }
});
