import { DATE_FORMAT, formatDate, parseDate, TIME_FORMAT, TIMESTAMP_FORMAT } from './date-format.ts';
import {
  DAY_NAMES,
  dayNumberNow,
  dayNumberOf,
  isoWeek,
  MONTH_NAMES,
  partsOf,
  type DateParts,
} from './day-number.ts';
import type { ScalarFunction } from './functions.ts';
import { numberOf, numeric, textOf, type Value } from './value.ts';

/** Returns the day number of a value, or of a text in a default format; NaN for other values. */
export function dateNumber(value: Value): number {
  const number = numberOf(value);
  if (!Number.isNaN(number) || typeof value !== 'string') return number;
  return parseDate(value, DATE_FORMAT) ?? parseDate(value, TIMESTAMP_FORMAT) ?? Number.NaN;
}

function datePart(compute: (parts: DateParts, dayNumber: number) => Value): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 1,
    apply: ([value = null]) => {
      const number = dateNumber(value);
      return Number.isNaN(number) ? null : compute(partsOf(number), number);
    },
  };
}

function formatFunction(standard: string): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 2,
    apply: ([value = null, format = null]) => {
      const number = dateNumber(value);
      if (Number.isNaN(number)) return null;
      return { number, text: formatDate(number, format === null ? standard : textOf(format)) };
    },
  };
}

function parseFunction(standard: string): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 2,
    apply: ([value = null, format = null]) => {
      const text = textOf(value);
      const number = parseDate(text, format === null ? standard : textOf(format));
      return number === undefined ? null : { number, text };
    },
  };
}

/** Returns a day number as a dual with its formatted text; null for NaN. */
export function dated(number: number, format = DATE_FORMAT): Value {
  return Number.isNaN(number) ? null : { number, text: formatDate(number, format) };
}

/** Returns a function for the start or end of the period of a date, `shift` periods later. */
function period(start: (parts: DateParts, shift: number) => number, format = DATE_FORMAT): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 2,
    apply: ([value = null, shift = 0]) => {
      const number = dateNumber(value);
      return Number.isNaN(number) ? null : dated(start(partsOf(number), numberOf(shift)), format);
    },
  };
}

/** One millisecond, in days. */
export const MILLISECOND = 1 / 86_400_000;

/** Date and time functions over day numbers (days since 1899-12-30). */
export const DATE_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  year: datePart(({ year }) => year),
  month: datePart(({ month }) => ({ number: month, text: MONTH_NAMES[month - 1] ?? '' })),
  day: datePart(({ day }) => day),
  hour: datePart(({ hour }) => hour),
  minute: datePart(({ minute }) => minute),
  second: datePart(({ second }) => second),
  week: datePart((_, number) => isoWeek(number)),
  weekday: datePart(({ weekday }) => ({ number: weekday, text: DAY_NAMES[weekday] ?? '' })),
  monthname: datePart(({ year, month }) => ({
    number: dayNumberOf(year, month, 1),
    text: `${MONTH_NAMES[month - 1] ?? ''} ${year}`,
  })),
  quartername: datePart(({ year, month }) => {
    const first = Math.floor((month - 1) / 3) * 3 + 1;
    return {
      number: dayNumberOf(year, first, 1),
      text: `${MONTH_NAMES[first - 1] ?? ''}-${MONTH_NAMES[first + 1] ?? ''} ${year}`,
    };
  }),
  daystart: datePart((_, number) => dated(Math.floor(number), TIMESTAMP_FORMAT)),
  yearstart: period(({ year }, shift) => dayNumberOf(year + shift, 1, 1)),
  yearend: period(({ year }, shift) => dayNumberOf(year + shift + 1, 1, 1) - MILLISECOND),
  monthstart: period(({ year, month }, shift) => dayNumberOf(year, month + shift, 1)),
  monthend: period(({ year, month }, shift) => dayNumberOf(year, month + shift + 1, 1) - MILLISECOND),
  weekstart: period(({ year, month, day, weekday }, shift) =>
    dayNumberOf(year, month, day - weekday + 7 * shift),
  ),
  weekend: period(
    ({ year, month, day, weekday }, shift) =>
      dayNumberOf(year, month, day - weekday + 7 * shift + 7) - MILLISECOND,
  ),
  date: formatFunction(DATE_FORMAT),
  time: formatFunction(TIME_FORMAT),
  timestamp: formatFunction(TIMESTAMP_FORMAT),
  'date#': parseFunction(DATE_FORMAT),
  'time#': parseFunction(TIME_FORMAT),
  'timestamp#': parseFunction(TIMESTAMP_FORMAT),
  makedate: {
    minArguments: 1,
    maxArguments: 3,
    apply: ([year = null, month = 1, day = 1]) =>
      dated(dayNumberOf(numberOf(year), numberOf(month), numberOf(day))),
  },
  maketime: {
    minArguments: 1,
    maxArguments: 3,
    apply: ([hour = null, minute = 0, second = 0]) =>
      dated((numberOf(hour) * 3600 + numberOf(minute) * 60 + numberOf(second)) / 86_400, TIME_FORMAT),
  },
  addmonths: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([value = null, count = null]) => {
      const [number, months] = [dateNumber(value), numberOf(count)];
      if (Number.isNaN(number) || Number.isNaN(months)) return null;
      const { year, month, day } = partsOf(number);
      const lastDay = partsOf(dayNumberOf(year, month + months + 1, 0)).day;
      return dated(dayNumberOf(year, month + months, Math.min(day, lastDay)) + (number - Math.floor(number)));
    },
  },
  age: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([now = null, birth = null]) => {
      const [end, start] = [dateNumber(now), dateNumber(birth)];
      if (Number.isNaN(end) || Number.isNaN(start)) return null;
      const [later, earlier] = [partsOf(end), partsOf(start)];
      const isBefore =
        later.month < earlier.month || (later.month === earlier.month && later.day < earlier.day);
      return later.year - earlier.year - (isBefore ? 1 : 0);
    },
  },
  today: { minArguments: 0, maxArguments: 1, apply: () => dated(Math.floor(dayNumberNow(new Date()))) },
  now: { minArguments: 0, maxArguments: 1, apply: () => dated(dayNumberNow(new Date()), TIMESTAMP_FORMAT) },
  localtime: {
    minArguments: 0,
    maxArguments: 2,
    apply: () => dated(dayNumberNow(new Date()), TIMESTAMP_FORMAT),
  },
  utc: { minArguments: 0, maxArguments: 0, apply: () => dated(dayNumberNow(new Date()), TIMESTAMP_FORMAT) },
  daynumberofyear: datePart(({ year }, number) => numeric(Math.floor(number) - dayNumberOf(year, 1, 1) + 1)),
};
