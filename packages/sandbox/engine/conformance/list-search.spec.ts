import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { AppCatalog } from '../../apps/app-definition.ts';
import { toArray, toObject } from '../protocol/json.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';

const ROWS = Array.from({ length: 100 }, (_, row) => row);
const CATALOG: AppCatalog = {
  apps: [{ id: 'a', name: 'A', description: '', createdAt: '', updatedAt: '', lastReloadTime: '' }],
  load: () =>
    Promise.resolve({
      tables: [
        {
          name: 'T',
          columns: [
            { name: 'Id', values: ROWS.map((row) => row + 1) },
            { name: 'Tens', values: ROWS.map((row) => ((row + 1) % 7) * 10) },
            { name: 'Kind', values: ROWS.map((row) => (row < 50 ? 'low' : 'high')) },
          ],
        },
      ],
      objects: [],
      dimensions: [],
      measures: [{ qInfo: { qId: 'm', qType: 'measure' }, qMeasure: { qLabel: 'Rows', qDef: 'Count(Id)' } }],
      variables: [],
      script: '',
    }),
};
const PATH = '/qListObjectDef';

describe('a search of a list object by an expression', { timeout: 30_000 }, () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  let list: number;
  before(async () => {
    server = await startTestEngineServer({ catalog: CATALOG });
    client = await TestQixClient.connect(server.port, '/app/a');
    await client.result(-1, 'OpenDoc', ['a']);
    list = await client.open('CreateSessionObject', [
      {
        qInfo: { qType: 'list' },
        qListObjectDef: {
          qDef: { qFieldDefs: ['Tens'], qSortCriterias: [{ qSortByNumeric: 1 }] },
          qInitialDataFetch: [{ qWidth: 1, qHeight: 20 }],
        },
      },
    ]);
  });
  afterEach(async () => {
    await client.result(list, 'AbortListObjectSearch', [PATH]);
    await client.result(1, 'ClearAll');
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  /** Searches, and returns the outcome and the values of the list. */
  async function search(match: string): Promise<readonly unknown[]> {
    const { qSuccess } = await client.result(list, 'SearchListObjectFor', [PATH, match]);
    return [qSuccess, ...(await shown())];
  }

  async function shown(): Promise<readonly unknown[]> {
    const { qListObject } = toObject((await client.result(list, 'GetLayout'))['qLayout']);
    const [page] = toArray(toObject(qListObject)['qDataPages']);
    return toArray(toObject(page)['qMatrix']).map((row) => toObject(toArray(row)[0])['qText']);
  }

  async function select(field: string, match: string): Promise<unknown> {
    const handle = await client.open('GetField', [field]);
    return (await client.result(handle, 'Select', [match]))['qReturn'];
  }

  it('finds the values for which the expression is true', async () => {
    for (const [match, expected] of [
      ['=Count(Id)>14', ['10', '20']],
      ['=[Rows] > 14', ['10', '20']],
      ['= Sum(Id) = Max(total Aggr(Sum(Id), Tens))', ['20']],
      ['=Tens > 40', ['50', '60']],
      ['=Min(Id) < 3', ['10', '20']],
      ["=Index(Tens, '0') = 1", ['0']],
      ['=Rank(Sum(Id)) = 1', ['20']],
      ['=1', ['0', '10', '20', '30', '40', '50', '60']],
      ['=0', []],
      ['=Sum(Missing) > 0', []],
    ] as const)
      assert.deepEqual(await search(match), [true, ...expected], match);
  });

  it('depends on the selections', async () => {
    assert.equal(await select('Kind', 'high'), true);
    assert.deepEqual(await search('=Min(Id) < 53'), [true, '20', '30']);
  });

  it('is accepted as a selection of its values', async () => {
    await search('=Count(Id)>14');
    await client.result(list, 'AcceptListObjectSearch', [PATH, false]);
    const { qReturn } = await client.result(1, 'Evaluate', ["GetFieldSelections(Tens, '/')"]);
    assert.equal(qReturn, '10/20');
  });

  const selected = async () =>
    (await client.result(1, 'Evaluate', ["GetFieldSelections(Tens, '/', 9)"]))['qReturn'];

  it('is accepted with the values that other fields exclude, and without a match changes nothing', async () => {
    await select('Id', '1');
    await search('>30');
    await client.result(list, 'AcceptListObjectSearch', [PATH, false]);
    assert.equal(await selected(), '40/50/60');
    await search('>90');
    await client.result(list, 'AcceptListObjectSearch', [PATH, false]);
    assert.equal(await selected(), '40/50/60');
  });

  it('has the values among which a group is selected', async () => {
    await select('Id', '<=5');
    for (const [match, group, expected] of [
      ['>30', 'Possible', '40/50'],
      ['>30', 'All', '40/50/60'],
      ['<=30', 'Alternative', '10/20/30'],
      ['>40', 'Excluded', '50/60'],
      // What is selected, excluded by another field or not, is not selected afterwards.
      ['*', 'Excluded', '10/20/30/40/0'],
    ] as const) {
      await search(match);
      await client.result(list, `SelectListObject${group}`, [PATH]);
      assert.equal(await selected(), expected, `${group} of ${match}`);
    }
  });

  it('is refused when the expression is invalid, and the list keeps its values', async () => {
    for (const match of ['=Count(', '=NoFunction(1)', '=Count(Id', '=)'])
      assert.deepEqual((await search(match)).slice(0, 2), [false, '0'], match);
    assert.equal(await select('Tens', '=Count('), false);
  });

  it('selects in a field as well', async () => {
    assert.equal(await select('Tens', '=Count(Id)>14'), true);
    assert.equal((await client.result(1, 'Evaluate', ['GetSelectedCount(Tens)']))['qReturn'], '2');
  });
});
