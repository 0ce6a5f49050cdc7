import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertNumbers, assertValues, table, testScope, valuesPerGroup } from '../testing/test-scope.ts';

const scope = testScope([
  table('T', { Kind: ['a', 'a', 'b', 'b', 'b'], X: [1, 'x', null, 4, 'y'] }),
  table('Cross', { Left: ['l', 'l', 'm'], Top: ['t', 'u', 't'], N: [3, 5, 7] }),
]);

/** Values of functions that no other spec has: of Python's math module, of a calendar, and by the definitions in Qlik's help. */
describe('values of functions', () => {
  it('over numbers', () => {
    assertNumbers(scope, [
      ['Ceil(2.4)', 3],
      ['Ceil(3.88, 0.05)', 3.9],
      ['Div(7, 2)', 3],
      ['Div(-7, 2)', -3],
      ['fAbs(-2.5)', 2.5],
      ['fMod(7, -2.5)', 2],
      ['Frac(11.43)', 0.43],
      ['Odd(3)', -1],
      ['Odd(2)', 0],
      ['Permut(8, 3)', 336],
      ['Sign(-66)', -1],
      ['Sign(0)', 0],
      ['Log10(50)', 1.6989700043360187],
      ['Pow(3, 3)', 27],
      ['Sqr(5)', 25],
      ['Sqrt(2)', Math.SQRT2],
      ['Sqrt(-1)', null],
      ['Acos(0.25)', 1.318116071652818],
      ['Asin(0.25)', 0.25268025514207865],
      ['Atan(2)', 1.1071487177940904],
      ['Atan2(1, -1)', 2.356194490192345],
      ['Cos(1)', 0.5403023058681398],
      ['Tan(1)', 1.5574077246549023],
      ['False()', 0],
    ]);
  });

  it('over lists', () => {
    assertValues(scope, [
      ["RangeMaxString('a', 'c', 'b')", 'c'],
      ["RangeMissingCount(1, 'x', Null())", 2],
      ["RangeNullCount(1, 'x', Null())", 1],
      ["RangeNumericCount(1, 'x', Null())", 1],
      ["RangeTextCount(1, 'x', Null())", 1],
      ['RangeOnly(5, 5, Null())', 5],
      ['RangeOnly(5, 6)', null],
    ]);
  });

  it('over texts', () => {
    assertValues(scope, [
      ["KeepChar('a1b2c3', '123')", '123'],
      ["PurgeChar('a1b2c3', '123')", 'abc'],
      ["LTrim('  a ') & '|'", 'a |'],
      ["'|' & RTrim(' a  ')", '| a'],
      ["Right('abcdef', 3)", 'def'],
      ["SubStringCount('one two one', 'one')", 2],
      // 160 bits are 27 characters of 6 bits, 256 bits are 43.
      ["Len(Hash160('abc'))", 27],
      ["Len(Hash256('abc', 'xyz', '123'))", 43],
      ["Hash160('abc') = Hash160('abd')", 0],
      ['IsNum(3)', -1],
      ["IsNum('x')", 0],
      ["IsText('x')", -1],
      ['IsText(3)', 0],
      ["EmptyIsNull('')", null],
      ["EmptyIsNull('x')", 'x'],
      ['GeoMakePoint(57.25, -2.5)', '[-2.5,57.25]'],
      ["GeoCountVertex('[[[1,2],[3,4],[5,6],[1,2]],[[7,8],[9,9]]]')", 6],
      ["GeoCountVertex('[1,2]')", 1],
      ["GeoCountVertex('x')", null],
      ['StateName()', '$'],
    ]);
  });

  it('over dates: 45,351 is Thursday, 2024-02-29', () => {
    assertNumbers(scope, [
      ['DayEnd(45351.5)', 45352 - 1 / 86_400_000],
      ['DayName(45351.5)', 45351],
      ['DayNumberOfYear(45351)', 60],
      ['DayStart(45351.5)', 45351],
      ['Hour(45351.5)', 12],
      ['Minute(0.5 + 34 / 1440)', 34],
      ['InDay(45351.5, 45351, 0)', -1],
      ['InDay(45351.5, 45352, 0)', 0],
      ['InMonthToDate(45350, 45350.5, 0)', -1],
      ['InMonthToDate(45351, 45350.5, 0)', 0],
      ['InQuarter(45351, 45292, 0)', -1],
      ['InQuarter(45351, 45292, 1)', 0],
      ['InQuarterToDate(45351, 45350, 0)', 0],
      ['InWeek(45351, 45348, 0)', -1],
      ['InWeek(45351, 45348, -1)', 0],
      ['InWeekToDate(45351, 45350, 0)', 0],
      ['Num(MakeTime(12, 30))', 12.5 / 24],
      ['Num(MonthName(45351))', 45323],
      ['Num(QuarterName(45351))', 45292],
      ['Num(SetDateYearMonth(45351, 2023, 4))', 45045],
      ['Num(Today()) - Floor(Num(UTC()))', 0],
      ['WeekYear(45292)', 2024],
      ['Year2Date(45351, 0, 1, 45352)', -1],
      ['Year2Date(45351, 0, 1, 45350)', 0],
      ['Num(YearEnd(45351))', 45658 - 1 / 86_400_000],
      ['Num(YearName(45351))', 45292],
      ["Num(Time#('06:00:00', 'hh:mm:ss'))", 0.25],
      ["Num(Timestamp#('2024-02-29 18:00:00', 'YYYY-MM-DD hh:mm:ss'))", 45351.75],
      ['LunarWeekName(45351) - 45348', 0],
    ]);
    assertValues(scope, [
      ['MonthName(45351)', 'Feb 2024'],
      ['QuarterName(45351)', 'Jan-Mar 2024'],
      ['YearName(45351)', '2024'],
      ['LunarWeekName(45351)', '2024/09'],
    ]);
  });

  it('of colors', () => {
    const colors = {
      Black: '0,0,0',
      Brown: '128,128,0',
      Cyan: '0,128,128',
      DarkGray: '128,128,128',
      Green: '0,128,0',
      LightBlue: '0,0,255',
      LightCyan: '0,255,255',
      LightGray: '192,192,192',
      LightGreen: '0,255,0',
      LightMagenta: '255,0,255',
      Magenta: '128,0,128',
      Yellow: '255,255,0',
    };
    assertValues(
      scope,
      Object.entries(colors).map(([name, parts]) => [`${name}()`, `RGB(${parts})`]),
    );
    assertValues(scope, [
      ['ColorMapJet(0)', 'RGB(0,0,128)'],
      ['ColorMapJet(0.5)', 'RGB(128,255,128)'],
      ['ColorMapJet(1)', 'RGB(128,0,0)'],
    ]);
  });

  it('over groups of records', () => {
    assert.deepEqual(valuesPerGroup(scope, ['Kind'], 'MissingCount(X)'), { a: 1, b: 2 });
    assert.deepEqual(valuesPerGroup(scope, ['Kind'], 'NumericCount(X)'), { a: 1, b: 1 });
    assert.deepEqual(valuesPerGroup(scope, ['Kind'], 'TextCount(X)'), { a: 1, b: 1 });
    assert.deepEqual(valuesPerGroup(scope, ['Left', 'Top'], 'NoOfColumns()', 1), {
      'l/t': 2,
      'l/u': 2,
      'm/t': 1,
    });
    assert.deepEqual(valuesPerGroup(scope, ['Left', 'Top'], 'VRank(Sum(N))', 1), {
      'l/t': '2',
      'l/u': '1',
      'm/t': '1',
    });
  });
});
