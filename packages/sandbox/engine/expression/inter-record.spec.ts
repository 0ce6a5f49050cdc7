import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { valuesPerGroup, table, testScope } from '../testing/test-scope.ts';

const scope = testScope([
  table('Sales', {
    Year: [2023, 2023, 2023, 2024, 2024, 2024],
    Quarter: ['Q1', 'Q2', 'Q3', 'Q1', 'Q2', 'Q3'],
    Amount: [10, 30, 20, 40, 30, null],
  }),
]);

function down(expression: string): readonly unknown[] {
  return Object.values(valuesPerGroup(scope, ['Year', 'Quarter'], expression));
}

function pivot(expression: string): readonly unknown[] {
  return Object.values(valuesPerGroup(scope, ['Year', 'Quarter'], expression, 1));
}

describe('inter-record functions', () => {
  it('read values above and below within a segment of the column', () => {
    assert.deepEqual(down('Above(Sum(Amount))'), [null, 10, 30, null, 40, 30]);
    assert.deepEqual(down('Below(Sum(Amount))'), [30, 20, null, 30, 0, null]);
    assert.deepEqual(down('Above(total Sum(Amount))'), [null, 10, 30, 20, 40, 30]);
    assert.deepEqual(down('Top(Sum(Amount))'), [10, 10, 10, 40, 40, 40]);
    assert.deepEqual(down('Bottom(Sum(Amount), 2)'), [30, 30, 30, 30, 30, 30]);
    assert.deepEqual(down('Sum(Amount) - Above(Sum(Amount))'), [null, 20, -10, null, -10, -30]);
  });

  it('pass ranges to range functions', () => {
    assert.deepEqual(down('RangeSum(Above(Sum(Amount), 0, RowNo()))'), [10, 40, 60, 40, 70, 70]);
    assert.deepEqual(down('RangeAvg(Above(total Sum(Amount), 0, 2))'), [10, 20, 25, 30, 35, 15]);
    assert.deepEqual(down('RangeCount(Below(Only(Amount), 1, 5))'), [2, 1, 0, 1, 0, 0]);
    assert.deepEqual(down('RangeMax(1, Sum(Amount), 25)'), [25, 30, 25, 40, 30, 25]);
  });

  it('number rows', () => {
    assert.deepEqual(down('RowNo()'), [1, 2, 3, 1, 2, 3]);
    assert.deepEqual(down('RowNo(total)'), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(down('NoOfRows()'), [3, 3, 3, 3, 3, 3]);
    assert.deepEqual(down('NoOfRows(total)'), [6, 6, 6, 6, 6, 6]);
    assert.deepEqual(down('NoOfRows(TOTAL) - RowNo(TOTAL)'), [5, 4, 3, 2, 1, 0]);
    assert.deepEqual(down('If(RowNo() = NoOfRows(), Sum(Amount))'), [null, null, 20, null, null, 0]);
    assert.deepEqual(down('RangeSum(Above(Sum(Amount), 0, NoOfRows()))'), [10, 40, 60, 40, 70, 70]);
    assert.deepEqual(down('RowNo() / NoOfRows() * 3'), [1, 2, 3, 1, 2, 3]);
    assert.deepEqual(down('NoOfRows() * NoOfColumns()'), [3, 3, 3, 3, 3, 3]);
    assert.deepEqual(down('NoOfRows() & Year'), ['32023', '32023', '32023', '32024', '32024', '32024']);
    assert.deepEqual(pivot('NoOfRows()'), [2, 2, 2, 2, 2, 2]);
    assert.deepEqual(pivot('NoOfRows(total)'), [2, 2, 2, 2, 2, 2]);
    assert.equal(scope.evaluate('NoOfRows()'), 1);
    assert.equal(scope.evaluate('Max(Aggr(NoOfRows(), Year, Quarter))'), 3);
    assert.deepEqual(down('Dimensionality()'), [2, 2, 2, 2, 2, 2]);
  });

  it('read values before and after in a pivot table', () => {
    assert.deepEqual(pivot('Before(Sum(Amount))'), [null, 10, 30, null, 40, 30]);
    assert.deepEqual(pivot('After(Sum(Amount))'), [30, 20, null, 30, 0, null]);
    assert.deepEqual(pivot('Above(Sum(Amount))'), [null, null, null, 10, 30, 20]);
    assert.deepEqual(pivot('Last(Sum(Amount))'), [20, 20, 20, 0, 0, 0]);
    assert.deepEqual(pivot('ColumnNo()'), [1, 2, 3, 1, 2, 3]);
    assert.deepEqual(pivot('HRank(Sum(Amount))'), ['3', '1', '2', '1', '2', '3']);
    assert.deepEqual(pivot('SecondaryDimensionality()'), [1, 1, 1, 1, 1, 1]);
  });

  it('rank, the largest first, with shared ranks for equal values', () => {
    assert.deepEqual(down('Rank(Sum(Amount))'), ['3', '1', '2', '1', '2', '3']);
    assert.deepEqual(down('Rank(total Sum(Amount))'), ['5', '2-3', '4', '1', '2-3', '6']);
    assert.deepEqual(down('Num(Rank(total Sum(Amount)))'), [5, 2, 4, 1, 2, 6]);
    assert.deepEqual(down('Num(Rank(total Sum(Amount), 2))'), [5, 2.5, 4, 1, 2.5, 6]);
    assert.deepEqual(down('Num(Rank(total Sum(Amount), 4))'), [5, 2, 4, 1, 3, 6]);
    assert.deepEqual(down('Rank(total Sum(Amount), 1, 1)'), ['5', '2', '4', '1', '2', '6']);
    assert.deepEqual(down('Rank(Only(Amount))'), ['3', '1', '2', '1', '2', null]);
  });

  it('of load scripts fail in charts', () => {
    assert.throws(() => down('Peek(Amount)'), /function of load scripts/);
    assert.throws(() => down('Sum(Above(Amount))'), /not allowed in a row expression/);
  });
});
