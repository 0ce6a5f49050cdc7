import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AppCatalog } from '../../apps/app-definition.ts';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { RawClient } from './raw-client.ts';
import { startTrialServer, type TrialServer } from './trial-server.ts';

const CATALOGUE: AppCatalog = {
  apps: [{ id: 'shop', name: 'Shop', description: '', createdAt: '', updatedAt: '', lastReloadTime: '' }],
  load: () =>
    Promise.resolve({
      tables: [
        {
          name: 'Sales',
          columns: [
            { name: 'Person', values: ['Ann North', 'Bob', 'Cid Southy'] },
            { name: 'Region', values: ['North', 'North-West', 'South'] },
            { name: 'Year', values: [2023, 2024, 2024], tags: ['$year'] },
          ],
        },
      ],
      objects: [],
      dimensions: [],
      measures: [],
      variables: [],
      script: '',
    }),
};

describe('the search of a whole app', { timeout: 30_000 }, () => {
  let server: TrialServer;
  let client: RawClient;
  before(async () => {
    server = await startTrialServer({ catalogue: CATALOGUE });
    client = await RawClient.connect(server.port, '/app/shop');
    await client.result(-1, 'OpenDoc', ['shop']);
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  const PAGE = { qOffset: 0, qCount: 10, qMaxNbrFieldMatches: 5 };

  async function groups(terms: readonly string[], options: JsonObject = {}): Promise<readonly unknown[]> {
    const { qResult } = await client.result(1, 'SearchResults', [options, terms, PAGE]);
    return toArray(toObject(qResult)['qSearchGroupArray']).map((group) =>
      toArray(toObject(group)['qItems']).map((item) => {
        const { qIdentifier, qItemMatches } = toObject(item);
        return [qIdentifier, ...toArray(qItemMatches).map((match) => toObject(match)['qText'])];
      }),
    );
  }

  it('finds all terms in fields that go together before it finds fewer', async () => {
    assert.deepEqual(await groups(['north']), [
      [['Person', 'Ann North']],
      [['Region', 'North', 'North-West']],
    ]);
    assert.deepEqual((await groups(['bob', 'north']))[0], [
      ['Person', 'Bob'],
      ['Region', 'North', 'North-West'],
    ]);
    assert.deepEqual(await groups(['cid', 'west']), [[['Person', 'Cid Southy']], [['Region', 'North-West']]]);
    assert.deepEqual(await groups(['north'], { qSearchFields: ['Region'] }), [
      [['Region', 'North', 'North-West']],
    ]);
    assert.deepEqual(await groups(['']), []);
  });

  it('says where in a value each term stands', async () => {
    const { qResult } = await client.result(1, 'SearchResults', [{}, ['south', 'cid'], PAGE]);
    const [group] = toArray(toObject(qResult)['qSearchGroupArray']).map(toObject);
    const [item] = toArray(group?.['qItems']).map(toObject);
    assert.deepEqual(toObject(toArray(item?.['qItemMatches'])[0])['qRanges'], [
      { qCharPos: 4, qCharCount: 5, qTerm: 0 },
      { qCharPos: 0, qCharCount: 3, qTerm: 1 },
    ]);
  });

  it('selects what was found, and minds what is selected', async () => {
    const { qResults } = await client.result(1, 'SearchAssociations', [
      { qContext: 'CurrentSelections' },
      ['north', '2024'],
      PAGE,
    ]);
    const found = toObject(qResults);
    assert.deepEqual(found['qFieldNames'], ['Region', 'Year', 'Person']);
    const [first] = toArray(toArray(found['qSearchTermsMatched'])[0]).map(toObject);
    assert.deepEqual(first?.['qFieldMatches'], [
      { qField: 0, qValues: [0, 1], qTerms: [0], qNoOfMatches: 2 },
      { qField: 1, qValues: [0], qTerms: [1], qNoOfMatches: 1 },
    ]);
    await client.result(1, 'SelectAssociations', [{ qContext: 'CurrentSelections' }, ['north', '2024'], 0]);
    assert.equal((await client.result(1, 'Evaluate', ['Only(Person)']))['qReturn'], 'Bob');
    assert.deepEqual(await groups(['ann'], { qContext: 'CurrentSelections' }), []);
    assert.equal((await groups(['ann'])).length, 1);
    assert.deepEqual(
      (await client.result(1, 'GetSetAnalysis', ['', '']))['qSetExpression'],
      "{1<[Region]={'North','North-West'},[Year]={2024}>}",
    );
    await client.result(1, 'Back');
    assert.equal((await client.result(1, 'BackCount'))['qReturn'], 0);
    const refused = await client.request(1, 'SelectAssociations', [{}, ['nothing at all'], 0]);
    assert.equal(toObject(refused['error'])['code'], -32602);
  });

  it('suggests words and fields as they are begun', async () => {
    const { qResult } = await client.result(1, 'SearchSuggest', [{}, ['no', 're']]);
    assert.deepEqual(qResult, {
      qSuggestions: [
        { qValue: 'North', qTerm: 0 },
        { qValue: 'North-West', qTerm: 0 },
      ],
      qFieldNames: ['Region'],
    });
  });

  it('finds fields by tags, samples of values, and keeps favorite variables', async () => {
    const names = async (tags: readonly string[], mode: string): Promise<unknown> =>
      toArray((await client.result(1, 'GetMatchingFields', [tags, mode]))['qFieldNames']).map(
        (field) => toObject(field)['qName'],
      );
    assert.deepEqual(await names(['$numeric', '$year'], 'MATCHINGFIELDMODE_MATCH_ALL'), ['Year']);
    assert.deepEqual(await names(['$text', '$year'], 'MATCHINGFIELDMODE_MATCH_ONE'), [
      'Person',
      'Region',
      'Year',
    ]);
    assert.deepEqual(
      (await client.result(1, 'GetFieldAndColumnSamples', [[{ qFieldName: 'Y*' }], 1, 0]))['qResult'],
      [
        {
          qFieldOrColumn: { qFieldName: 'Year', qTableName: '' },
          qValues: [{ qText: '2023', qIsNumeric: true, qNumber: 2023 }],
        },
      ],
    );
    await client.result(1, 'SetFavoriteVariables', [['vA']]);
    assert.deepEqual((await client.result(1, 'GetFavoriteVariables'))['qNames'], ['vA']);
  });

  it('comes back to a temporary bookmark, in all states', async () => {
    await client.result(1, 'AddAlternateState', ['Other']);
    const field = await client.open('GetField', ['Region', 'Other']);
    await client.result(field, 'SelectValues', [[{ qText: 'South' }]]);
    const { qId } = await client.result(1, 'CreateTemporaryBookmark', [{}, []]);
    await client.result(1, 'ClearAll', [false, 'Other']);
    assert.equal((await client.result(1, 'Evaluate', ['Count({Other} Person)']))['qReturn'], '3');
    assert.equal((await client.result(1, 'ApplyTemporaryBookmark', [qId]))['qReturn'], true);
    assert.equal((await client.result(1, 'Evaluate', ['Count({Other} Person)']))['qReturn'], '1');
    assert.equal(
      (await client.result(1, 'Evaluate', ['Count({<Region=Other::Region>} Person)']))['qReturn'],
      '1',
    );
    await client.result(1, 'LockAll', ['Other']);
    await client.result(1, 'ClearAll', [false, 'Other']);
    assert.equal((await client.result(1, 'Evaluate', ['Count({Other} Person)']))['qReturn'], '1');
    await client.result(1, 'UnlockAll', ['Other']);
    await client.result(1, 'RemoveAlternateState', ['Other']);
  });
});
