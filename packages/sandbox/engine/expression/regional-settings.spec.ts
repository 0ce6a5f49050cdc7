import { describe, it } from 'node:test';
import { GERMAN, settingsOf, US, type Variables } from '../testing/regional-variables.ts';
import { assertValues, table, testScope } from '../testing/test-scope.ts';

// cspell:ignore Freitag März cxcix MCMXCIX

/** Settings and expressions with their texts or numbers. */
const EXPRESSIONS: Readonly<
  Record<string, readonly [Variables, readonly (readonly [string, string | number | null])[]]>
> = {
  'read texts in operators and functions': [
    GERMAN,
    [
      ["'31.12.2024' + 1", 45658],
      ["'01.02.2024' > '31.01.2024'", -1],
      ["'2,50' = '2,5'", -1],
      ["'1.000' * '1,5'", 1500],
      ["-'1,5' & ''", '-1,5'],
      ["Year('31.12.2024')", 2024],
      ["Floor('1.234,9')", 1234],
      ["RangeSum('1,5', '2,5')", 4],
      ["If('0,0', 'yes', 'no')", 'no'],
      ["Match('1,50', '1,5', '2')", 1],
      ["Age('01.03.2024', '29.02.2000')", 24],
      ["NetWorkDays('01.01.2024', '07.01.2024', '01.01.2024')", 4],
      ["Interval('02.01.2024' - '01.01.2024', 'hh')", '24'],
    ],
  ],
  'write numbers': [
    GERMAN,
    [
      ['Text(3.5)', '3,5'],
      ["3.5 & ' kg'", '3,5 kg'],
      ['Upper(0.5)', '0,5'],
      ['Len(12.25)', 5],
      ["Concat(N, '; ')", '1,5; 2; 4,25'],
      ['Text(Sum(N))', '7,75'],
      ["Num(1234.5, '#.##0,00')", '1.234,50'],
      ["Num(1234.5, '#,##0.00', '.', ',')", '1,234.50'],
      ['Money(1234.5)', '1.234,50 €'],
      ["Money(1234.5, '€ #.##0')", '€ 1.235'],
      ['$(#vHalf) * 2', 1],
      ["'$(vHalf)'", '0,5'],
      ["'$(=1/4)'", '0,25'],
      ['$(#=1/4) * 4', 1],
      ["Replace(1.5, ',', '-')", '1-5'],
      ['Class(2.5, 0.5)', '2,5<=x<3'],
    ],
  ],
  'name months and days': [
    GERMAN,
    [
      ['Month(45352)', 'Mrz'],
      ['WeekDay(45352)', 'Fr'],
      ["Date(45352, 'WWWW, D. MMMM YYYY')", 'Freitag, 1. März 2024'],
      ['MonthName(45352)', 'Mrz 2024'],
      ['QuarterName(45352, 1)', 'Apr-Jun 2024'],
      ["Num(Date#('1. März 2024', 'D. MMMM YYYY'))", 45352],
      ["Num(Date#('1-okt-24', 'D-MMM-YY'))", 45566],
      ["Date#('1-oct-24', 'D-MMM-YY')", '1-oct-24'],
      ['Date(45352)', '01.03.2024'],
      ['Timestamp(45352.5)', '01.03.2024 12:00:00'],
      ['MonthStart(45360)', '01.03.2024'],
      ['MakeDate(2024, 3, 1)', '01.03.2024'],
    ],
  ],
  'count weeks': [
    US,
    [
      ['Week(MakeDate(2021, 1, 3))', 2],
      ['Week(MakeDate(2020, 12, 31))', 53],
      ['Week(MakeDate(2021, 1, 3), 0, 0)', 53],
      ['Week(MakeDate(2021, 1, 3), 6, 0, 1)', 2],
      ['WeekName(MakeDate(2021, 1, 1))', '2021/01'],
      ['Num(WeekName(MakeDate(2021, 1, 1)))', 44197],
      ['WeekName(MakeDate(2021, 1, 1), 0, 0, 0)', '2020/53'],
      ['WeekName(MakeDate(2021, 1, 1), 1)', '2021/02'],
      ['WeekStart(MakeDate(2021, 1, 6))', '1/3/2021'],
      ['WeekStart(MakeDate(2021, 1, 6), -1, 2)', '12/30/2020'],
      ['Date(WeekEnd(MakeDate(2021, 1, 6)))', '1/9/2021'],
      ['WeekDay(MakeDate(2021, 1, 3)) + 0', 0],
      ['WeekDay(MakeDate(2021, 1, 3), 0) + 0', 6],
      ['WeekYear(MakeDate(2021, 1, 1))', 2021],
      ['WeekYear(MakeDate(2021, 1, 1), 0, 0)', 2020],
      ['MakeWeekDate(2021, 1, 0)', '12/27/2020'],
      ['MakeWeekDate(2014, 6, 6, 0, 0, 4)', '2/9/2014'],
      ['InWeek(MakeDate(2021, 1, 3), MakeDate(2021, 1, 9), 0)', -1],
      ['InWeek(MakeDate(2021, 1, 3), MakeDate(2021, 1, 9), 0, 0)', 0],
      ['Week(MakeDate(2021, 1, 3), 7)', null],
    ],
  ],
  'write and read times': [
    US,
    [
      ['Timestamp(45000.75)', '3/15/2023 6:00:00 PM'],
      ['Timestamp(45000.75 + 0.25 / 86400)', '3/15/2023 6:00:00.250 PM'],
      ['Time(0.25)', '6:00:00 AM'],
      ["Num(Timestamp#('3/15/2023 6:00:00 PM'))", 45000.75],
      ["Num(Date#('20230315', 'YYYYMMDD'))", 45000],
      ["Num(Date#(20230315, 'YYYYMMDD'))", 45000],
      ["Date(45000, 'YYYYMMDD')", '20230315'],
      ["Num(Timestamp#('20230315180000', 'YYYYMMDDhhmmss'))", 45000.75],
      ["Num(Date#('8/6/97', 'M/D/YY'))", 35648],
      ["Date#('13/13/2023')", '13/13/2023'],
      ["Num(Date#('5  May 2024', 'D   MMM YYYY'))", 45417],
      ['Date(1E13)', '10000000000000'],
      ['Interval(1.5)', '36:00:00'],
      ["Num(Timestamp#('2020-01-02T12:00:00.1250Z', 'YYYY-MM-DDThh:mm:ss.fffZ')) - 43832 > 0.5", -1],
      ["Interval(0.0625, 'mm:ss')", '90:00'],
      ["Interval(1 / 86400, 'hh:mm[:ss]')", '00:00:01'],
      ["Interval(1 / 24, 'hh:mm[:ss]')", '01:00'],
      ["Num(Interval#('1 12:00:00', 'D hh:mm:ss'))", 1.5],
      ["Round(Interval#('5:10', '[hh:]mm:ss') * 86400)", 310],
      ["Round(Interval#('1:05:10', '[hh:]mm:ss') * 86400)", 3910],
      ["Round(Interval#('1:05:10.5', 'hh:mm:ss[.f]') * 864000)", 39_105],
      ["Round(Interval#('-1230', 'hm') * 86400)", -(123 * 3600)],
    ],
  ],
  'write other bases and abbreviations': [
    { NumericalAbbreviation: '3:Tsd;6:Mio;9:Mrd' },
    [
      ["Num(199, '(bin)')", '11000111'],
      ["Num(199, '(hex)')", 'c7'],
      ["Num(199, '(HEX)')", 'C7'],
      ["Num(199, '(R36)')", '5J'],
      ["Num(199, '(rom)')", 'cxcix'],
      ["Num(0, '(ROM)')", '0'],
      ["Num#('c7', '(HEX)') + 0", 199],
      ["Num#('MCMXCIX', '(rom)') + 0", 1999],
      ["Num#(101, '(bin)') + 0", 5],
      ["Num(2500000, '0.0 A')", '2500000.0 A'],
      ["Num(2500000, '0.0A')", '2.5Mio'],
      ["Num(999, '0.0A')", '999.0'],
      ["Num(123456789012, '0000-0000-0000', '.', '-')", '1234-5678-9012'],
      ["Num(46781234, '0000-0000-0000', '.', '-')", '0000-4678-1234'],
    ],
  ],
};

describe('regional settings', () => {
  describe('in expressions', () => {
    for (const [name, [variables, cases]] of Object.entries(EXPRESSIONS))
      it(name, () => {
        const scope = testScope(
          [table('T', { N: [1.5, 2, 4.25] })],
          {},
          {
            variable: (variable) => ({ ...variables, vHalf: '0,5' })[variable],
          },
        );
        assertValues(scope, cases);
      });
  });

  it('apply to the bounds and values of set modifiers', () => {
    const values = ['15.01.2019', '20.02.2019', '28.02.2019', '01.03.2019'].map((text) => ({
      text,
      number: settingsOf(GERMAN).read(text),
    }));
    const scope = testScope(
      [table('T', { D: values, N: [1, 2.5, 4, 8] })],
      {},
      {
        variable: (name) => GERMAN[name],
      },
    );
    assertValues(scope, [
      ['Sum({<D = {">=01.02.2019<=28.02.2019"}>} N)', '6,5'],
      ['Sum({<D = {">=2019-02-01<=2019-02-28"}>} N)', '6,5'],
      ['Sum({<D = {">=$(=Date(MonthStart(Max(D))))"}>} N)', 8],
      ["Sum({<D = {'15.1.2019'}>} N)", 1],
      ['Sum({<D = {"1.3.2019"}>} N)', 8],
      ['Sum({<N = {">2,5"}>} N)', 12],
      ["Sum({<N = {'2,50'}>} N)", '2,5'],
      ['Sum({<D = {">no date"}>} N)', 0],
    ]);
  });

  it('give the modes of Today and Now the times of the app', () => {
    const app = {
      id: 'a',
      title: 'A',
      userName: 'Ada',
      reloadTime: '2024-02-29T12:00:00.000Z',
      openedAt: '2024-03-01T06:00:00.000Z',
    };
    const scope = testScope([table('T', { N: [1] })], {}, { app, variable: (name) => US[name] });
    assertValues(scope, [
      ['Now(0)', '2/29/2024 12:00:00 PM'],
      ['Now(2)', '3/1/2024 6:00:00 AM'],
      ['Today(0)', '2/29/2024'],
      ['Today()', '3/1/2024'],
      ['Now() - Now(1) > -1', -1],
      ['Now(1) > Now(2)', -1],
      ['Now(3)', null],
      ["Hour(LocalTime('Tokyo')) = Mod(Hour(UTC()) + 9, 24)", -1],
      ["Round((LocalTime('GMT+05:30') - UTC()) * 24, 0.5)", 5.5],
      ["Round((LocalTime('Berlin', True()) - UTC()) * 24)", 1],
      ["LocalTime('Nowhere')", null],
    ]);
  });
});
