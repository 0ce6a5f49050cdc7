import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DataModel } from '../model/data-model.ts';
import { DEFAULT_STATE } from '../selection/selection-set.ts';
import { EvaluationScope } from './evaluation-scope.ts';
import { FieldCatalog } from './field-catalog.ts';
import { parseExpression } from './parser.ts';
import { textOf, type Value } from './value.ts';

const DATES = ['2024-02-29', '2024-03-01', '2025-01-05'];
const VARIABLES: Readonly<Record<string, string>> = {
  vLimit: '2',
  vSum: 'Sum(Amount)',
  vShare: 'Sum({<Kind={$1}>} Amount)',
  vTotal: '=Sum(Amount)',
  vLoop: '$(vLoop)',
};

const scope = new EvaluationScope(
  new FieldCatalog(
    DataModel.build([
      {
        name: 'Sales',
        columns: [
          { name: 'Kind', values: ['a', 'b', 'a', 'c'] },
          { name: 'Amount', values: [1, 2, 3, null] },
          { name: 'Code 1', values: [10, 10, 20, 20] },
          {
            name: 'Day',
            values: [...DATES, null].map((day, index) =>
              day ? { number: [45351, 45352, 45662][index] ?? 0, text: day } : null,
            ),
          },
        ],
      },
    ]),
  ),
  new Map([[DEFAULT_STATE, new Map()]]),
  { variable: (name) => VARIABLES[name], bookmark: () => undefined },
);

function check(cases: readonly (readonly [string, Value])[]): void {
  for (const [expression, expected] of cases) {
    const value = scope.evaluate(expression);
    assert.deepEqual(
      typeof value === 'object' && value !== null ? textOf(value) : value,
      expected,
      expression,
    );
  }
}

describe('expressions', () => {
  it('bind operators as Qlik does', () => {
    check([
      ['1 + 2 * 3', 7],
      ['(1 + 2) * 3', 9],
      ['-2 * -3', 6],
      ['10 - 4 - 3', 3],
      ['2 > 1 and 1 > 2', 0],
      ['not 1 = 2', -1],
      ["'a' & 1 + 1", 'a2'],
      ["'abc' like 'A*'", -1],
      ['1 / 0', null],
      ['1 + Null()', null],
    ]);
  });

  it('aggregate and ignore nulls', () => {
    check([
      ['Sum(Amount)', 6],
      ['Count(Amount)', 3],
      ['Count(Kind)', 4],
      ['Count(distinct Kind)', 3],
      ['NullCount(Amount)', 1],
      ['Avg(Amount)', 2],
      ['Min(Amount)', 1],
      ['Max(Amount)', 3],
      ['Max(Amount, 2)', 2],
      ['Median(Amount)', 2],
      ["Concat(distinct Kind, '-')", 'a-b-c'],
      ["Concat(Amount, '', Kind)", '132'],
      ["Concat(Amount, '', If(Kind = 'a', 'z', Kind))", '213'],
      ["Concat(Kind, '', Upper(Kind))", 'aabc'],
      ["Concat(Kind & Amount, ' ', If(Amount > 1, 'a', 9))", 'a1 c a3 b2'],
      ["Concat(Kind & Amount, ' ', If(Amount = 1, null(), Kind))", 'a3 b2 c a1'],
      ["Concat(Kind & Amount, ' ', -Amount)", 'a3 b2 a1 c'],
      ["Concat(distinct Kind, '', Kind)", 'abc'],
      ["Concat(Kind, '/', '')", 'a/a/b/c'],
      ["Concat(Kind, '/', Day & Kind)", 'a/b/a/c'],
      ["Concat(Amount, '<', Chr(70 - Amount))", '3<2<1'],
      ["Concat(Kind, '', Dual('x', -Amount))", 'abac'],
      ['Only(Kind)', null],
      ['Only({<Kind={b}>} Amount)', 2],
      ['MaxString(Kind)', 'c'],
      ['Mode(Kind)', 'a'],
      ['FirstSortedValue(Kind, -Amount)', 'a'],
      ['Sum([Code 1] * Amount)', 90],
      ['Sum(Amount) / Count(total Kind)', 1.5],
      ["Sum(If(Kind = 'a', Amount))", 4],
    ]);
  });

  it('evaluate set expressions', () => {
    check([
      ['Sum({<Kind={a}>} Amount)', 4],
      ["Sum({<Kind={'a','b'}>} Amount)", 6],
      ['Sum({<Kind-={a}>} Amount)', 2],
      ['Sum({<Amount={">=2"}>} Amount)', 5],
      ['Sum({<Amount={">1<3"}>} Amount)', 2],
      ['Sum({<Kind={"?"}>} Amount)', 6],
      ['Sum({<Kind={"=Sum(Amount)>3"}>} Amount)', 4],
      ['Sum({<Kind={a}> + <Kind={b}>} Amount)', 6],
      ['Sum({<Kind=P({<[Code 1]={20}>} Kind)>} Amount)', 4],
      ['Sum({<Kind=E({<[Code 1]={20}>} Kind)>} Amount)', 2],
      ['Sum({<Kind={nothing}>} Amount)', 0],
    ]);
  });

  it('replace dollar expansions, innermost first', () => {
    check([
      ['$(vSum) * $(vLimit)', 12],
      ['$(vShare(a))', 4],
      ['$(=1+1) + 1', 3],
      ['$(vTotal) + 0', 6],
      ['vTotal + vLimit', 8],
    ]);
    assert.equal(scope.expand('x$(nothing)y'), 'xy');
    assert.throws(() => scope.expand('$(vLoop)'), /does not end/);
  });

  it('treat dates as duals', () => {
    check([
      ['Year(Max(Day))', 2025],
      ['Month(Min(Day))', 'Feb'],
      ["Date(45351, 'DD.MM.YYYY')", '29.02.2024'],
      ['Date(MonthEnd(45351))', '2024-02-29'],
      ['Date(AddMonths(45351, 12))', '2025-02-28'],
      ["Num(Date#('01/03/2024', 'DD/MM/YYYY'))", 45352],
      ['Week(45662)', 1],
      ['WeekDay(45662)', 'Sun'],
      ["Timestamp(45351.75, 'YYYY-MM-DD h:mm TT')", '2024-02-29 6:00 PM'],
      ["Count({<Day={'2024-03-01'}>} Day)", 1],
    ]);
  });

  it('format numbers by pattern', () => {
    check([
      ["Num(1234567.891, '#,##0.00')", '1,234,567.89'],
      ["Num(0.1234, '0.0%')", '12.3%'],
      ["Num(-5, '$#,##0;($#,##0)')", '($5)'],
      ["Num(1500000, '0.0A')", '1.5M'],
      ["Num(7, '000')", '007'],
      ['Round(0.25, 0.1)', 0.3],
    ]);
  });

  it('handle texts', () => {
    check([
      ["Upper(Left('hello', 2))", 'HE'],
      ["SubField('a;b;c', ';', -1)", 'c'],
      ["Mid('hello', 2, 3)", 'ell'],
      ["Index('banana', 'a', 2)", 4],
      ["Replace('aXbX', 'X', '-')", 'a-b-'],
      ["Pick(Match('b', 'a', 'b'), 10, 20)", 20],
      ["If(IsNull(Null()), 'none', 'some')", 'none'],
      ["Capitalize('new york')", 'New York'],
    ]);
  });

  it('fail with a message when they are invalid', () => {
    for (const [source, message] of [
      ['Sum(', /a value expected/],
      ['Sum(Amount', /"\)" expected/],
      ['1 +', /a value expected/],
      ["'open", /not closed/],
      ['NoSuchFunction(1)', /'NoSuchFunction' is not a valid function/],
      ['Sum({<Kind={a>} Amount)', /expected/],
      ['1 2', /operator expected/],
    ] as const) {
      assert.throws(() => parseExpression(source), message, source);
    }
    assert.throws(() => scope.evaluate('Sum(Sum(Amount))'), /nested aggregation/);
    assert.throws(() => scope.evaluate('Left(1)'), /Left|left takes 2/);
    assert.throws(() => parseExpression('('.repeat(5000)), /nested too deeply/);
  });
});
