import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FilterError } from './resource-filter.ts';
import { queryResources } from './resource-query.ts';

const RESOURCES = [
  { id: 1, name: 'b', fileSize: 200, published: true, owner: { name: 'y' } },
  { id: 2, name: 'A', fileSize: 1000, published: false, owner: { name: 'x' } },
  { id: 3, name: 'c', fileSize: 9, published: true, owner: { name: 'x' } },
  { id: 4, name: 'd', owner: null },
];

function ids(query: Readonly<Record<string, unknown>>): string {
  const resources = RESOURCES.map((full) => ({ condensed: { id: full.id }, full }));
  return queryResources({ query }, resources)
    .map(({ full }) => (full as { id: number }).id)
    .join('');
}

describe('a list of the Repository Service API', () => {
  it('is ordered by properties: texts in any case, numbers by value, missing values first', () => {
    for (const [order, expected] of [
      ['name', '2134'],
      ['name desc', '4312'],
      ['NAME DESC', '4312'],
      ['name asc', '2134'],
      ['fileSize', '4312'],
      ['fileSize desc', '2134'],
      ['published', '4213'],
      ['owner.name', '4231'],
      ['owner.name,name desc', '4321'],
      ['owner.name desc , fileSize', '1324'],
      ['nothing', '1234'],
    ] as const)
      assert.equal(ids({ orderby: order }), expected, order);
  });

  it('takes its parameters in any spelling, and each once', () => {
    for (const name of ['orderby', 'orderBy', 'OrderBy', 'ORDERBY'])
      assert.equal(ids({ [name]: 'name' }), '2134', name);
    for (const name of ['filter', 'Filter', 'FILTER'])
      assert.equal(ids({ [name]: "name eq 'C'", orderby: 'name' }), '3', name);
    assert.equal(ids({ filter: '', orderby: '' }), '1234');
    assert.throws(() => ids({ filter: 'name eq a', Filter: 'name eq b' }), FilterError);
    assert.throws(() => ids({ orderby: 'name up' }), FilterError);
    assert.throws(() => ids({ orderby: 'name,' }), FilterError);
  });
});
