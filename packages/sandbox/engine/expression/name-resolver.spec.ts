import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertValues, table, testScope } from '../testing/test-scope.ts';

const SALES = table('Sales', {
  Region: ['N', 'S', 'S'],
  Product: ['p', 'q', 'p'],
  Amount: [1, 2, 4],
  Year: [2024, 2024, 2025],
});
const MEASURES: Readonly<Record<string, string>> = {
  Revenue: '=Sum(Amount)',
  'Share of All': 'Sum(Amount) / Sum({1} Amount)',
  'Per Sale': '[Revenue] / Count(Amount)',
  Amount: 'Avg(Amount)',
  Year: 'Max(Year)',
  Loop: '[Loop] + 1',
  Ping: '[Pong]',
  Pong: '[Ping]',
  Broken: 'Sum(',
};
const DIMENSIONS: Readonly<Record<string, string>> = {
  Area: 'Region',
  Place: '[Region]',
  'Area and Product': "=Region & '-' & Product",
  Self: '[Self]',
};
const VARIABLES: Readonly<Record<string, string>> = {
  vRate: '10',
  Product: '7',
  Revenue: '99',
  vRevenue: '=[Revenue]',
};

const scope = testScope(
  [SALES],
  { $: { Region: ['S'] } },
  {
    variable: (name) => VARIABLES[name],
    measure: (label) => MEASURES[label],
    dimension: (name) => DIMENSIONS[name],
  },
);

describe('names in expressions', () => {
  it('refer to master measures by their labels', () => {
    assertValues(scope, [
      ['Revenue', 6],
      ['=[Revenue]', 6],
      ['"Revenue" * 2', 12],
      ['[Share of All]', 6 / 7],
      ['[Per Sale]', 3],
      ['-[Per Sale]', -3],
      ['If([Revenue] > 5, [Per Sale])', 3],
      ['RangeSum([Revenue], 1)', 7],
      ["Num([Revenue], '0.0')", '6.0'],
      ['$(=[Revenue])', 6],
      ['vRevenue + 1', 7],
      ['Sum(Aggr([Revenue], Product))', 6],
      ['Max(Aggr([Per Sale], Product))', 4],
    ]);
  });

  it('of measures inherit the outer set', () => {
    assertValues(scope, [
      ['{<Region={N}>} [Revenue]', 1],
      ['{1} [Revenue]', 7],
      ['{1} [Per Sale]', 7 / 3],
      ['{<Region=>} [Share of All]', 1],
      ['({<Region={N}>} [Revenue]) + [Revenue]', 7],
      ['{<Year={2025}>} [Revenue] / [Revenue]', 1],
      ['{1} Sum(Aggr([Revenue], Product))', 7],
    ]);
  });

  it('are measures before variables before fields outside an aggregation, and fields before variables inside', () => {
    assertValues(scope, [
      ['Amount', 3],
      ['Sum(Amount)', 6],
      ['Year', 2025],
      ['Product', 7],
      ["Concat(distinct Product, '')", 'pq'],
      ['Sum(vRate)', 20],
      ['GetSelectedCount(Region)', 1],
      ['GetPossibleCount(Amount)', 2],
      ['Sum({<Year={2024}>} Amount)', 2],
    ]);
  });

  it('refer to master dimensions', () => {
    assertValues(scope, [
      ["Concat(distinct [Area], ',')", 'S'],
      ['Count(distinct {1} [Area and Product])', 3],
      ['Area', 'S'],
      ['{<Region={N}>} Area', 'N'],
      ['Sum({1} Aggr(Max({1} Amount), Area))', 5],
      ['Sum({1} total <Area> Amount)', 7],
    ]);
    for (const name of ['Area', '[Area]', '=[Area]', 'Place'])
      assert.equal(scope.resolveField(name).name, 'Region', name);
    assert.deepEqual(scope.resolveField('[Area and Product]').symbols.texts, ['N-p', 'S-q', 'S-p']);
  });

  it('that are unknown are null, in an aggregation and outside', () => {
    assertValues(scope, [
      ['Missing', null],
      ['Sum(Missing)', 0],
      ['Count(Missing)', 0],
      ['Max(Missing)', null],
      ["Concat(Missing, ',')", null],
      ['Sum(Amount * Missing)', 0],
      ['Sum(Amount) + Missing', null],
      ['RangeSum(Sum(Amount), Missing)', 6],
      ["If(Missing = 1, 'a', 'b')", 'b'],
      ["Missing & 'x'", 'x'],
      ['{<Region={N}>} Missing', null],
      ['Sum(Aggr(Sum(Missing), Product))', 0],
      ['IsNull(Missing)', -1],
    ]);
    assert.throws(() => scope.resolveField('Missing'), /no field "Missing"/);
    assert.equal(scope.dimensionField('[Missing]').symbols.size, 0);
  });

  it('of a measure that refers to itself, or to an invalid measure, are an error', () => {
    assert.throws(() => scope.evaluate('[Loop]'), /"Loop" refers to itself/);
    assert.throws(() => scope.evaluate('[Ping] * 2'), /"Ping" refers to itself/);
    assert.throws(() => scope.evaluate('[Broken]'), /a value expected/);
    assert.throws(() => scope.resolveField('[Self]'), /no field|refers to itself/);
  });

  it('in the expression of a dimension are variables too, and functions over selections have their values', () => {
    const texts = (definition: string): readonly string[] => scope.resolveField(definition).symbols.texts;
    assert.deepEqual(texts('=Region & vRate'), ['N10', 'S10']);
    assert.deepEqual(texts('=Product & Missing'), ['p', 'q']);
    assert.deepEqual(texts('=If(GetSelectedCount(Region) = 1, Product, Region)'), ['p', 'q']);
  });

  it('are null in an app without data', () => {
    assertValues(testScope([]), [
      ['Sum(Amount)', 0],
      ['Amount', null],
      ['Count(1)', 0],
      ['1 + 1', 2],
    ]);
  });
});
