import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Table } from '../../apps/app-definition.ts';
import { table, testScope } from '../testing/test-scope.ts';
import { DataModel } from './data-model.ts';

/** A table with fields, each with the same few values. */
function tableOf(name: string, fields: string, rows = 3): Table {
  const values = Array.from({ length: rows }, (_, row) => row % 3);
  return table(name, Object.fromEntries([...fields].map((field) => [field, values])));
}

/** Returns the names of the tables that are loosely coupled. */
function loosened(...tables: readonly (readonly [fields: string, rows?: number])[]): readonly string[] {
  const model = DataModel.build(
    tables.map(([fields, rows], place) => tableOf(`${place}${fields}`, fields, rows)),
  );
  return model.tables.filter(({ isLoose }) => isLoose).map(({ name }) => name.slice(1));
}

describe('circular references', () => {
  it('make the longest table of a loop loosely coupled', () => {
    assert.deepEqual(loosened(['ab'], ['bc', 9], ['ca']), ['bc']);
    assert.deepEqual(loosened(['ab', 9], ['bc'], ['ca']), ['ab']);
    assert.deepEqual(loosened(['ab'], ['bc'], ['ca']), ['ab']);
    assert.deepEqual(loosened(['ab'], ['bc'], ['cd', 5], ['da']), ['cd']);
    assert.deepEqual(loosened(['abx'], ['bcy'], ['caz', 4], ['xp', 20], ['yq']), ['caz']);
  });

  it('are several, and each is broken', () => {
    assert.deepEqual(loosened(['ab'], ['bc', 9], ['ca'], ['pq'], ['qr'], ['rp', 9]), ['bc', 'rp']);
    assert.equal(loosened(['ab'], ['bc'], ['ca'], ['cd'], ['da']).length, 2);
  });

  it('are not in trees, stars, composite keys or copies', () => {
    assert.deepEqual(loosened(['abc'], ['ax'], ['by'], ['cz']), []);
    assert.deepEqual(loosened(['ab'], ['ac'], ['ad']), []);
    assert.deepEqual(loosened(['abx'], ['aby']), []);
    assert.deepEqual(loosened(['abx'], ['aby'], ['abz']), []);
    assert.deepEqual(loosened(['abcx'], ['aby'], ['bcz']), []);
    assert.deepEqual(loosened(['ab'], ['cd']), []);
    assert.deepEqual(loosened(), []);
  });

  it('are broken by tables that are loosely coupled already', () => {
    const [ab, bc, ca] = [tableOf('AB', 'ab', 9), tableOf('BC', 'bc'), tableOf('CA', 'ca')];
    const model = DataModel.build([ab, { ...bc, isLoose: true }, ca]);
    assert.deepEqual(
      model.tables.filter(({ isLoose }) => isLoose).map(({ name }) => name),
      ['BC'],
    );
    assert.deepEqual(model.circularTables, []);
  });

  /**
   * Tables have no loop if a spanning tree over them, by the number of common fields, has a weight of the fields' numbers of tables less
   * one each: another definition than the one that the model uses.
   */
  function hasLoop(tables: readonly string[]): boolean {
    const edges = tables.flatMap((first, place) =>
      tables.slice(place + 1).map((second, offset) => ({
        ends: [place, place + 1 + offset] as const,
        weight: [...first].filter((field) => second.includes(field)).length,
      })),
    );
    const parts = tables.map((_, place) => place);
    let weight = 0;
    for (const { ends, weight: own } of edges.sort((left, right) => right.weight - left.weight)) {
      const [from, to] = ends.map((end) => parts[end]);
      if (from === to || from === undefined || to === undefined) continue;
      weight += own;
      parts.forEach((part, place) => {
        if (part === to) parts[place] = from;
      });
    }
    const counts = new Map<string, number>();
    for (const field of tables.join('')) counts.set(field, (counts.get(field) ?? 0) + 1);
    return weight !== [...counts.values()].reduce((sum, count) => sum + count - 1, 0);
  }

  it('are found in any model, and none remain', () => {
    const fields = fc
      .subarray(Array.from('abcdef'), { minLength: 1, maxLength: 3 })
      .map((names) => names.join(''));
    fc.assert(
      fc.property(fc.array(fields, { maxLength: 6 }), (tables) => {
        const model = DataModel.build(tables.map((names, place) => tableOf(String(place), names)));
        const loose = model.tables.map(({ isLoose }) => isLoose === true);
        assert.equal(loose.includes(true), hasLoop(tables), 'loosened if and only if there is a loop');
        assert.equal(hasLoop(tables.filter((_, place) => !loose[place])), false, 'no loop remains');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a loosely coupled table', () => {
  const TABLES: readonly Table[] = [
    table('One', { B: [1, 2, 3], A: ['x', 'y', 'z'] }),
    { ...table('Two', { A: ['x', 'y', 'z', 'z'], C: [6, 7, 8, 9] }), isLoose: true },
    table('Three', { C: [6, 7, 8], D: ['a', 'b', 'c'] }),
  ];
  const possible = (tables: readonly Table[]): string => {
    const scope = testScope(tables, { $: { B: [2] } });
    return String(scope.evaluate("Concat(A, '') & '|' & Concat(distinct C, '') & '|' & Concat(D, '')"));
  };

  it('does not pass selections from field to field, as in the example of the help', () => {
    assert.equal(possible(TABLES), 'y|6789|abc');
    assert.equal(possible(TABLES.map((each) => ({ ...each, isLoose: false }))), 'y|7|b');
  });

  it('has its fields in separate tables: measures over one have their total per value of the other', () => {
    const scope = testScope([{ ...table('T', { Kind: ['a', 'b'], Amount: [1, 2] }), isLoose: true }]);
    assert.equal(scope.evaluate('Sum(Amount)'), 3);
    assert.equal(scope.evaluate("Sum({<Kind={'a'}>} Amount)"), 3);
    assert.equal(scope.evaluate('Count(Kind)'), 2);
  });
});
