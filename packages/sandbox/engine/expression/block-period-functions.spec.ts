import { describe, it } from 'node:test';
import { assertNumbers, assertValues, table, testScope } from '../testing/test-scope.ts';

const scope = testScope([table('T', { A: [1] })]);

/** 45,351 is 2024-02-29; the other values are counted in a calendar, and some are examples of Qlik's help. */
describe('functions over lunar weeks, blocks of months and parts of days', () => {
  it('return starts and ends', () => {
    assertValues(scope, [
      ['Date(MonthsStart(4, 45351))', '2024-01-01'],
      ['Date(MonthsStart(3, MakeDate(2024, 5, 17)))', '2024-04-01'],
      ['Date(MonthsStart(3, MakeDate(2024, 5, 17), -1))', '2024-01-01'],
      ['Date(MonthsStart(6, MakeDate(2024, 2, 17), 0, 4))', '2023-10-01'],
      ['MonthsStart(5, 45351)', null],
      ["Timestamp(MonthsEnd(2, 45351), 'YYYY-MM-DD hh:mm:ss')", '2024-02-29 23:59:59'],
      ['Date(MonthsEnd(2, 45351, 1))', '2024-04-30'],
      ['Date(LunarWeekStart(MakeDate(2013, 1, 12)))', '2013-01-08'],
      ['Date(LunarWeekStart(MakeDate(2013, 1, 12), -1))', '2013-01-01'],
      ['Date(LunarWeekStart(MakeDate(2013, 1, 12), 0, 1))', '2013-01-09'],
      ['Date(LunarWeekStart(MakeDate(2013, 1, 1), 0, 1))', '2012-12-31'],
      ["Timestamp(LunarWeekEnd(MakeDate(2013, 1, 12)), 'YYYY-MM-DD hh:mm:ss')", '2013-01-14 23:59:59'],
      ['Date(AddYears(45351, 1))', '2025-02-28'],
      ['Date(AddYears(45351, -4))', '2020-02-29'],
      ['AddYears(Null(), 1)', null],
    ]);
  });

  it('tell whether a time is in a period', () => {
    assertValues(scope, [
      ['InMonths(4, MakeDate(2013, 1, 25), MakeDate(2013, 4, 25), 0)', -1],
      ['InMonths(4, MakeDate(2013, 5, 25), MakeDate(2013, 4, 25), 0)', 0],
      ['InMonths(4, MakeDate(2012, 11, 25), MakeDate(2013, 2, 1), -1)', -1],
      ['InMonths(4, MakeDate(2013, 5, 25), MakeDate(2013, 3, 1), 0, 3)', -1],
      ['InMonthsToDate(4, MakeDate(2013, 1, 25), MakeDate(2013, 4, 25), 0)', -1],
      ['InMonthsToDate(4, MakeDate(2013, 4, 26), MakeDate(2013, 4, 25), 0)', 0],
      ['InMonthsToDate(4, MakeDate(2012, 12, 24), MakeDate(2013, 4, 25), -1)', -1],
      ['InMonthsToDate(4, MakeDate(2012, 12, 26), MakeDate(2013, 4, 25), -1)', 0],
      ['InLunarWeek(MakeDate(2013, 1, 12), MakeDate(2013, 1, 14), 0)', -1],
      ['InLunarWeek(MakeDate(2013, 1, 15), MakeDate(2013, 1, 14), 0)', 0],
      ['InLunarWeek(MakeDate(2013, 1, 7), MakeDate(2013, 1, 14), -1)', -1],
      ['InLunarWeekToDate(MakeDate(2013, 1, 12), MakeDate(2013, 1, 13), 0)', -1],
      ['InLunarWeekToDate(MakeDate(2013, 1, 14), MakeDate(2013, 1, 13), 0)', 0],
      ['InDayToTime(45351.4, 45351.5, 0)', -1],
      ['InDayToTime(45351.5, 45351.5, 0)', -1],
      ['InDayToTime(45351.6, 45351.5, 0)', 0],
      ['InDayToTime(45350.4, 45351.5, -1)', -1],
      ['InDayToTime(45351.1, 45351.5, 0, 0.25)', 0],
      ['InMonths(4, Null(), 45351, 0)', null],
    ]);
  });

  it('convert times from UTC', () => {
    assertValues(scope, [
      ["Timestamp(ConvertToLocalTime('2023-08-14 08:39:47', 'Paris'))", '2023-08-14 10:39:47'],
      ["Timestamp(ConvertToLocalTime('2023-08-14 08:39:47', 'Stockholm', True()))", '2023-08-14 09:39:47'],
      ["Timestamp(ConvertToLocalTime('2023-08-14 08:39:47', 'GMT-03:00'))", '2023-08-14 05:39:47'],
      ["ConvertToLocalTime('2023-08-14 08:39:47', 'Nowhere')", null],
      ['GMT() - UTC() < 1 / 1440', -1],
      ['TimeZone()', 'Coordinated Universal Time'],
      ['DaylightSaving()', 0],
    ]);
  });

  it('have more functions over numbers, colors and texts', () => {
    // Values of Python's math module.
    assertNumbers(scope, [
      ['Acosh(2)', 1.3169578969248166],
      ['Asinh(2)', 1.4436354751788103],
      ['Atanh(0.5)', 0.5493061443340548],
      ['Acosh(0)', null],
    ]);
    assertValues(scope, [
      ['QlikTechBlue()', 'RGB(8,18,90)'],
      ['QlikTechGray()', 'RGB(158,148,137)'],
      ['ColorMapHue(0)', 'RGB(255,0,0)'],
      ['SysColor(5)', 'RGB(255,255,255)'],
      ['SysColor(99)', null],
      ['CalcDim(3)', 3],
      // The bytes 0xE1 0xE2 are alpha and beta in code page 1253.
      ["ApplyCodepage('áâ', 1253)", 'αβ'],
      ["ApplyCodepage('€Ÿ', 1254)", '€Ÿ'],
      ["ApplyCodepage('“', 1251)", '“'],
      ["ApplyCodepage('€', 1252)", '€'],
      ["ApplyCodepage('Ã¤', 65001)", 'ä'],
      ["ApplyCodepage('a', 1)", null],
    ]);
  });
});
