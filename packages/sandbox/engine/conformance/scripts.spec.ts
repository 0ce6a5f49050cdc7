import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';

/** A session app with its client. */
class ScriptApp {
  constructor(readonly client: TestQixClient) {}

  async reload(script: string, { isPartial = false } = {}): Promise<void> {
    await this.client.result(1, 'SetScript', [script]);
    const { qResult } = await this.client.result(1, 'DoReloadEx', [{ qMode: 0, qPartial: isPartial }]);
    assert.equal(toObject(qResult)['qSuccess'], true, String(toObject(qResult)['qScriptLogFile']));
  }

  async value(expression: string): Promise<unknown> {
    return toObject((await this.client.result(1, 'EvaluateEx', [expression]))['qValue'])['qText'];
  }

  async fields(definition: JsonObject = {}): Promise<readonly JsonObject[]> {
    const handle = await this.client.open('CreateSessionObject', [
      { qInfo: { qType: 'FieldList' }, qFieldListDef: definition },
    ]);
    const layout = toObject((await this.client.result(handle, 'GetLayout'))['qLayout']);
    return toArray(toObject(layout['qFieldList'])['qItems']).map(toObject);
  }
}

describe('a script in a session app', { timeout: 60_000 }, () => {
  let server: TestEngineServer;
  let count = 0;
  before(async () => {
    server = await startTestEngineServer();
  });
  after(() => server.close());

  async function openApp(): Promise<ScriptApp> {
    const path = `SessionApp_scripts${(count += 1)}`;
    const client = await TestQixClient.connect(server.port, `/app/${path}`);
    await client.result(-1, 'OpenDoc', [path]);
    return new ScriptApp(client);
  }

  it('gives fields tags and comments, and hides fields', async () => {
    const app = await openApp();
    await app.reload(`SET HidePrefix='%';
      A: LOAD * INLINE [\n%key, Name\n1, x\n2, y];
      TAG FIELD Name WITH 'own'; COMMENT FIELD Name WITH 'What it is called'; COMMENT TABLE A WITH 'All names';`);
    assert.deepEqual(
      (await app.fields()).map(({ qName }) => qName),
      ['Name'],
    );
    const shown = await app.fields({ qShowHidden: true });
    assert.deepEqual(
      shown.map(({ qName, qIsHidden }) => [qName, qIsHidden]),
      [
        ['%key', true],
        ['Name', false],
      ],
    );
    const { qReturn } = await app.client.result(1, 'GetFieldDescription', ['Name']);
    assert.deepEqual(toObject(qReturn)['qTags'], ['$ascii', '$text', 'own']);
    assert.equal(toObject(qReturn)['qComment'], 'What it is called');
    const { qtr } = await app.client.result(1, 'GetTablesAndKeys', [{}, {}, 0, true, false]);
    assert.equal(toObject(toArray(qtr)[0])['qComment'], 'All names');
    await app.client.close();
  });

  it('leaves fields out of smart search', async () => {
    const app = await openApp();
    await app.reload(`T: LOAD 'same' as a, 'same' as b AUTOGENERATE 1; SEARCH EXCLUDE *; SEARCH INCLUDE b;`);
    const { qResult } = await app.client.result(1, 'SearchResults', [
      {},
      ['same'],
      { qOffset: 0, qCount: 10, qMaxNbrFieldMatches: 10 },
    ]);
    const groups = toArray(toObject(qResult)['qSearchGroupArray']).map(toObject);
    assert.deepEqual(
      groups.flatMap(({ qItems }) => toArray(qItems).map((item) => toObject(item)['qIdentifier'])),
      ['b'],
    );
    await app.client.close();
  });

  it('derives fields, which expressions and selections can use', async () => {
    const app = await openApp();
    await app.reload(`
      Orders: LOAD Date(MakeDate(2020, 1, 1) + RecNo() * 9) as Date, RecNo() as n AUTOGENERATE 60;
      Other: LOAD Date(MakeDate(2020, 1, 10)) as Date, 5 as five AUTOGENERATE 1;
      [autoCalendar]:
        DECLARE FIELD DEFINITION Tagged ('$date')
        Parameters first = 1
      FIELDS
        Dual(Year($1), YearStart($1)) AS [Year] Tagged ('$axis', '$year'),
        Dual(Year($1) & '-' & Num(Month($1), '00'), MonthStart($1)) AS [YearMonth] Tagged ('$yearmonth'),
        Day($1) + first - 1 AS [Day];
      DERIVE FIELDS FROM FIELDS [Date] USING [autoCalendar];
      Later: DECLARE FIELD DEFINITION USING autoCalendar WITH first = 101;
      DERIVE FIELDS FROM EXPLICIT TAGS '$date' USING Later;`);
    assert.equal(await app.value('Count(distinct [Date.autoCalendar.Year])'), '2');
    assert.equal(await app.value("Sum({<[Date.autoCalendar.YearMonth]={'2020-01'}>} n)"), '6');
    assert.equal(await app.value('Min([Date.Later.Day]) - Min([Date.autoCalendar.Day])'), '100');
    assert.equal(await app.value('Only({<five={5}>} [Date.autoCalendar.YearMonth])'), '2020-01');
    const [date] = await app.fields({ qShowDerivedFields: true });
    assert.deepEqual(
      (await app.fields()).map(({ qName }) => qName),
      ['Date', 'n', 'five'],
    );
    const [list] = toArray(toObject(date?.['qDerivedFieldData'])['qDerivedFieldLists']).map(toObject);
    assert.equal(list?.['qDerivedDefinitionName'], 'autoCalendar');
    assert.deepEqual(toArray(list['qFieldDefs'])[0], {
      qName: 'Date.autoCalendar.Year',
      qId: 'Year',
      qExpr: '=Dual(Year([Date]), YearStart([Date]))',
      qMethod: '',
      qTags: ['$numeric', '$integer', '$axis', '$year'],
    });
    const { qtr } = await app.client.result(1, 'GetTablesAndKeys', [{}, {}, 0, true, false]);
    const [orders] = toArray(qtr).map(toObject);
    assert.deepEqual(
      toArray(orders?.['qFields']).map((field) => [
        toObject(field)['qName'],
        toArray(toObject(field)['qDerivedFields']).map((derived) => toObject(derived)['qDefinitionName']),
      ]),
      [
        ['Date', ['autoCalendar', 'Later']],
        ['n', []],
      ],
    );
    await app.client.close();
  });

  it('keeps data in a partial reload and runs loads with Add and Replace', async () => {
    const app = await openApp();
    const script = `
      Base: LOAD RecNo() as n AUTOGENERATE 3;
      Growing: ADD LOAD RecNo() + NoOfRows('Base') * 10 as g AUTOGENERATE 2;
      Fresh: REPLACE LOAD RecNo() as f AUTOGENERATE 4;
      Extra: ADD ONLY LOAD 7 as e AUTOGENERATE 1;
      LET how = If(IsPartialReload(), 'part', 'whole');
      LET runs = Alt(runs, 0) + 1;`;
    const facts = async () =>
      Promise.all(
        ['Count(n)', 'Count(g)', 'Count(distinct g)', 'Count(f)', 'how', 'runs'].map((each) =>
          app.value(each),
        ),
      );
    await app.reload(script);
    assert.deepEqual(await facts(), ['3', '2', '2', '4', 'whole', '1']);
    await app.reload(script, { isPartial: true });
    assert.deepEqual(await facts(), ['3', '4', '2', '4', 'part', '2']);
    assert.equal(await app.value('Sum(e)'), '7');
    await app.reload(script, { isPartial: true });
    assert.deepEqual(await facts(), ['3', '6', '2', '4', 'part', '3']);
    assert.equal(await app.value('Sum(e)'), '14');
    await app.reload(script);
    assert.deepEqual(await facts(), ['3', '2', '2', '4', 'whole', '4']);
    await app.client.close();
  });

  it('runs a partial reload by DoReload', async () => {
    const app = await openApp();
    const script = `T: LOAD 1 as a AUTOGENERATE 1; U: ADD LOAD 2 as b AUTOGENERATE 1;`;
    await app.client.result(1, 'SetScript', [script]);
    await app.client.result(1, 'DoReload', [0, false, false]);
    await app.client.result(1, 'DoReload', [0, true, false]);
    assert.deepEqual([await app.value('Count(a)'), await app.value('Count(b)')], ['1', '2']);
    await app.client.close();
  });

  it('knows the app, the user and the reload', async () => {
    const app = await openApp();
    const { qLayout } = await app.client.result(1, 'GetAppLayout');
    await app.reload(`LET id = DocumentName(); LET title = DocumentTitle(); LET path = DocumentPath(); LET user = OSUser();
      LET version = EngineVersion(); LET product = ProductVersion(); LET who = QVUser(); LET part = IsPartialReload();
      T: LOAD DocumentTitle() as t, If(Len(ReloadTime()) >= 0, 1) as r AUTOGENERATE 1;`);
    const { qTitle } = toObject(qLayout);
    assert.equal(await app.value('title'), qTitle);
    assert.equal(await app.value('t'), qTitle);
    for (const [variable, expression] of [
      ['id', 'DocumentName()'],
      ['path', 'DocumentPath()'],
      ['user', 'OSUser()'],
      ['who', 'OSUser()'],
      ['version', 'EngineVersion()'],
      ['product', 'ProductVersion()'],
    ] as const)
      assert.equal(await app.value(variable), await app.value(expression), variable);
    assert.equal(await app.value('part'), '0');
    await app.client.close();
  });

  it('stores files that other apps load', async () => {
    const [first, second] = [await openApp(), await openApp()];
    await first.reload(`T: LOAD RecNo() as n AUTOGENERATE 3; STORE T INTO [lib://Data/made.qvd] (qvd);`);
    await second.reload(`T: LOAD n * 2 as m FROM [lib://Data/made.qvd] (qvd);`);
    assert.equal(await second.value('Sum(m)'), '12');
    const connections = toArray((await second.client.result(1, 'GetConnections'))['qConnections']).map(
      toObject,
    );
    const { qFolderItems } = await second.client.result(1, 'GetFolderItemsForConnection', [
      connections[0]?.['qId'],
      '',
    ]);
    assert.ok(toArray(qFolderItems).some((item) => toObject(item)['qName'] === 'made.qvd'));
    await first.client.close();
    await second.client.close();
  });

  it('reports a derived field that cannot be computed', async () => {
    const app = await openApp();
    await app.client.result(1, 'SetScript', [
      `T: LOAD 1 as a AUTOGENERATE 1; D: DECLARE FIELD DEFINITION FIELDS $1 + missing AS x; DERIVE FIELDS FROM FIELDS a USING D;`,
    ]);
    const { qResult } = await app.client.result(1, 'DoReloadEx', [{}]);
    assert.equal(toObject(qResult)['qSuccess'], false);
    assert.match(String(toObject(qResult)['qScriptLogFile']), /Field 'missing' not found/);
    await app.client.close();
  });
});
