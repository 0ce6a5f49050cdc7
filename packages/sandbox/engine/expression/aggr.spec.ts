import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertValues, valuesPerGroup, table, testScope } from '../testing/test-scope.ts';

const TABLES = [
  table('Orders', {
    Customer: ['ann', 'ann', 'bob', 'bob', 'cid', null],
    Month: [1, 2, 1, 1, 2, 1],
    Amount: [10, 20, 5, 7, 30, 100],
  }),
  table('Customers', {
    Customer: ['ann', 'bob', 'cid', 'dan'],
    Region: ['north', 'north', 'south', 'south'],
  }),
];
const scope = testScope(TABLES);

describe('Aggr', () => {
  it('aggregates per dimension value, then over the results', () => {
    assertValues(scope, [
      ['Max(Aggr(Sum(Amount), Customer))', 30],
      ['Avg(Aggr(Sum(Amount), Customer))', 18],
      ['Count(Aggr(Count(Amount), Customer, Month))', 4],
      ['Max(Aggr(Sum(Amount), Customer, Month))', 30],
      ['Sum(Aggr(Max(Amount), Customer, Month))', 67],
      ["Concat(Aggr(If(Sum(Amount) > 12, Customer), Customer), ',')", 'ann,cid'],
      ['Count(distinct Aggr(Sum(Amount), Customer))', 3],
      ['Sum(Aggr(Sum(total Amount), Month)) / Sum(Amount)', 2],
    ]);
  });

  it('ignores combinations with nulls', () => {
    assertValues(scope, [
      ['Sum(Aggr(Sum(Amount), Customer))', 72],
      ['Sum(Amount)', 172],
    ]);
  });

  it('nests', () => {
    assertValues(scope, [
      ['Max(Aggr(Sum(Aggr(Max(Amount), Customer, Month)), Customer))', 30],
      ['Min(Aggr(Max(Aggr(Sum(Amount), Customer)), Region))', 30],
      ['Sum(Aggr(Count(Aggr(Sum(Amount), Customer)), Region))', 4],
    ]);
  });

  it('has the combinations of the selections and of its inner sets; the outer aggregation adds none', () => {
    const selected = testScope(TABLES, { $: { Customer: ['ann'] } });
    assertValues(selected, [
      ['Sum(Aggr(Sum(Amount), Customer))', 30],
      ['Sum({1} Aggr(Sum({1} Amount), Customer))', 72],
      ['Sum({1} Aggr(Sum(Amount), Customer))', 30],
      ['Count({1} Aggr(Sum(Amount), Customer))', 1],
      ['Count({1} Aggr(Sum({1} Amount), Customer))', 4],
      ['Count({1} Aggr(Sum({<Customer={bob}>} Amount), Customer))', 2],
      ['Sum(Aggr(Sum({1} Amount), Customer))', 30],
      ['Sum(Aggr(Sum({1} total Amount), Customer))', 172],
    ]);
  });

  it('passes its own set on to the aggregations in it, which merge or replace it', () => {
    const selected = testScope(TABLES, { $: { Customer: ['ann', 'bob'] } });
    assertValues(selected, [
      ['Sum(Aggr({<Month={1}>} Sum(Amount), Customer))', 22],
      ['Sum(Aggr({1<Month={1}>} Sum(Amount), Customer))', 22],
      ['Sum({1} Aggr({1<Month={2}>} Sum(Amount), Customer))', 50],
      ['Sum({1} Aggr({1<Customer={bob}>} Sum(Amount), Customer))', 12],
      ['Count({1} Aggr({1<Customer={bob}>} Sum(Amount), Customer))', 1],
      ['Sum(Aggr({<Month={1}>} Sum({<Customer={ann}>} Amount), Customer))', 10],
      ['Sum(Aggr({<Month={1}>} Sum({$} Amount), Customer))', 42],
      ['Sum(Aggr({<Month={1}>} Sum({$} Amount) - Sum(Amount), Customer))', 20],
      ['Sum(Aggr({<Month={1}>} ({<Customer={bob}>} Sum(Amount)), Customer))', 12],
      ['Sum(Aggr({<Month={1}>} Sum(Aggr(Sum(Amount), Month)), Customer))', 22],
      ["Concat(Aggr({<Month={2}>} Amount, Customer), ',')", '20'],
      ['Sum({<Month={1}>} Aggr(Sum(Amount), Customer))', 42],
    ]);
  });

  it('inherits an outer set expression, as the aggregation around it does', () => {
    const selected = testScope(TABLES, { $: { Customer: ['ann'] } });
    assertValues(selected, [
      ['{1} Sum(Aggr(Sum(Amount), Customer))', 72],
      ['{1<Month={1}>} Sum(Aggr(Sum(Amount), Customer))', 22],
      ['{1<Month={1}>} Sum(Aggr({<Customer={bob}>} Sum(Amount), Customer))', 12],
      ['{1<Month={1}>} Sum(Aggr({1} Sum(Amount), Customer))', 42],
      ['{1<Month={1}>} Sum({<Customer={ann}>} Aggr(Sum(Amount), Customer))', 10],
      ['{1<Customer={bob}>} Aggr(Sum(Amount), Customer)', 12],
      ['Aggr({1} Sum(Amount), Customer)', 30],
      ['{1} Sum(Aggr(Sum(Aggr(Max(Amount), Customer, Month)), Customer))', 67],
      ['Sum(({1} Aggr(Sum(Amount), Customer)))', 30],
      ['{1<Month={2}>} Count(Aggr(If(Sum(Amount) > 20, 1), Customer))', 1],
    ]);
  });

  it('has a value once, and with nodistinct at each record', () => {
    assert.deepEqual(valuesPerGroup(scope, ['Month'], 'Count(Aggr(Sum(Amount), Customer))'), {
      1: 2,
      2: 1,
      '-': 1,
    });
    assert.deepEqual(valuesPerGroup(scope, ['Month'], 'Count(Aggr(nodistinct Sum(Amount), Customer))'), {
      1: 3,
      2: 2,
      '-': 1,
    });
  });

  it('can be used in a chart over its own dimension', () => {
    assert.deepEqual(valuesPerGroup(scope, ['Customer'], 'Aggr(Sum(Amount), Customer)'), {
      ann: 30,
      bob: 12,
      cid: 30,
      dan: 0,
      '-': null,
    });
    assert.deepEqual(valuesPerGroup(scope, ['Region'], 'Max(Aggr(Sum(Amount), Customer))'), {
      north: 30,
      south: 30,
      '-': null,
    });
  });

  it('defines a dimension whose values apply to all records of their combination', () => {
    assert.deepEqual(valuesPerGroup(scope, ['=Aggr(Count(Month), Customer)'], 'Count(distinct Customer)'), {
      2: 2,
      1: 1,
      0: 1,
      '-': 0,
    });
    const banded = valuesPerGroup(scope, ['=Class(Aggr(Sum(Amount), Customer), 20)'], 'Sum(Amount)');
    assert.deepEqual(banded, { '20<=x<40': 60, '0<=x<20': 12, '-': 100 });
    assert.equal(scope.resolveField('=Aggr(Count(Month), Customer)').selectionField?.name, 'Customer');
  });

  it('sorts values that are equal in one order by the next', () => {
    const order = (sorting: string): string =>
      `Concat(Aggr(Num(RowNo()) & Customer, (Customer, ${sorting})), ' ')`;
    assertValues(scope, [
      [order('(=1), (TEXT, DESC)'), '1dan 2cid 3bob 4ann'],
      [order('(NUMERIC, ASC), (TEXT, ASC)'), '1ann 2bob 3cid 4dan'],
      [order('(TEXT, DESC), (=1)'), '1dan 2cid 3bob 4ann'],
    ]);
  });

  it('supports inter-record functions along a sorted dimension', () => {
    assertValues(scope, [
      [
        "Concat(Aggr(RangeSum(Above(Sum(Amount), 0, RowNo())), (Amount, (NUMERIC, ASCENDING))), ' ', Amount)",
        '5 12 22 42 72 172',
      ],
      ["Concat(Aggr(RowNo(), (Amount, (NUMERIC, DESC))), ' ', Amount)", '6 5 4 3 2 1'],
      ['Only(Aggr(If(Rank(Sum(Amount)) = 3, Customer), Customer))', 'bob'],
    ]);
  });

  it('sorts its dimensions by number, text, load order, frequency, or expression', () => {
    const order = (sorting: string): string =>
      `Concat(Aggr(Num(RowNo()) & Customer, (Customer, ${sorting})), ' ')`;
    assertValues(scope, [
      [order('(TEXT, DESC)'), '1dan 2cid 3bob 4ann'],
      [order('TEXT'), '1ann 2bob 3cid 4dan'],
      [order('(LOAD_ORDER, DESCENDING)'), '1dan 2cid 3bob 4ann'],
      [order('(FREQUENCY, ASC)'), '1cid 2dan 3ann 4bob'],
      [order('(FREQUENCY, DESC)'), '1ann 2bob 3cid 4dan'],
      [order('(=Sum(Amount), DESC)'), '1ann 2cid 3bob 4dan'],
      [order('(=Sum(Amount), ASCENDING)'), '1dan 2bob 3ann 4cid'],
      [order('(=-Sum(Amount))'), '1ann 2cid 3bob 4dan'],
      [order('(=Only(Region), DESC)'), '1cid 2dan 3ann 4bob'],
      [order('(=Max(Amount), ASC)'), '1bob 2ann 3cid 4dan'],
      [order('(=Sum({<Month={2}>} Amount), DESC)'), '1cid 2ann 3bob 4dan'],
      ["Concat(Aggr(RowNo() & Customer, (Customer(TEXT, DESC))), ' ')", '1dan 2cid 3bob 4ann'],
      ["Concat(Aggr({<Month={1}>} RowNo() & Customer, (Customer, (=Sum(Amount), DESC))), ' ')", '1bob 2ann'],
      ["{<Month={2}>} Concat(Aggr(RowNo() & Customer, (Customer, (=Sum(Amount), DESC))), ' ')", '1cid 2ann'],
      [
        "Concat(Aggr(Customer & Month & '=' & RowNo(), (Customer, (TEXT)), (Month, (NUMERIC, DESC))), ' ')",
        'ann1=2 ann2=1 bob1=1 cid2=1',
      ],
    ]);
  });

  it('fails for an order that does not exist', () => {
    for (const sorting of [
      'SIDEWAYS',
      '(TEXT, NUMERIC)',
      '(ASC, DESC)',
      '(Sum(Amount), DESC)',
      '(=, DESC)',
      '()',
    ])
      assert.throws(
        () => scope.evaluate(`Sum(Aggr(1, (Customer, ${sorting})))`),
        /Error in expression/,
        sorting,
      );
    assert.throws(() => scope.evaluate('Sum(Aggr(1, (Customer, (=Upper(), DESC))))'), /upper takes/i);
  });

  it('fails without dimensions, and with unknown or not associated dimensions', () => {
    const apart = testScope([...TABLES, table('Other', { Thing: ['x'] })]);
    assert.throws(() => apart.evaluate('Sum(Aggr(Sum(Amount)))'), /at least one dimension/);
    assert.throws(() => apart.evaluate('Sum(Aggr(Sum(Amount), Missing))'), /no field "Missing"/);
    assert.throws(() => apart.evaluate('Sum(Aggr(Sum(Amount), Customer, Thing))'), /not associated/);
    assert.throws(() => apart.evaluate('Sum(Aggr(Sum(Amount), (Month, (SIDEWAYS))))'), /no order/);
    assert.throws(() => apart.evaluate('Sum(Sum(Amount))'), /nested aggregation/);
  });
});
