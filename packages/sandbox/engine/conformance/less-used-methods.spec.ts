import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';

/** The answers of all these methods are compared with Qlik's published types when the server closes. */
describe('methods of documents, fields and library items that few clients use', () => {
  let server: TestEngineServer;
  let client: TestQixClient;

  const call = async (method: string, params: unknown = [], handle = 1): Promise<JsonObject> =>
    client.result(handle, method, params);
  const errorCode = async (method: string, params: unknown = [], handle = 1): Promise<unknown> =>
    toObject((await client.request(handle, method, params))['error'])['code'];
  const texts = (items: unknown, member: string): unknown[] =>
    toArray(items).map((item) => toObject(item)[member]);

  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, '/app/engineData');
    await client.result(-1, 'CreateSessionApp');
    await call('SetScript', [
      `Orders: LOAD * INLINE [\nRegion, City, Amount\nNorth, Oslo, 1\nNorth, Bergen, 2\nSouth, Rome, 4\nSouth, Bari, -3\nSouth, Rome, ];`,
    ]);
    assert.equal((await call('DoReload'))['qReturn'], true);
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  it('go through the fields of cyclic master dimensions', async () => {
    const qDim = { qGrouping: 'C', qFieldDefs: ['Region', 'City'] };
    const dimension = await client.open('CreateDimension', [
      { qInfo: { qId: 'place', qType: 'dimension' }, qDim },
    ]);
    const qHyperCubeDef = {
      qDimensions: [{ qLibraryId: 'place' }],
      qInitialDataFetch: [{ qWidth: 1, qHeight: 9 }],
    };
    const chart = await client.open('CreateObject', [
      { qInfo: { qId: 'chart', qType: 'chart' }, qHyperCubeDef },
    ]);
    const title = async (): Promise<unknown> => {
      const { qLayout } = await call('GetLayout', [], chart);
      const [info] = toArray(toObject(toObject(qLayout)['qHyperCube'])['qDimensionInfo']);
      return toObject(info)['qFallbackTitle'];
    };
    assert.equal(await title(), 'Region');
    await call('StepCycle', [1], dimension);
    assert.equal((await call('GetActiveField', [], dimension))['qReturn'], 1);
    assert.equal(await title(), 'City');
    await call('StepCycle', ['/qHyperCubeDef', 0, -1], chart);
    assert.equal(await title(), 'Region');
    await call('SetActiveField', ['/qHyperCubeDef', 0, 1], chart);
    assert.deepEqual((await call('GetGroupStates'))['qGroupStates'], [
      { qInfo: { qId: 'place', qType: 'dimension' }, qActiveFieldDef: 'City' },
    ]);
    const states = [
      { qInfo: { qId: 'place' }, qActiveFieldDef: 'Region' },
      { qInfo: { qId: 'none' }, qActiveFieldDef: 'Region' },
    ];
    const { qResult } = await call('ApplyGroupStates', [states]);
    assert.deepEqual(texts(toObject(qResult)['qWarnings'], 'qType'), ['GROUP_MISSING']);
    assert.equal(await title(), 'Region');
    assert.deepEqual((await call('GetLinkedObjects', [], dimension))['qItems'], [
      { qRootId: 'chart', qInfo: { qId: 'chart', qType: 'chart' } },
    ]);
    assert.equal(await errorCode('SetActiveField', [2], dimension), -32602);
  });

  it('read the selections of bookmarks, replace them, and restore stored selections', async () => {
    const city = await client.open('GetField', ['City']);
    await call('Select', ['Rome'], city);
    const bookmark = await client.open('CreateBookmark', [{ qInfo: { qId: 'mark', qType: 'bookmark' } }]);
    const values = async (isExcluded: boolean): Promise<unknown[]> =>
      texts(
        (await call('GetFieldValues', ['City', isExcluded, { qStartIndex: 0, qEndIndex: 1 }], bookmark))[
          'qFieldValues'
        ],
        'qText',
      );
    assert.deepEqual(await values(false), ['Rome']);
    assert.deepEqual(await values(true), ['Oslo', 'Bergen']);
    const pages = { qStatePages: [{ qStateName: '$', qStartIndex: 0, qEndIndex: 9 }] };
    const [state] = toArray((await call('GetFieldValuesEx', ['City', false, pages], bookmark))['qReturn']);
    assert.deepEqual(texts(toObject(state)['qFieldValues'], 'qText'), ['Rome']);
    assert.equal((await call('GetSetAnalysis', [], bookmark))['qReturn'], "{1<[City]={'Rome'}>}");
    const { qId } = await call('StoreTempSelectionState', [60]);
    await call('Select', ['Oslo'], city);
    await call('ReplaceBookmark', ['mark']);
    assert.deepEqual(await values(false), ['Oslo']);
    assert.equal((await call('RestoreTempSelectionState', [qId]))['qReturn'], true);
    assert.equal((await call('Evaluate', ['GetFieldSelections(City)']))['qReturn'], 'Rome');
    const { qResult } = await call('ApplyAndVerify', [], bookmark);
    assert.equal(toObject(qResult)['qApplySuccess'], true);
    assert.equal((await call('Evaluate', ['GetFieldSelections(City)']))['qReturn'], 'Oslo');
    await call('ClearAll');
  });

  it('keep one value of a field selected', async () => {
    const region = await client.open('GetField', ['Region']);
    assert.equal(await errorCode('SetNxProperties', [{ qOneAndOnlyOne: true }], region), 6002);
    await call('Select', ['North'], region);
    await call('SetNxProperties', [{ qOneAndOnlyOne: true }], region);
    assert.equal((await call('SelectAll', [], region))['qReturn'], false);
    assert.equal((await call('Clear', [], region))['qReturn'], false);
    await call('ClearAll');
    assert.equal((await call('Select', ['South'], region))['qReturn'], true);
    assert.equal((await call('Evaluate', ['GetFieldSelections(Region)']))['qReturn'], 'South');
    await call('SetNxProperties', [{ qOneAndOnlyOne: false }], region);
    await call('ClearAll');
    assert.equal((await call('Evaluate', ['GetSelectedCount(Region)']))['qReturn'], '0');
    assert.equal(await errorCode('SetAndMode', [true], region), 20);
  });

  it('commit drafts and remove them', async () => {
    await client.open('CreateObject', [
      { qInfo: { qId: 'sheet', qType: 'sheet' }, qMetaDef: { title: 'One' } },
    ]);
    const { qDraftId } = await call('CreateDraft', ['sheet']);
    const draft = await client.open('GetObject', [qDraftId]);
    const { qProp } = await call('GetProperties', [], draft);
    const changed = {
      ...toObject(qProp),
      qMetaDef: { ...toObject(toObject(qProp)['qMetaDef']), title: 'Two' },
    };
    await call('SetProperties', [changed], draft);
    await call('CommitDraft', [qDraftId]);
    const sheet = await client.open('GetObject', ['sheet']);
    assert.deepEqual(toObject((await call('GetProperties', [], sheet))['qProp'])['qMetaDef'], {
      title: 'Two',
    });
    assert.equal(toObject((await call('GetObject', [qDraftId]))['qReturn'])['qHandle'], null);
    const next = await call('CreateDraft', ['sheet']);
    assert.equal((await call('DestroyDraft', [next['qDraftId'], 'other']))['qSuccess'], false);
    assert.equal((await call('DestroyDraft', [next['qDraftId'], 'sheet']))['qSuccess'], true);
  });

  it('describe tables, variables, scripts and libraries', async () => {
    const { qProfiling } = await call('GetTableProfileData', ['Orders']);
    const [, , amount] = toArray(toObject(qProfiling)['qFieldProfiling']).map(toObject);
    const found = ['qDistinctValues', 'qNumericValues', 'qNegValues', 'qSum', 'qMin', 'qMax', 'qMedian'];
    assert.deepEqual(
      found.map((name) => amount?.[name]),
      [5, 4, 1, 4, -3, 4, 1.5],
    );
    assert.equal((await call('CreateVariable', ['vLimit']))['qReturn'], true);
    assert.equal((await call('CreateVariable', ['vLimit']))['qReturn'], false);
    const variable = await client.open('GetVariable', ['vLimit']);
    await call('SetNumValue', [7], variable);
    const macros = toArray((await call('GetTextMacros'))['qMacros']).map(toObject);
    assert.equal(macros.find(({ qTag }) => qTag === 'vLimit')?.['qDisplayString'], '7');
    assert.equal((await call('RemoveVariable', ['vLimit']))['qReturn'], true);
    await call('CommitScript', ['First version']);
    const meta = toObject(toObject((await call('GetScriptMeta'))['qMeta'])['qMeta']);
    assert.equal(meta['commitMessage'], 'First version');
    assert.deepEqual(toObject((await call('GetContentLibraries'))['qList'])['qItems'], []);
    assert.equal(await errorCode('GetLibraryContent', ['Images']), 2);
    await call('SetViewDlgSaveInfo', [{ qMode: 1 }]);
    assert.deepEqual((await call('GetViewDlgSaveInfo'))['qReturn'], { qMode: 1 });
    await call('SetProhibitBinaryLoad', [true]);
    assert.equal(toObject((await call('GetAppLayout'))['qLayout'])['qProhibitBinaryLoad'], true);
  });

  it('search values and objects', async () => {
    const page = { qOffset: 0, qCount: 10, qMaxNbrFieldMatches: 10 };
    const values = toObject((await call('SearchValues', [{}, ['ro', 'north'], page]))['qResult']);
    const matches = toArray(values['qFieldMatches']).map(toObject);
    const matched = matches.map(({ qFieldName, qValues }) => [qFieldName, texts(qValues, 'qText')]);
    assert.deepEqual(new Map(matched as [string, unknown][]).get('City'), ['Rome']);
    assert.deepEqual(new Map(matched as [string, unknown][]).get('Region'), ['North']);
    const objects = toObject((await call('SearchObjects', [{}, ['two'], page]))['qResult']);
    const [group] = toArray(objects['qSearchGroupArray']).map(toObject);
    const [item] = toArray(group?.['qItems']).map(toObject);
    assert.deepEqual([item?.['qIdentifier'], group?.['qTotalNumberOfItems']], ['sheet', 1]);
    assert.deepEqual(texts(item?.['qItemMatches'], 'qText'), ['Two']);
  });

  it('read the files of data connections', async () => {
    const [connection] = toArray((await call('GetConnections'))['qConnections']).map(toObject);
    const id = connection?.['qId'];
    const { qFolderItems } = await call('GetFolderItemsForConnection', [id, '']);
    const file = texts(qFolderItems, 'qName').find((name) => String(name).endsWith('.csv'));
    const { qDataFormat } = await call('GuessFileType', [id, file]);
    assert.deepEqual(
      [toObject(qDataFormat)['qType'], toObject(qDataFormat)['qLabel']],
      ['CSV', 'Embedded labels'],
    );
    assert.deepEqual((await call('GetFileTables', [id, file, {}]))['qTables'], [
      { qName: file, qType: 'TABLE' },
    ]);
    const { qFields, qFormatSpec } = await call('GetFileTableFields', [id, file, qDataFormat, file]);
    const { qPreview } = await call('GetFileTablePreview', [id, file, qDataFormat, file]);
    const [table] = toArray((await call('GetFileTablesEx', [id, file, {}]))['qTables']).map(toObject);
    assert.deepEqual(table?.['qFields'], qFields);
    assert.equal(toArray(toObject(toArray(qPreview)[0])['qValues']).length, toArray(qFields).length);
    // The format of the answer loads the file.
    const path = `lib://${String(connection?.['qName'])}/${String(file)}`;
    const { qContent } = await call('GetIncludeFileContent', [path]);
    assert.ok(String(qContent).startsWith(String(texts(qFields, 'qName')[0])));
    const { qScript } = await call('GetScript');
    await call('SetScript', [`Preview: LOAD * FROM [${path}] ${String(qFormatSpec)};`]);
    assert.equal((await call('DoReload'))['qReturn'], true);
    await call('SetScript', [qScript]);
    assert.equal(await errorCode('GuessFileType', [id, 'none.csv']), 2);
  });

  it('are unknown where the engine does not have them, and counted', async () => {
    assert.equal(await errorCode('TransformApp', [{}]), -32601);
    assert.equal(await errorCode('TransformApp', [{}]), -32601);
    assert.deepEqual(server.engine.unsupportedCalls?.all, [{ name: 'Doc.TransformApp', count: 2 }]);
  });
});
