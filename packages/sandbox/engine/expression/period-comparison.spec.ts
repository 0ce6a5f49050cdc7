import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assertValues, table, testScope } from '../testing/test-scope.ts';
import { scalarFunction } from './functions.ts';
import { DEFAULT_SETTINGS } from './regional-settings.ts';
import { numberOf, textOf, type Value } from './value.ts';

/*
 * Calendar functions against a search day by day. A day is a date in UTC; nothing of the engine's calendar is used.
 */
const RUNS = 700;
const EPOCH = Date.UTC(1899, 11, 30);
const DAY = 86_400_000;

const dateOf = (day: number): Date => new Date(EPOCH + day * DAY);
const dayOf = (year: number, month: number, day: number): number =>
  (Date.UTC(year, month - 1, day) - EPOCH) / DAY;
const weekdayOf = (day: number): number => (dateOf(day).getUTCDay() + 6) % 7;

/** Returns the last day up to a day that is the start of a period. */
function startUpTo(day: number, isStart: (day: number) => boolean): number {
  let found = day;
  while (!isStart(found)) found -= 1;
  return found;
}

/** Returns the start of the period that is some periods later. */
function startAfter(day: number, shift: number, isStart: (day: number) => boolean): number {
  let found = startUpTo(day, isStart);
  for (let left = shift; left > 0; left -= 1) {
    found += 1;
    while (!isStart(found)) found += 1;
  }
  for (let left = shift; left < 0; left += 1) found = startUpTo(found - 1, isStart);
  return found;
}

/** Returns whether a day is the first one of a block of months in years that begin with a month. */
function isBlockStart(months: number, firstMonth: number): (day: number) => boolean {
  const starts = new Set(
    Array.from({ length: 12 / months }, (_, place) => ((firstMonth - 1 + place * months) % 12) + 1),
  );
  return (day) => dateOf(day).getUTCDate() === 1 && starts.has(dateOf(day).getUTCMonth() + 1);
}

function call(name: string, ...args: readonly Value[]): Value {
  const known = scalarFunction(name);
  assert.ok(known, name);
  assert.ok(args.length <= known.maxArguments, `${name} takes ${args.length} parameters`);
  return known.apply(args, DEFAULT_SETTINGS);
}

/** Names of functions of a period: start, end, whether a date is in it, and up to a date. */
const MONTH_PERIODS = [
  {
    months: 12,
    start: 'yearstart',
    end: 'yearend',
    within: 'inyear',
    toDate: 'inyeartodate',
    hasMonth: true,
  },
  {
    months: 3,
    start: 'quarterstart',
    end: 'quarterend',
    within: 'inquarter',
    toDate: 'inquartertodate',
    hasMonth: true,
  },
  {
    months: 1,
    start: 'monthstart',
    end: 'monthend',
    within: 'inmonth',
    toDate: 'inmonthtodate',
    hasMonth: false,
  },
] as const;

const days = fc.integer({ min: dayOf(1995, 1, 1), max: dayOf(2035, 1, 1) });
const shifts = fc.integer({ min: -3, max: 3 });
const firstDays = fc.integer({ min: 0, max: 6 });
const isTrue = (value: Value): boolean => numberOf(value) !== 0;

describe('calendar functions agree with a search day by day', () => {
  it('for years, quarters and months with a first month of the year', () => {
    const cases = fc.record({
      period: fc.constantFrom(...MONTH_PERIODS),
      day: days,
      near: fc.integer({ min: -500, max: 500 }),
      time: fc.double({ min: 0, max: 0.999, noNaN: true }),
      shift: shifts,
      firstMonth: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(cases, ({ period, day, near, time, shift, firstMonth }) => {
        const isStart = isBlockStart(period.months, period.hasMonth ? firstMonth : 1);
        const option = period.hasMonth ? [firstMonth] : [];
        const [start, next] = [startAfter(day, shift, isStart), startAfter(day, shift + 1, isStart)];
        assert.equal(numberOf(call(period.start, day + time, shift, ...option)), start);
        assert.ok(Math.abs(numberOf(call(period.end, day + time, shift, ...option)) - next + 1 / DAY) < 1e-9);
        const other = day + near;
        const isIn = other >= start && other < next;
        assert.equal(isTrue(call(period.within, other + time, day, shift, ...option)), isIn);
        // The base date moves by whole months; its day is at most the last one of the month.
        const { month, year, dayOfMonth } = partsOf(day);
        const moved = year * 12 + month + shift * period.months;
        const last = dateOf(dayOf(Math.floor(moved / 12), (moved % 12) + 2, 0)).getUTCDate();
        const base = dayOf(Math.floor(moved / 12), (moved % 12) + 1, Math.min(dayOfMonth, last));
        assert.equal(
          isTrue(call(period.toDate, other + time, day, shift, ...option)),
          other >= start && other <= base,
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('for weeks with a first day, broken weeks and a reference day', () => {
    const cases = fc.record({
      day: days,
      near: fc.integer({ min: -20, max: 20 }),
      shift: shifts,
      first: firstDays,
      isBroken: fc.boolean(),
      reference: fc.integer({ min: 1, max: 7 }),
    });
    fc.assert(
      fc.property(cases, ({ day, near, shift, first, isBroken, reference }) => {
        const isStart = (other: number): boolean => weekdayOf(other) === first;
        const [start, next] = [startAfter(day, shift, isStart), startAfter(day, shift + 1, isStart)];
        assert.equal(numberOf(call('weekstart', day, shift, first)), start);
        assert.equal(Math.floor(numberOf(call('weekend', day, shift, first))), next - 1);
        assert.equal(numberOf(call('weekday', day, first)), day - startUpTo(day, isStart));
        assert.equal(
          isTrue(call('inweek', day + near, day, shift, first)),
          day + near >= start && day + near < next,
        );
        assert.equal(
          isTrue(call('inweektodate', day + near, day, shift, first)),
          day + near >= start && day + near <= day + 7 * shift,
        );
        const rules = [first, isBroken ? 1 : 0, reference];
        const expected = weekOf(day, { isStart, isBroken, reference });
        const shown = { week: call('week', day, ...rules), year: call('weekyear', day, ...rules) };
        assert.deepEqual(shown, { week: expected.week, year: expected.year });
        const name = call('weekname', day, 0, ...rules);
        assert.equal(textOf(name), `${expected.year}/${expected.week < 10 ? '0' : ''}${expected.week}`);
        assert.equal(
          numberOf(name),
          isBroken ? Math.max(startUpTo(day, isStart), dayOf(expected.year, 1, 1)) : startUpTo(day, isStart),
        );
        const made = call(
          'makeweekdate',
          expected.year,
          expected.week,
          day - startUpTo(day, isStart),
          ...rules,
        );
        assert.equal(numberOf(made), day);
      }),
      { numRuns: RUNS },
    );
  });

  it('for days that begin after midnight, and numbers of days in a year of 366 days', () => {
    const cases = fc.record({
      day: days,
      time: fc.integer({ min: 0, max: 23 }),
      begin: fc.integer({ min: 0, max: 12 }),
      shift: shifts,
      firstMonth: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(cases, ({ day, time, begin, shift, firstMonth }) => {
        const start = (time >= begin ? day : day - 1) + begin / 24 + shift;
        const now = day + time / 24;
        assert.ok(Math.abs(numberOf(call('daystart', now, shift, begin / 24)) - start) < 1e-9);
        assert.ok(Math.abs(numberOf(call('dayend', now, shift, begin / 24)) - (start + 1 - 1 / DAY)) < 1e-9);
        assert.ok(isTrue(call('inday', start + 0.5, now, shift, begin / 24)));
        assert.ok(!isTrue(call('inday', start + 1.001, now, shift, begin / 24)));
        // In a leap year with the same dates, from the first day of the period.
        const { month, dayOfMonth } = partsOf(day);
        const leap = dayOf(2024, month + 1, dayOfMonth);
        for (const [name, months] of [
          ['daynumberofyear', 12],
          ['daynumberofquarter', 3],
        ] as const) {
          const from = startUpTo(leap, isBlockStart(months, firstMonth));
          const skipped = dateOf(from).getUTCFullYear() === 2023 && dateOf(from).getUTCMonth() < 2 ? 1 : 0;
          assert.equal(numberOf(call(name, day, firstMonth)), leap - from + 1 + skipped);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

function partsOf(day: number): {
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
} {
  const date = dateOf(day);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), dayOfMonth: date.getUTCDate() };
}

interface Rules {
  readonly isStart: (day: number) => boolean;
  readonly isBroken: boolean;
  readonly reference: number;
}

/** Counts the weeks from the first one of the year. */
function weekOf(
  day: number,
  { isStart, isBroken, reference }: Rules,
): { readonly year: number; readonly week: number } {
  const { year } = partsOf(day);
  if (isBroken) {
    let week = 1;
    for (let other = dayOf(year, 1, 2); other <= day; other += 1) if (isStart(other)) week += 1;
    return { year, week };
  }
  const firstOf = (of: number): number => startUpTo(dayOf(of, 1, reference), isStart);
  const belongsTo = [year + 1, year, year - 1].find((of) => day >= firstOf(of)) ?? year;
  let week = 0;
  for (let other = firstOf(belongsTo); other <= day; other += 1) if (isStart(other)) week += 1;
  return { year: belongsTo, week };
}

/** Values that Qlik's help shows; the date format there is MM/DD/YYYY. */
const HELP: readonly (readonly [string, string | number | null])[] = [
  ["YearName('10/19/2001', 0, 4)", '2001-2002'],
  ["YearName('10/19/2001', -1, 4)", '2000-2001'],
  ["YearName('10/19/2001')", '2001'],
  ["YearStart('10/19/2001', 0, 4)", '04/01/2001'],
  ["Date(YearEnd('10/19/2001', 0, 4))", '03/31/2002'],
  ["QuarterName('10/29/2013')", 'Oct-Dec 2013'],
  ["QuarterName('10/29/2013', -1)", 'Jul-Sep 2013'],
  ["QuarterName('10/29/2013', 0, 3)", 'Sep-Nov 2013'],
  ["QuarterStart('10/29/2005', 0, 3)", '09/01/2005'],
  ["Date(QuarterEnd('10/29/2005', 0, 3))", '11/30/2005'],
  ["MonthName('10/19/2001', -1)", 'Sep 2001'],
  ["MonthsName(4, '10/19/2013')", 'Sep-Dec 2013'],
  ["MonthsName(2, '02/01/2014', 1)", 'Mar-Apr 2014'],
  ["MonthsName(6, '10/19/2013', -1, 4)", 'Apr-Sep 2013'],
  ["AddMonths('01/31/2003', 1)", '02/28/2003'],
  ["AddMonths('02/28/2003', 1, 0)", '03/28/2003'],
  ["AddMonths('02/28/2003', 1, 1)", '03/31/2003'],
  ["AddMonths('01/30/2003', 1, 1)", '02/27/2003'],
  ["DayNumberOfYear('09/12/2014')", 256],
  ["DayNumberOfYear('09/12/2014', 3)", 196],
  ["DayNumberOfQuarter('09/12/2014', 3)", 12],
  ["DayName('01/25/2013 16:45:00')", '01/25/2013'],
  ["DayName('01/25/2013 04:45:00', 0, 0.5)", '01/24/2013'],
  ["InDay('01/12/2006 12:23:00', '01/12/2006 00:00:00', 0)", -1],
  ["InDay('01/12/2006 12:23:00', '01/13/2006 00:00:00', 0)", 0],
  ["InDay('01/12/2006 12:23:00', '01/12/2006 00:00:00', -1)", 0],
  ["InDay('01/11/2006 12:23:00', '01/12/2006 00:00:00', -1)", -1],
  ["InDay('01/12/2006 11:23:00', '01/12/2006 00:00:00', 0, 0.5)", -1],
  ["InYear('03/25/2013', '01/01/2013', 0, 3)", 0],
  ["InYearToDate('12/01/2012', '02/01/2013', 0, 4)", -1],
  ["YearToDate('11/18/2013', 0, 1, '11/20/2013')", -1],
  ["YearToDate('11/18/2012', -1, 1, '11/20/2013')", -1],
  ["YearToDate('03/31/2013', 0, 4, '11/20/2013')", 0],
  ['MakeWeekDate(2014, 6, 6)', '02/09/2014'],
  ['MakeWeekDate(2021, 1, 0, 6, 1)', '12/27/2020'],
  ["LunarWeekName('01/12/2013')", '2013/02'],
  ["LunarWeekName('01/12/2013', -1)", '2013/01'],
  ["LunarWeekName('01/12/2013', 0, 1)", '2013/02'],
  ["Week('01/03/2016', 6)", 1],
  ["WeekYear('12/30/1997', 0, 1)", 1997],
  ["YearStart('10/19/2001', 0, 13)", null],
];

describe('calendar functions', () => {
  it('have the values of the help', () => {
    const variable = (name: string): string | undefined =>
      ({ DateFormat: 'MM/DD/YYYY', TimestampFormat: 'MM/DD/YYYY hh:mm:ss' })[name];
    assertValues(testScope([table('T', { N: [1] })], {}, { variable }), HELP);
  });

  it('refuse parameters that they do not have', () => {
    const scope = testScope([table('T', { N: [1] })]);
    for (const source of [
      "MonthStart('2024-01-01', 0, 1)",
      "InMonth('2024-01-01', '2024-01-01', 0, 1)",
      'Year(1, 2)',
    ])
      assert.throws(() => scope.evaluate(source), /takes/, source);
  });
});
