import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { hyperCubeLayout } from './hypercube-layout.ts';
import { initialExpansion } from './pivot-expansion.ts';
import { pivotTable } from './pivot-table.ts';
import { straightPages } from './straight-table.ts';
import { dimensionByText, rowTexts, testCube, testCubeContext } from '../testing/test-cube.ts';
import { table } from '../testing/test-scope.ts';

const PAGE = [{ qWidth: 10, qHeight: 500 }];
const SALES = table('Sales', { Region: ['N', 'S', 'S'], Amount: [1, 2, 4] });
const context = testCubeContext([SALES, table('Plans', { Plan: ['a', 'b'], Goal: [10, 20] })]);

function rows(
  dimensions: readonly string[],
  measures: readonly string[],
  more: JsonObject = {},
): readonly string[] {
  const cube = testCube(
    {
      qDimensions: dimensions.map((name) => dimensionByText(name)),
      qMeasures: measures.map((qDef) => ({ qDef: { qDef } })),
      ...more,
    },
    context,
  );
  assert.equal(cube.error, undefined);
  return rowTexts(straightPages(cube, PAGE)).map((row) => row.join(' '));
}

describe('a synthetic dimension', () => {
  it('has the values of ValueList and ValueLoop, and a measure has the value of its row', () => {
    const all = "ValueList('all', 'half')";
    assert.deepEqual(rows([`=${all}`], [`If(${all} = 'all', Sum(Amount), Sum(Amount) / 2)`]), [
      'all 7',
      'half 3.5',
    ]);
    assert.deepEqual(rows(['=ValueLoop(1, 3)'], ['ValueLoop(1, 3) * 2', 'Sum(Amount)']), [
      '1 2 7',
      '2 4 7',
      '3 6 7',
    ]);
    assert.deepEqual(rows(['=ValueLoop(2, 10, 4)'], []), ['10', '2', '6']);
    assert.deepEqual(rows(['=ValueLoop(3, 1, -1)'], []), ['1', '2', '3']);
    assert.deepEqual(rows(['=ValueLoop(0, 0.3, 0.1)'], []).length, 4);
    assert.deepEqual(rows(['=ValueLoop(5)'], []), ['5']);
    assert.deepEqual(rows(['=ValueLoop(5, 1)'], ['1']), []);
    assert.deepEqual(rows(["ValueList('x', 1, 'x')"], ['Sum(Amount)']), ['1 7', 'x 7']);
    assert.deepEqual(rows(['=ValueList(Max(Amount), Min(Amount))'], []), ['1', '4']);
  });

  it('forms a cross product with other dimensions', () => {
    const list = "ValueList('sum', 'max')";
    assert.deepEqual(rows(['Region', `=${list}`], [`If(${list} = 'sum', Sum(Amount), Max(Amount))`]), [
      ...['N max 1', 'N sum 1', 'S max 4', 'S sum 6'],
    ]);
  });

  it('has the value of its row in an aggregation over other fields', () => {
    const loop = 'ValueLoop(1, 4)';
    assert.deepEqual(rows([`=${loop}`], [`Sum(If(Amount >= ${loop}, Amount))`]), [
      '1 7',
      '2 6',
      '3 4',
      '4 4',
    ]);
    assert.deepEqual(rows(['Region', `=ValueLoop(1, 2)`], ['Sum(Amount * ValueLoop(1, 2))']), [
      ...['N 1 1', 'N 2 2', 'S 1 6', 'S 2 12'],
    ]);
  });

  it('is a list of values in an aggregation', () => {
    const values = (expression: string) => context.scope.evaluate(expression);
    assert.equal(values("Concat(ValueList('b', 'a'), ',')"), 'a,b');
    // Numbers are before texts, whatever character the text begins with.
    assert.equal(values("Concat(ValueList('<null>', 2, '(none)'), ',')"), '2,(none),<null>');
    assert.equal(values('Sum(ValueLoop(1, 4))'), 10);
    assert.equal(values("Concat('A', ';', ValueLoop(1, 5))"), 'A;A;A;A;A');
    assert.equal(values("ValueList('a', 'b')"), null);
    assert.equal(values("ValueList('a')"), 'a');
    assert.equal(values('Sum(Amount * ValueLoop(1, 3))'), 42);
    assert.equal(values('Count(If(Amount > ValueLoop(1, 2), Amount))'), 3);
    assert.equal(values('Min(Amount - ValueLoop(1, 3))'), -2);
    assert.equal(values('Max(Amount - ValueLoop(1, 3))'), 3);
    assert.equal(values('Median(Amount - ValueLoop(1, 3))'), null);
    assert.throws(() => values("ValueLoop('a', 3)"), /takes numbers/);
    assert.throws(() => values('ValueLoop(1, 1000000)'), /more than/);
    assert.throws(() => values('ValueLoop()'), /takes/i);
  });
});

describe('an unknown dimension', () => {
  it('is one row with the total', () => {
    assert.deepEqual(rows(['no_such_field'], ['Sum(Amount)']), ['- 7']);
    assert.deepEqual(rows(['[no such field]'], ['Sum(Amount)', 'Count(Plan)']), ['- 7 2']);
    assert.deepEqual(rows(['Region', 'no_such_field'], ['Sum(Amount)']), ['N - 1', 'S - 6']);
    assert.deepEqual(rows(['Plan', 'nope', 'neither'], ['Sum(Goal)']), ['a - - 10', 'b - - 20']);
    assert.deepEqual(rows(['=no_such_field'], ['Sum(Amount)']), ['- 7']);
    assert.deepEqual(rows(['=Upper(nope)'], ['Sum(Amount)']), ['- 7']);
    assert.deepEqual(rows(["=nope & 'x'"], ['Sum(Amount)']), ['x 7']);
    assert.deepEqual(rows(['=nope + 1', 'Region'], ['Sum(Amount)']), ['- N 1', '- S 6']);
    assert.deepEqual(rows(['region'], ['Sum(Amount)']), ['- 7'], 'names of fields are case-sensitive');
    assert.deepEqual(rows(['nope'], ['Count(nope)', 'Only(nope)', 'RowNo()']), ['- 0 - 1']);
    assert.deepEqual(rows(['nope'], []), []);
    assert.deepEqual(rows(['nope'], ['Max(nope)', 'NoFunction(1)']), []);
    assert.deepEqual(rows(['nope'], ['Sum(total <Region> Amount)']), ['- 7']);
  });
});

describe('dimensions that are not associated', () => {
  it('have too many rows above a limit', () => {
    const numbers = (name: string) =>
      table(name, { [name]: Array.from({ length: 2000 }, (_, place) => place) });
    const cube = testCube(
      { qDimensions: [dimensionByText('A'), dimensionByText('B')], qMeasures: [{ qDef: { qDef: '1' } }] },
      testCubeContext([numbers('A'), numbers('B')]),
    );
    assert.match(JSON.stringify(hyperCubeLayout(cube)['qError']), /cross product has 4000000 rows/);
  });

  const values = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'y'), fc.nat(9)), {
    minLength: 1,
    maxLength: 6,
  });
  /** A table with two dimensions and a number. */
  type Rows = readonly (readonly [string, string, number])[];
  const tableOf = (name: string, [first, second, number]: readonly [string, string, string], given: Rows) =>
    table(name, {
      [first]: given.map(([value]) => value),
      [second]: given.map(([, value]) => value),
      [number]: given.map(([, , value]) => value),
    });
  const dimensions = fc.shuffledSubarray(['A', 'B', 'C', 'D'], { minLength: 1 });

  /** The value of each measure for values of some dimensions, by plain loops. */
  function expected(first: Rows, second: Rows, at: Readonly<Record<string, string>>): readonly number[] {
    const sum = (given: Rows, own: readonly [string, string], isTotal: boolean): number =>
      given
        .filter((row) =>
          own.every((name, place) => isTotal || at[name] === undefined || at[name] === row[place]),
        )
        .reduce((total, [, , value]) => total + value, 0);
    return [
      sum(first, ['A', 'B'], false),
      sum(second, ['C', 'D'], false),
      sum(first, ['A', 'B'], false) - sum(second, ['C', 'D'], true),
    ];
  }
  const MEASURES = ['Sum(M)', 'Sum(N)', 'Sum(M) - Sum(total N)'];
  const definitionOf = (names: readonly string[], more: JsonObject = {}): JsonObject => ({
    qDimensions: names.map((name) => dimensionByText(name)),
    qMeasures: MEASURES.map((qDef) => ({ qDef: { qDef } })),
    ...more,
  });

  it('have the rows of their cross product, as plain loops find them', () => {
    fc.assert(
      fc.property(values, values, dimensions, (first, second, names) => {
        const own = testCubeContext([
          tableOf('First', ['A', 'B', 'M'], first),
          tableOf('Second', ['C', 'D', 'N'], second),
        ]);
        const found = rowTexts(straightPages(testCube(definitionOf(names), own), PAGE));
        const combinations = new Map<string, readonly number[]>();
        for (const [A, B] of first)
          for (const [C, D] of second) {
            const all: Readonly<Record<string, string>> = { A, B, C, D };
            const at = Object.fromEntries(names.map((name) => [name, all[name] ?? '']));
            combinations.set(names.map((name) => all[name]).join(), expected(first, second, at));
          }
        assert.deepEqual(
          new Map(
            found.map((row) => [row.slice(0, names.length).join(), row.slice(names.length).map(Number)]),
          ),
          combinations,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('have the subtotals of a pivot table', () => {
    fc.assert(
      fc.property(values, values, (first, second) => {
        const own = testCubeContext([
          tableOf('First', ['A', 'B', 'M'], first),
          tableOf('Second', ['C', 'D', 'N'], second),
        ]);
        const definition = definitionOf(['A', 'C', 'B'], { qMode: 'P', qNoOfLeftDims: 3 });
        const cube = testCube(definition, own);
        const [page] = pivotTable(cube, initialExpansion(cube.definition, cube.dimensions, [0, 1, 2])).pages(
          PAGE,
        );
        const found = toArray(toObject(page)['qData']).map((row) =>
          toArray(row).map((cell) => toObject(cell)['qNum']),
        );
        const regions = [...new Set(first.map(([value]) => value))].sort();
        assert.deepEqual(
          found,
          regions.map((A) => expected(first, second, { A })),
        );
      }),
      { numRuns: 100 },
    );
  });
});
