import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertValues, selectionSet, table, testScope } from '../testing/test-scope.ts';

const TABLES = [
  table('Sales', {
    Product: ['ax', 'box', 'cup', 'dish', 'ax'],
    Year: [2022, 2023, 2023, 2024, 2024],
    Day: ['2022-05-01', '2023-01-15', '2023-07-01', '2024-02-29', '2024-03-01'].map((text, place) => ({
      number: [44682, 44941, 45108, 45351, 45352][place] ?? 0,
      text,
    })),
    Amount: [1, 2, 4, 8, 16],
  }),
];
const scope = testScope(
  TABLES,
  {
    $: { Product: ['ax', 'box'] },
    Group1: { Product: ['cup'], Year: [2023] },
    Empty: {},
  },
  {
    variable: (name) => ({ vYear: '2024', vList: "'ax','cup'", vFrom: '=2000 + 22' })[name],
    bookmark: (name) => (name === 'My Bookmark' ? bookmark() : undefined),
    step: (count) => (count === 1 ? new Map([['$', bookmark()]]) : undefined),
  },
);

function bookmark() {
  return selectionSet(scope.fields, { Year: [2024] });
}

describe('set analysis', () => {
  it('supports the identifiers of selections, all records, states, bookmarks, and steps of the history', () => {
    assertValues(scope, [
      ['Sum(Amount)', 19],
      ['Sum({$} Amount)', 19],
      ['Sum({1} Amount)', 31],
      ['Sum({Group1} Amount)', 4],
      ['Sum({[My Bookmark]} Amount)', 24],
      ['Sum({$1} Amount)', 24],
      ['Sum({$2} Amount)', 31],
      ['Sum({1-$} Amount)', 12],
      ['Sum({$*Group1} Amount)', 0],
      ['Sum({$+Group1} Amount)', 23],
      ['Sum({$/[My Bookmark]} Amount)', 11],
    ]);
    assert.throws(() => scope.evaluate('Sum({Nowhere} Amount)'), /no state or bookmark "Nowhere"/);
  });

  it('modifies selections in fields', () => {
    assertValues(scope, [
      ['Sum({<Product=>} Amount)', 31],
      ['Sum({<Product, Year={2024}>} Amount)', 24],
      ['Sum({<Product+={cup}>} Amount)', 23],
      ['Sum({<Product-={ax}>} Amount)', 2],
      ['Sum({<Product*={ax,cup}>} Amount)', 17],
      ['Sum({<Product/={ax,cup}>} Amount)', 6],
      ['Sum({1<Year={2023,2024}-{2024}>} Amount)', 6],
      ['Sum({1<Product={"*x"}>} Amount)', 19],
      ['Sum({1<Product={"?x"}>} Amount)', 17],
      ["Sum({1<Product={'*x'}>} Amount)", 0],
      ['Sum({1<Product={"A*"}>} Amount)', 17],
      ["Sum({1<Product={'AX'}>} Amount)", 0],
      ['Sum({1<Product={$(vList)}>} Amount)', 21],
      ['Sum({1<Year={$(vYear)}>} Amount)', 24],
      ['Sum({1<Year={"$(=Max({1} Year))"}>} Amount)', 24],
    ]);
  });

  it('searches numbers and dates by comparison', () => {
    assertValues(scope, [
      ['Sum({1<Amount={">=2<8"}>} Amount)', 6],
      ['Sum({1<Amount={"<=2"}>} Amount)', 3],
      ['Sum({1<Year={">$(vFrom)"}>} Amount)', 30],
      ['Sum({1<Day={">=2023-07-01<2024-03-01"}>} Amount)', 12],
      ['Sum({1<Day={">$(=Date(Min({1} Day)))"}>} Amount)', 30],
      ["Sum({1<Day={'2024-02-29'}>} Amount)", 8],
      ['Sum({1<Product={"=Sum(Amount)>=8"}>} Amount)', 17],
      ['Sum({1<Product={"=Sum({1} Amount)>=8"}>} Amount)', 25],
    ]);
  });

  it('uses values of other sets and fields', () => {
    assertValues(scope, [
      ['Sum({1<Product=P({1<Year={2023}>})>} Amount)', 6],
      ['Sum({1<Product=E({1<Year={2023}>})>} Amount)', 25],
      ['Sum({1<Product=P({1<Year={2022}>} Product)>} Amount)', 17],
      ['Sum({1<Product=Group1::Product>} Amount)', 4],
      ['Sum({1<Product=$::Product>} Amount)', 19],
      ['Sum({1<Product=Empty::Product>} Amount)', 31],
      ['Sum({1<Year=P({Group1} Year)>} Amount)', 6],
      ['Sum({1<Product=P({1<Year={2023}>}) + {dish}>} Amount)', 14],
    ]);
  });

  it('before an expression applies to every aggregation in it', () => {
    assertValues(scope, [
      ['{1} Sum(Amount) / Count(Amount)', 6.2],
      ['{1<Year={2023}>} Sum(Amount) + Sum({1} Amount)', 37],
      ["Sum(Amount) & '/' & ({1} Sum(Amount))", '19/31'],
    ]);
  });
});
