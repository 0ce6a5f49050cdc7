import { TIMESTAMP_FORMAT } from './date-format.ts';
import { dated, dateNumber, MILLISECOND } from './date-functions.ts';
import { dayNumberNow, dayNumberOf, partsOf } from './day-number.ts';
import type { ScalarFunction } from './functions.ts';
import { localTime } from './time-zones.ts';
import { isTrue, logical, numberOf, textOf, type Value } from './value.ts';

/** Returns a date some months later; the day is at most the last one of its month. */
function monthsLater(day: number, months: number): number {
  const parts = partsOf(day);
  const last = partsOf(dayNumberOf(parts.year, parts.month + months + 1, 0)).day;
  const time = day - Math.floor(day);
  return dayNumberOf(parts.year, parts.month + months, Math.min(parts.day, last)) + time;
}

/** Returns the first day of a block of months in a year that begins with `firstMonth`; NaN for a size that no year can be divided into. */
function blockStart(size: number, day: number, shift: number, firstMonth: number): number {
  if (![1, 2, 3, 4, 6].includes(size) || !(firstMonth >= 1 && firstMonth <= 12)) return Number.NaN;
  const { year, month } = partsOf(day);
  const into = ((month - firstMonth + 12) % 12) % size;
  return dayNumberOf(year, month - into + size * shift, 1);
}

/** Returns the first day of a lunar week: weeks of seven days, of which the first begins `offset` days after January 1. */
function lunarStart(day: number, shift: number, offset: number): number {
  const { year } = partsOf(day);
  const first = dayNumberOf(year, 1, 1) + offset;
  const begin = day < first ? dayNumberOf(year - 1, 1, 1) + offset : first;
  return begin + 7 * (Math.floor((day - begin) / 7) + shift);
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
    apply: ([size = null, value = null, shift = 0, firstMonth = 1]) => {
      const [months, first] = [numberOf(size), numberOf(firstMonth)];
      const count = Math.trunc(numberOf(shift)) + (isEnd ? 1 : 0);
      const start = blockStart(months, dateNumber(value), count, first);
      return dated(isEnd ? start - MILLISECOND : start);
    },
  };
}

/** Returns `LunarWeekStart(date, period_no, first_week_day)`, or the end of that week. */
function lunarBoundary(isEnd: boolean): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 3,
    apply: ([value = null, shift = 0, offset = 0]) => {
      const start = lunarStart(dateNumber(value), Math.trunc(numberOf(shift)), numberOf(offset));
      return dated(isEnd ? start + 7 - MILLISECOND : start);
    },
  };
}

/** Returns `InMonths(size, time, base, period_no, first_month)`, or its variant up to the base date. */
function inBlock(isToDate: boolean): ScalarFunction {
  return {
    minArguments: 4,
    maxArguments: 5,
    apply: ([size = null, value = null, base = null, shift = 0, firstMonth = 1]) => {
      const [months, from, count] = [numberOf(size), dateNumber(base), Math.trunc(numberOf(shift))];
      const first = numberOf(firstMonth);
      const end = isToDate
        ? afterDay(monthsLater(from, months * count))
        : blockStart(months, from, count + 1, first);
      return isBetween(dateNumber(value), blockStart(months, from, count, first), end);
    },
  };
}

/** Returns `InLunarWeek(time, base, period_no, first_week_day)`, or its variant up to the base date. */
function inLunarWeek(isToDate: boolean): ScalarFunction {
  return {
    minArguments: 3,
    maxArguments: 4,
    apply: ([value = null, base = null, shift = 0, offset = 0]) => {
      const [from, count] = [dateNumber(base), Math.trunc(numberOf(shift))];
      const start = lunarStart(from, count, numberOf(offset));
      return isBetween(dateNumber(value), start, isToDate ? afterDay(from + 7 * count) : start + 7);
    },
  };
}

/** Functions over lunar weeks, blocks of months, parts of days, and time zones. */
export const BLOCK_PERIOD_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  addyears: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([value = null, count = null]) => dated(monthsLater(dateNumber(value), 12 * numberOf(count))),
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
    apply: ([value = null, base = null, shift = 0, dayStart = 0]) => {
      const [begin, until] = [numberOf(dayStart), dateNumber(base) + Math.trunc(numberOf(shift))];
      // The time itself is included, to the millisecond.
      return isBetween(dateNumber(value), Math.floor(until - begin) + begin, until + MILLISECOND / 2);
    },
  },
  converttolocaltime: {
    minArguments: 1,
    maxArguments: 3,
    apply: ([value = null, place = 'GMT', ignoresDst = null]) => {
      const time = dateNumber(value);
      const local = Number.isNaN(time) ? undefined : localTime(time, textOf(place), isTrue(ignoresDst));
      return local === undefined ? null : dated(local, TIMESTAMP_FORMAT);
    },
  },
  // The server's time zone is UTC.
  daylightsaving: { minArguments: 0, maxArguments: 0, apply: () => 0 },
  gmt: { minArguments: 0, maxArguments: 0, apply: () => dated(dayNumberNow(new Date()), TIMESTAMP_FORMAT) },
  timezone: { minArguments: 0, maxArguments: 0, apply: () => 'Coordinated Universal Time' },
};
