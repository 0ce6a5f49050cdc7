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

  it('has complements of sets', () => {
    assertValues(scope, [
      ['Sum({-$} Amount)', 12],
      ['Sum({-1} Amount)', 0],
      ['Sum({-Group1} Amount)', 27],
      ['Sum({-[My Bookmark]} Amount)', 7],
      ['Sum({--$} Amount)', 19],
      ['Sum({-($+Group1)} Amount)', 8],
      ['Sum({-<Product={ax}>} Amount)', 14],
      ['Sum({-1<Year={2023}>} Amount)', 25],
      ['Sum({-$*-Group1} Amount)', 8],
      ['Sum({1--$} Amount)', 19],
      ['Sum({-(-$)} Amount)', 19],
      ['Count({-$} distinct Product)', 2],
    ]);
    assert.throws(() => scope.evaluate('Sum({-} Amount)'), /set identifier expected/);
    assert.throws(() => scope.evaluate('Sum({+$} Amount)'), /set identifier expected/);
  });

  it('has complements of values', () => {
    assertValues(scope, [
      ['Sum({<Product=-{ax}>} Amount)', 14],
      ['Sum({1<Product=-{ax, dish}>} Amount)', 6],
      ['Sum({1<Product=-{"*x"}>} Amount)', 12],
      ['Sum({1<Year=-{2023}>} Amount)', 25],
      ['Sum({1<Product=-P({1<Year={2023}>})>} Amount)', 25],
      ['Sum({1<Product=-E({1<Year={2023}>})>} Amount)', 6],
      ['Sum({1<Product=--{ax}>} Amount)', 17],
      ['Sum({1<Product=-({ax}+{cup})>} Amount)', 10],
      ['Sum({1<Product={"*x"}*-{ax}>} Amount)', 2],
      ['Sum({<Product+=-{ax,box,dish}>} Amount)', 23],
      ['Sum({1<Product=-$::Product>} Amount)', 12],
      ['Sum({1<Product=-{}>} Amount)', 31],
    ]);
    assert.throws(() => scope.evaluate('Sum({1<Product=-$>} Amount)'), /list of elements expected/);
  });

  it('evaluates * and / before + and -, operators of the same precedence from left to right', () => {
    assertValues(scope, [
      ['Sum({$ + 1<Product={cup}> / 1<Year={2023}>} Amount)', 19],
      ['Sum({($ + 1<Product={cup}>) / 1<Year={2023}>} Amount)', 17],
      ['Sum({1 - $ * [My Bookmark]} Amount)', 15],
      ['Sum({(1 - $) * [My Bookmark]} Amount)', 8],
      ['Sum({1 - $ / [My Bookmark]} Amount)', 20],
      ['Sum({$ / [My Bookmark] * Group1} Amount)', 0],
      ['Sum({$ / ([My Bookmark] * Group1)} Amount)', 19],
      ['Sum({1 - $ - Group1} Amount)', 8],
      ['Sum({1 - ($ - Group1)} Amount)', 12],
      ['Sum({1 - $ + Group1} Amount)', 12],
      ['Sum({-$ * [My Bookmark]} Amount)', 8],
      ['Sum({-($ * [My Bookmark])} Amount)', 15],
      ['Sum({1<Product={ax}+{cup}/{cup,dish}>} Amount)', 25],
      ['Sum({1<Product={ax}+{cup}*{dish}>} Amount)', 17],
      ['Sum({1<Product={ax,cup}-{cup}/{cup,dish}>} Amount)', 21],
    ]);
  });

  it('takes a field name as the selected values of the modified set, else as its possible values', () => {
    assertValues(scope, [
      ['Sum({<Product=Product-{ax}>} Amount)', 2],
      ['Sum({<Product=Product+{cup}>} Amount)', 23],
      ['Sum({<Year=Year*{">=2024"}>} Amount)', 16],
      ['Sum({<Year=Year+{2022}>} Amount)', 1],
      ['Sum({1<Product=Product+{cup}>} Amount)', 4],
      ['Sum({1<Product=Product-{cup}>} Amount)', 27],
      ['Sum({Group1<Product=Product+{ax}, Year=>} Amount)', 21],
      ['Sum({<Year=Year, Product=>} Amount)', 31],
      ['Sum({[My Bookmark]<Product=Product>} Amount)', 24],
      ['Sum({<Product=Year>} Amount)', 0],
    ]);
  });

  it('merges a set without identifier with the outer set; one with identifier replaces it', () => {
    assertValues(scope, [
      ['{1} Sum(Amount) / Count(Amount)', 6.2],
      ['{1<Year={2023}>} Sum(Amount) + Sum({1} Amount)', 37],
      ["Sum(Amount) & '/' & ({1} Sum(Amount))", '19/31'],
      ['{<Product={cup}>} Sum({<Year={2023}>} Amount)', 4],
      ['{1<Year={2023}>} Sum({<Product={cup}>} Amount) + Sum(Amount)', 10],
      ['{1<Year={2023}>} Sum({$<Product={ax}>} Amount)', 17],
      ['{1<Year={2023}>} Sum({<Year={2024}>} Amount)', 24],
      ['{1<Year={2023}>} Sum({<Year+={2024}>} Amount)', 30],
      ['{1<Year={2023,2024}>} Sum({<Year*={2022,2023}>} Amount)', 6],
      ['{1<Year={2023,2024}>} Sum({<Year-={2023}>} Amount)', 24],
      ['{1<Year={2023}>} Sum({<Year=Year+{2022}>} Amount)', 7],
      ['{1<Year={2023}>} Sum({<Year=>} Amount)', 31],
      ['{1<Year={2023}>} ({<Product={cup}>} Sum(Amount))', 4],
      ['{1<Year={2023}>} ({<Product={cup,ax}>} Sum({<Year+={2024}>} Amount))', 20],
      ['{Group1} Sum({<Year=>} Amount)', 4],
      ['{Group1} Sum({<Product=>} Amount) - Sum(Amount)', 2],
      ['{1<Year={2023}>} Sum({<Product={ax}> + $} Amount)', 19],
      ['{1<Year={2023}>} Sum({-<Product={cup}>} Amount)', 27],
      ['{1<Year={2023}>} Sum({1<Product=P(Product)>} Amount)', 6],
      ['{1<Year={2023}>} Sum({1<Product=P({<Product={cup}>} Product)>} Amount)', 4],
      ['{1<Year={2023}>} Only(Year)', 2023],
      ['{1<Year={2023}>} Year', 2023],
      ['{1<Product={cup}>} If(Year = 2023, Sum(Amount), 0)', 4],
      ['If(1, {1} Sum(Amount))', 31],
      ['{1} Sum(Amount) - ({$} Sum(Amount)) - Sum({<Year={2022}>} Amount)', 11],
    ]);
  });

  it('modifies each operand of an outer set, and a complement as 1 without its operand', () => {
    assertValues(scope, [
      ['{$ + Group1} Sum({<Year={2023}>} Amount)', 6],
      ['{1 - $} Sum({<Year={2024}>} Amount)', 8],
      ['{-$} Sum({<Year={2024}>} Amount)', 8],
      ['{-$} Sum({<Year={2023}>} Amount) + Sum(Amount)', 16],
      ['{1<Product={ax}> / [My Bookmark]} Sum({<Year={2022}>} Amount)', 0],
      ['{-1} Sum({<Product={ax}>} Amount)', 0],
    ]);
  });

  it('must be at the start of the expression, of brackets or of an argument when it is an outer set', () => {
    for (const misplaced of [
      'Sum(Amount) + {1} Sum(Amount)',
      '-{1} Sum(Amount)',
      '{1} {$} Sum(Amount)',
      'not {1} Sum(Amount)',
      '2 * {1} Sum(Amount)',
    ])
      assert.throws(() => scope.evaluate(misplaced), /value expected/, misplaced);
    assert.throws(() => scope.evaluate('Sum(({1} Amount))'), /set expression needs an aggregation/);
    assert.throws(() => scope.resolveField('={1} Product'), /set expression needs an aggregation/);
  });

  it('accepts modifiers without fields, and refuses incomplete ones', () => {
    assertValues(scope, [
      ['Sum({<>} Amount)', 19],
      ['Sum({1<>} Amount)', 31],
      ['{<>} Sum({<>} Amount)', 19],
    ]);
    for (const incomplete of [
      '{<Year+=>}',
      '{($)<Year={2023}>}',
      '{<={2023}>}',
      '{1*}',
      '{}',
      '{<Year={2023}}',
    ])
      assert.throws(() => scope.evaluate(`Sum(${incomplete} Amount)`), /Error in expression/, incomplete);
    assert.throws(() => scope.evaluate('Sum({<Missing={1}>} Amount)'), /no field "Missing"/);
    assert.throws(() => scope.evaluate('Sum({-Missing} Amount)'), /no state or bookmark "Missing"/);
  });

  it('has the state of the object without an identifier, and the default state as $', () => {
    const values = (expression: string) => scope.evaluate(expression, 'Group1');
    assert.deepEqual(
      [
        'Sum(Amount)',
        'Sum({$} Amount)',
        'Sum({<Product=>} Amount)',
        'Sum({$<Year={2024}>} Amount)',
        'Sum({-$} Amount)',
        'Sum({$1} Amount)',
        '{<Year=>} Sum({<Product={box}>} Amount)',
        'Sum({1<Product=P()>} Amount)',
        'Sum({1<Product=P({$})>} Amount)',
        'Sum({<Product={ax}, Year=>} Amount)',
      ].map(values),
      [4, 19, 6, 16, 12, 24, 2, 4, 19, 17],
    );
  });
});
