import { dayNumberNow, MILLISECOND } from './day-number.ts';
import type { ScalarFunction } from './functions.ts';
import { lunarWeekStart, monthsLater, monthsStart } from './periods.ts';
import { localTime } from './time-zones.ts';
import { isTrue, logical, numberOf, type Value } from './value.ts';

/** Returns the first day of a block of months in a year that begins with `firstMonth`; NaN for a size that no year can be divided into. */
function blockStart(size: number, day: number, shift: number, firstMonth: number): number {
  if (![1, 2, 3, 4, 6].includes(size) || !(firstMonth >= 1 && firstMonth <= 12)) return Number.NaN;
  return monthsStart(size, day, { shift, firstMonth });
}

/** Returns whether a time is from a start up to, and without, an end; null if one is not known. */
function isBetween(time: number, start: number, end: number): Value {
  return [time, start, end].some(Number.isNaN) ? null : logical(time >= start && time < end);
}

/** Returns the first moment after the day of a time. */
function afterDay(time: number): number {
  return Math.floor(time) + 1;
}

/** Returns `MonthsStart(size, date, period_no, first_month)`, or the end of that block. */
function blockBoundary(isEnd: boolean): ScalarFunction {
  return {
    minArguments: 2,
    maxArguments: 4,
    apply: ([size = null, value = null, shift = 0, firstMonth = 1], settings) => {
      const [months, first] = [numberOf(size), numberOf(firstMonth)];
      const count = Math.trunc(numberOf(shift)) + (isEnd ? 1 : 0);
      const start = blockStart(months, settings.numberOf(value), count, first);
      return settings.date(isEnd ? start - MILLISECOND : start);
    },
  };
}

/** Returns `LunarWeekStart(date, period_no, first_week_day)`, or the end of that week. */
function lunarBoundary(isEnd: boolean): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 3,
    apply: ([value = null, shift = 0, offset = 0], settings) => {
      const start =
        lunarWeekStart(settings.numberOf(value), numberOf(offset)) + 7 * Math.trunc(numberOf(shift));
      return settings.date(isEnd ? start + 7 - MILLISECOND : start);
    },
  };
}

/** Returns `InMonths(size, time, base, period_no, first_month)`, or its variant up to the base date. */
function inBlock(isToDate: boolean): ScalarFunction {
  return {
    minArguments: 4,
    maxArguments: 5,
    apply: ([size = null, value = null, base = null, shift = 0, firstMonth = 1], settings) => {
      const [months, from, count] = [numberOf(size), settings.numberOf(base), Math.trunc(numberOf(shift))];
      const first = numberOf(firstMonth);
      const end = isToDate
        ? afterDay(monthsLater(from, months * count))
        : blockStart(months, from, count + 1, first);
      return isBetween(settings.numberOf(value), blockStart(months, from, count, first), end);
    },
  };
}

/** Returns `InLunarWeek(time, base, period_no, first_week_day)`, or its variant up to the base date. */
function inLunarWeek(isToDate: boolean): ScalarFunction {
  return {
    minArguments: 3,
    maxArguments: 4,
    apply: ([value = null, base = null, shift = 0, offset = 0], settings) => {
      const [from, count] = [settings.numberOf(base), Math.trunc(numberOf(shift))];
      const start = lunarWeekStart(from, numberOf(offset)) + 7 * count;
      return isBetween(settings.numberOf(value), start, isToDate ? afterDay(from + 7 * count) : start + 7);
    },
  };
}

/** Functions over lunar weeks, blocks of months, parts of days, and time zones. */
export const BLOCK_PERIOD_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  addyears: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([value = null, count = null], settings) => {
      const time = settings.numberOf(value);
      return settings.date(monthsLater(time, 12 * numberOf(count)) + (time - Math.floor(time)));
    },
  },
  monthsstart: blockBoundary(false),
  monthsend: blockBoundary(true),
  lunarweekstart: lunarBoundary(false),
  lunarweekend: lunarBoundary(true),
  inmonths: inBlock(false),
  inmonthstodate: inBlock(true),
  inlunarweek: inLunarWeek(false),
  inlunarweektodate: inLunarWeek(true),
  indaytotime: {
    minArguments: 3,
    maxArguments: 4,
    apply: ([value = null, base = null, shift = 0, dayStart = 0], settings) => {
      const [begin, until] = [numberOf(dayStart), settings.numberOf(base) + Math.trunc(numberOf(shift))];
      // The time itself is included, to the millisecond.
      return isBetween(settings.numberOf(value), Math.floor(until - begin) + begin, until + MILLISECOND / 2);
    },
  },
  converttolocaltime: {
    minArguments: 1,
    maxArguments: 3,
    apply: ([value = null, place = 'GMT', ignoresDst = null], settings) => {
      const time = settings.numberOf(value);
      const local = Number.isNaN(time)
        ? undefined
        : localTime(time, settings.textOf(place), isTrue(ignoresDst));
      return local === undefined ? null : settings.timestamp(local);
    },
  },
  // The server's time zone is UTC.
  daylightsaving: { minArguments: 0, maxArguments: 0, apply: () => 0 },
  gmt: {
    minArguments: 0,
    maxArguments: 0,
    apply: (_, settings) => settings.timestamp(dayNumberNow(new Date())),
  },
  timezone: { minArguments: 0, maxArguments: 0, apply: () => 'Coordinated Universal Time' },
};
