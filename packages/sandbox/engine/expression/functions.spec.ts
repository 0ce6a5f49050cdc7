import { describe, it } from 'node:test';
import { assertValues, table, testScope } from '../testing/test-scope.ts';

const scope = testScope(
  [table('T', { A: ['x', 'y', 'z'], N: [1, 2, 4], M: [2, 4, 8] })],
  { $: { A: ['x', 'y'] } },
  {
    variable: (name) => ({ vHalf: '0.5', vText: "=Num(2, '0.00')" })[name],
    app: { id: 'app-1', title: 'Sales', reloadTime: '2024-02-29T12:00:00.000Z', userName: 'Ada' },
  },
);

describe('functions', () => {
  it('read selections and the app', () => {
    assertValues(scope, [
      ['GetSelectedCount(A)', 2],
      ['GetPossibleCount(N)', 2],
      ['GetExcludedCount(A)', 1],
      ['GetAlternativeCount(A)', 1],
      ['GetNotSelectedCount(A)', 1],
      ['GetFieldSelections(A)', 'x, y'],
      ["GetFieldSelections(A, '|', 1)", 'NOT z'],
      ['GetCurrentSelections()', 'A: x, y'],
      ['Sum({1} If(GetSelectedCount(A) = 2, N))', 7],
      ['DocumentTitle()', 'Sales'],
      ['ReloadTime()', '2024-02-29 12:00:00'],
      ['FieldValue(A, 3)', 'z'],
      ["FieldIndex('A', 'y')", 2],
      ['FieldValueCount(A)', 3],
    ]);
  });

  it('use variables by name, also inside aggregations', () => {
    assertValues(scope, [
      ['Sum(N * vHalf)', 1.5],
      ['$(#vText) + 1', 3],
      ["'$(vText)'", '2.00'],
    ]);
  });

  it('compute statistics', () => {
    assertValues(scope, [
      ['Correl({1} N, M)', 1],
      ['LINEST_M({1} M, N)', 2],
      ['LINEST_B({1} M, N)', 0],
      ['Fractile({1} N, 0.5)', 2],
      ['Fractile({1} total N, 0.75)', 3],
      ['FractileExc({1} N, 0.25)', 1],
      ['Round(Stdev({1} N), 0.001)', 1.528],
      ['Round(Skew({1} N), 0.001)', 0.935],
      ['RangeStdev(2, 4)', Math.SQRT2],
      ['RangeMode(1, 2, 2)', 2],
      ['RangeFractile(0.5, 1, 3)', 2],
      ["RangeMinString('b', 'a')", 'a'],
      ['RangeMin(Null())', null],
    ]);
  });

  it('return colors with the number and the text that charts read', () => {
    assertValues(scope, [
      ['RGB(255, 128, 0)', 'RGB(255,128,0)'],
      ['Num(RGB(255, 128, 0))', 0xffff8000],
      ['ARGB(128, 0, 0, 1)', 'ARGB(128,0,0,1)'],
      ['ColorMix1(0.5, RGB(0,0,0), RGB(255,255,255))', 'RGB(128,128,128)'],
      ['ColorMix2(-1, RGB(1,1,1), RGB(2,2,2), RGB(3,3,3))', 'RGB(1,1,1)'],
      ['ColorMix2(0, RGB(1,1,1), RGB(2,2,2), RGB(3,3,3))', 'RGB(3,3,3)'],
      ['HSL(0, 1, 0.5)', 'RGB(255,0,0)'],
      ['LightRed(100)', 'ARGB(100,255,0,0)'],
      ['White()', 'RGB(255,255,255)'],
    ]);
  });

  it('compute periods', () => {
    assertValues(scope, [
      ['QuarterStart(45351)', '2024-01-01'],
      ['Date(QuarterEnd(45351, -1))', '2023-12-31'],
      ['InYear(45351, 45300, 0)', -1],
      ['InMonth(45351, 45300, 0)', 0],
      ['InYearToDate(45351, 45350, 0)', 0],
      ['YearToDate(45351, 0, 1, 45351)', -1],
      ['NetWorkDays(45348, 45354)', 5],
      ['NetWorkDays(45348, 45354, 45350)', 4],
      ['LastWorkDate(45352, 2)', '2024-03-04'],
      ['FirstWorkDate(45354, 1)', '2024-03-01'],
      ['WeekName(45662)', '2025/01'],
      ['MonthsName(3, 45351)', 'Jan-Mar 2024'],
      ['MakeWeekDate(2025, 1, 6)', '2025-01-05'],
      ['SetDateYear(45351, 2023)', '2023-02-28'],
      ['DayNumberOfQuarter(45351)', 60],
    ]);
  });

  it('format as Qlik does', () => {
    assertValues(scope, [
      ["Money(1234.5, '€ #,##0.00')", '€ 1,234.50'],
      ["Num(1234.5, '#.##0,00', ',', '.')", '1.234,50'],
      ["Interval(1.5, 'D hh:mm')", '1 12:00'],
      ["Interval(0.0625, 'hh:mm:ss')", '01:30:00'],
      ["Num(0.5, '0%')", '50%'],
      ["Num(3, '(ROM)')", 'III'],
      ["Num(10, '(HEX)')", 'A'],
      ["Num#('1,234.5', '#,##0.0')", '1,234.5'],
      ["Num(Num#('1,234.5', '#,##0.0')) + 0", 1234.5],
      ["Num(Money#('$5', '$#,##0')) + 1", 6],
      ["Num(Interval#('36:00', 'hh:mm'))", 1.5],
      ["Date(45351, 'WWW D MMMM YY')", 'Thu 29 February 24'],
      ["Time(0.75, 'h:mm tt')", '6:00 pm'],
    ]);
  });

  it('compute over texts and bits', () => {
    assertValues(scope, [
      ["FindOneOf('hello', 'lo', 2)", 4],
      ["LevenshteinDist('kitten', 'sitting')", 3],
      ["Len(Hash128('a'))", 22],
      ["TextBetween('<a><b>', '<', '>', 2)", 'b'],
      ['6 bitand 3', 2],
      ['6 bitor 1', 7],
      ['BitCount(7)', 3],
      ['Combin(5, 2)', 10],
      ['Fact(5)', 120],
      ["Coalesce(Null(), 'a')", 'a'],
      ["Alt(Null(), 'x', 5)", 5],
      ["WildMatch('north', 's*', 'n*')", 2],
      ["MixMatch('A', 'a')", 1],
      ["Match('A', 'a')", 0],
    ]);
  });
});
