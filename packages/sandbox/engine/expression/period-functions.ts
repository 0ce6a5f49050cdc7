import { DATE_FORMAT, formatDate } from './date-format.ts';
import { dated, dateNumber, MILLISECOND } from './date-functions.ts';
import { dayNumberNow, dayNumberOf, isoWeek, MONTH_NAMES, partsOf } from './day-number.ts';
import type { ScalarFunction } from './functions.ts';
import { logical, numberOf, numeric, type Value } from './value.ts';

/** Returns the first day of a period, `shift` periods after the period of a date. */
type PeriodStart = (dayNumber: number, shift: number) => number;

const yearStart: PeriodStart = (day, shift) => dayNumberOf(partsOf(day).year + shift, 1, 1);
const quarterStart: PeriodStart = (day, shift) => {
  const { year, month } = partsOf(day);
  return dayNumberOf(year, (Math.ceil(month / 3) - 1 + shift) * 3 + 1, 1);
};
const monthStart: PeriodStart = (day, shift) => {
  const { year, month } = partsOf(day);
  return dayNumberOf(year, month + shift, 1);
};
const weekStart: PeriodStart = (day, shift) => Math.floor(day) - partsOf(day).weekday + 7 * shift;
const dayStart: PeriodStart = (day, shift) => Math.floor(day) + shift;

/** Returns a function such as `InYear(date, base, shift)`: whether the date is in the period of the base date. */
function inPeriod(start: PeriodStart): ScalarFunction {
  return {
    minArguments: 3,
    maxArguments: 4,
    apply: ([value = null, base = null, shift = 0]) => {
      const [day, from] = [dateNumber(value), dateNumber(base)];
      if (Number.isNaN(day) || Number.isNaN(from)) return null;
      return logical(day >= start(from, numberOf(shift)) && day < start(from, numberOf(shift) + 1));
    },
  };
}

/** Returns a function such as `InYearToDate(date, base, shift)`: like `InYear`, up to the base date shifted with the period. */
function inPeriodToDate(
  start: PeriodStart,
  shiftBase: (base: number, shift: number) => number,
): ScalarFunction {
  return {
    minArguments: 3,
    maxArguments: 4,
    apply: ([value = null, base = null, shift = 0]) => {
      const [day, from] = [dateNumber(value), dateNumber(base)];
      if (Number.isNaN(day) || Number.isNaN(from)) return null;
      const end = Math.floor(shiftBase(from, numberOf(shift))) + 1;
      return logical(day >= start(from, numberOf(shift)) && day < end);
    },
  };
}

function monthsLater(day: number, months: number): number {
  const parts = partsOf(day);
  const last = partsOf(dayNumberOf(parts.year, parts.month + months + 1, 0)).day;
  return dayNumberOf(parts.year, parts.month + months, Math.min(parts.day, last));
}

/** Returns a function for the name of a period, as a dual with its first day. */
function nameOf(start: PeriodStart, name: (first: number) => string): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 3,
    apply: ([value = null, shift = 0]) => {
      const day = dateNumber(value);
      if (Number.isNaN(day)) return null;
      const number = start(day, numberOf(shift));
      return Number.isNaN(number) ? null : { number, text: name(number) };
    },
  };
}

function boundary(compute: (day: number, shift: number) => number): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 3,
    apply: ([value = null, shift = 0]) => {
      const day = dateNumber(value);
      return Number.isNaN(day) ? null : dated(compute(day, numberOf(shift)));
    },
  };
}

/** Maximum number of days in workday functions. */
const MAX_DAYS = 200_000;

function isWorkday(day: number, holidays: ReadonlySet<number>): boolean {
  return partsOf(day).weekday < 5 && !holidays.has(Math.floor(day));
}

/** Returns the n-th workday from a date, including the date, forward or backward. */
function workday(from: Value, count: Value, holidays: readonly Value[], step: 1 | -1): Value {
  let day = Math.floor(dateNumber(from));
  let left = numberOf(count);
  if (Number.isNaN(day) || Number.isNaN(left)) return null;
  const free = new Set(holidays.map((holiday) => Math.floor(dateNumber(holiday))));
  // The limit stops the search in a calendar without workdays.
  for (let steps = 0; steps < MAX_DAYS; steps += 1) {
    if (isWorkday(day, free)) left -= 1;
    if (left <= 0) return dated(day);
    day += step;
  }
  return null;
}

function netWorkDays(from: Value, to: Value, holidays: readonly Value[]): Value {
  const [start, end] = [Math.floor(dateNumber(from)), Math.floor(dateNumber(to))];
  if (Number.isNaN(start) || Number.isNaN(end) || end - start > MAX_DAYS) return null;
  const free = new Set(holidays.map((holiday) => Math.floor(dateNumber(holiday))));
  let count = 0;
  for (let day = start; day <= end; day += 1) if (isWorkday(day, free)) count += 1;
  return count;
}

/** Functions over calendar periods. Weeks begin on Monday and follow ISO 8601. */
export const PERIOD_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  quarterstart: boundary(quarterStart),
  quarterend: boundary((day, shift) => quarterStart(day, shift + 1) - MILLISECOND),
  dayend: boundary((day, shift) => dayStart(day, shift + 1) - MILLISECOND),
  yearname: nameOf(yearStart, (first) => String(partsOf(first).year)),
  weekname: nameOf(
    weekStart,
    (first) => `${partsOf(first + 3).year}/${String(isoWeek(first)).padStart(2, '0')}`,
  ),
  dayname: nameOf(dayStart, (first) => formatDate(first, DATE_FORMAT)),
  weekyear: {
    minArguments: 1,
    maxArguments: 3,
    apply: ([value = null]) => {
      const day = dateNumber(value);
      return Number.isNaN(day) ? null : partsOf(weekStart(day, 0) + 3).year;
    },
  },
  inyear: inPeriod(yearStart),
  inquarter: inPeriod(quarterStart),
  inmonth: inPeriod(monthStart),
  inweek: inPeriod(weekStart),
  inday: inPeriod(dayStart),
  inyeartodate: inPeriodToDate(yearStart, (day, shift) => monthsLater(day, 12 * shift)),
  inquartertodate: inPeriodToDate(quarterStart, (day, shift) => monthsLater(day, 3 * shift)),
  inmonthtodate: inPeriodToDate(monthStart, monthsLater),
  inweektodate: inPeriodToDate(weekStart, (day, shift) => day + 7 * shift),
  yeartodate: {
    minArguments: 1,
    maxArguments: 4,
    apply: ([value = null, shift = 0, , today = null]) => {
      const day = dateNumber(value);
      const now = today === null ? Math.floor(dayNumberNow(new Date())) : dateNumber(today);
      if (Number.isNaN(day) || Number.isNaN(now)) return null;
      const end = Math.floor(monthsLater(now, 12 * numberOf(shift))) + 1;
      return logical(day >= yearStart(now, numberOf(shift)) && day < end);
    },
  },
  networkdays: {
    minArguments: 2,
    maxArguments: 99,
    apply: ([from = null, to = null, ...holidays]) => netWorkDays(from, to, holidays),
  },
  firstworkdate: {
    minArguments: 2,
    maxArguments: 99,
    apply: ([end = null, count = null, ...holidays]) => workday(end, count, holidays, -1),
  },
  lastworkdate: {
    minArguments: 2,
    maxArguments: 99,
    apply: ([start = null, count = null, ...holidays]) => workday(start, count, holidays, 1),
  },
  makeweekdate: {
    minArguments: 1,
    maxArguments: 3,
    apply: ([year = null, week = 1, weekday = 0]) => {
      const first = weekStart(dayNumberOf(numberOf(year), 1, 4), 0);
      return dated(first + 7 * (numberOf(week) - 1) + numberOf(weekday));
    },
  },
  setdateyear: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([value = null, year = null]) => {
      const day = dateNumber(value);
      if (Number.isNaN(day)) return null;
      return dated(monthsLater(day, 12 * (numberOf(year) - partsOf(day).year)) + (day - Math.floor(day)));
    },
  },
  setdateyearmonth: {
    minArguments: 3,
    maxArguments: 3,
    apply: ([value = null, year = null, month = null]) => {
      const day = dateNumber(value);
      if (Number.isNaN(day)) return null;
      const parts = partsOf(day);
      const months = 12 * (numberOf(year) - parts.year) + numberOf(month) - parts.month;
      return dated(monthsLater(day, months) + (day - Math.floor(day)));
    },
  },
  daynumberofquarter: {
    minArguments: 1,
    maxArguments: 2,
    apply: ([value = null]) => {
      const day = dateNumber(value);
      return Number.isNaN(day) ? null : numeric(Math.floor(day) - quarterStart(day, 0) + 1);
    },
  },
  lunarweekname: nameOf(
    (day, shift) => {
      const first = yearStart(day, 0);
      return first + 7 * (Math.floor((day - first) / 7) + shift);
    },
    (first) =>
      `${partsOf(first).year}/${String(Math.floor((first - yearStart(first, 0)) / 7) + 1).padStart(2, '0')}`,
  ),
  monthsname: {
    minArguments: 2,
    maxArguments: 4,
    apply: ([months = null, value = null, shift = 0]) => {
      const [size, day] = [numberOf(months), dateNumber(value)];
      if (![1, 2, 3, 4, 6].includes(size) || Number.isNaN(day)) return null;
      const { year, month } = partsOf(day);
      const number = dayNumberOf(year, (Math.ceil(month / size) - 1 + numberOf(shift)) * size + 1, 1);
      if (Number.isNaN(number)) return null;
      const first = partsOf(number);
      const last = MONTH_NAMES[first.month + size - 2] ?? '';
      const start = MONTH_NAMES[first.month - 1] ?? '';
      return { number, text: `${size === 1 ? start : `${start}-${last}`} ${first.year}` };
    },
  },
};
