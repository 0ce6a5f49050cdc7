import { dateFormat } from './date-format.ts';
import { dayNumberNow, dayNumberOf, daysInMonth, fullYear, partsOf, type DateParts } from './day-number.ts';
import type { ScalarFunction } from './functions.ts';
import type { RegionalSettings } from './regional-settings.ts';
import { localTime } from './time-zones.ts';
import { isTrue, numberOf, type Value } from './value.ts';

type FormatName = 'dateFormat' | 'timeFormat' | 'timestampFormat';

/** Returns a function over a date. @param compute returns its result for a date that is valid */
function ofDate(
  compute: (parts: DateParts, settings: RegionalSettings, dayNumber: number) => Value,
): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 1,
    apply: ([value = null], settings) => {
      const number = settings.numberOf(value);
      return Number.isFinite(number) ? compute(partsOf(number), settings, number) : null;
    },
  };
}

/** Returns a function that writes a number in a date format, by default one of the app's. */
function formatFunction(standard: FormatName): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 2,
    apply: ([value = null, format = null], settings) =>
      settings.dated(
        settings.numberOf(value),
        format === null ? settings[standard] : settings.textOf(format),
      ),
  };
}

/**
 * Returns a function that reads a text in a date format, by default one of the app's; any other text is returned as it is. A year of four
 * digits may have two, and a timestamp without a format may be in ISO 8601, as in the examples of Qlik's help.
 */
function parseFunction(standard: FormatName): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 2,
    hasPlainArguments: true,
    apply: ([value = null, format = null], settings) => {
      if (value === null) return null;
      const text = settings.textOf(value);
      const pattern = format === null ? settings[standard] : settings.textOf(format);
      const number =
        dateFormat(pattern, settings.names).read(text) ??
        dateFormat(pattern.replace(/(?<![\p{L}\p{N}])YYYY(?![\p{L}\p{N}])/u, 'YY'), settings.names).read(
          text,
        ) ??
        (standard === 'timestampFormat' && format === null ? isoTimestamp(text) : undefined);
      return number === undefined ? value : { number, text };
    },
  };
}

/** Returns the day number of a text such as `2024-02-29T13:00:05+0200`, in UTC if the text has an offset. */
function isoTimestamp(text: string): number | undefined {
  const [, date, time = '', offset = ''] =
    /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?$/.exec(text.trim()) ?? [];
  if (date === undefined) return undefined;
  const local = dateFormat('YYYY-MM-DD hh:mm[:ss[.fff]]').read(`${date} ${time}`);
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(offset) ?? [];
  const minutesAhead = Number(`${sign ?? ''}1`) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
  return local === undefined ? undefined : local - minutesAhead / 1440;
}

/** `AddMonths(date, n, mode)`: with mode 1 the day counts from the end of the month. */
function addMonths(number: number, months: number, isFromEnd: boolean): number {
  const { year, month, day } = partsOf(number);
  const target = partsOf(dayNumberOf(year, month + months, 1));
  const last = daysInMonth(target.year, target.month);
  const wanted = isFromEnd ? last - (daysInMonth(year, month) - day) : Math.min(day, last);
  return dayNumberOf(target.year, target.month, Math.max(wanted, 1)) + (number - Math.floor(number));
}

function ageAt(end: number, start: number): number {
  const [later, earlier] = [partsOf(end), partsOf(start)];
  const isBefore = later.month < earlier.month || (later.month === earlier.month && later.day < earlier.day);
  return later.year - earlier.year - (isBefore ? 1 : 0);
}

const now = (): number => dayNumberNow(new Date());

/**
 * Whether a mode of `Today` or `Now` is the time of the call. An app has times for the other modes, see `timer-functions.ts`; without an
 * app, the call is also the time when the app was opened, and there was no reload.
 */
function isCallMode(mode: Value): boolean {
  return numberOf(mode) === 1 || numberOf(mode) === 2;
}

/** Date and time functions over day numbers (days since 1899-12-30). */
export const DATE_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  year: ofDate(({ year }) => year),
  month: ofDate(({ month }, { names }) => ({ number: month, text: names.months[month - 1] ?? '' })),
  day: ofDate(({ day }) => day),
  hour: ofDate(({ hour }) => hour),
  minute: ofDate(({ minute }) => minute),
  second: ofDate(({ second }) => second),
  date: formatFunction('dateFormat'),
  time: formatFunction('timeFormat'),
  timestamp: formatFunction('timestampFormat'),
  'date#': parseFunction('dateFormat'),
  'time#': parseFunction('timeFormat'),
  'timestamp#': parseFunction('timestampFormat'),
  makedate: {
    minArguments: 1,
    maxArguments: 3,
    apply: ([year = null, month = 1, day = 1], settings) =>
      settings.date(dayNumberOf(fullYear(numberOf(year)), numberOf(month), numberOf(day))),
  },
  maketime: {
    minArguments: 1,
    maxArguments: 3,
    apply: ([hour = null, minute = 0, second = 0], settings) =>
      settings.dated(
        (numberOf(hour) * 3600 + numberOf(minute) * 60 + numberOf(second)) / 86_400,
        settings.timeFormat,
      ),
  },
  addmonths: {
    minArguments: 2,
    maxArguments: 3,
    apply: ([value = null, count = null, mode = 0], settings) => {
      const [number, months] = [settings.numberOf(value), Math.trunc(numberOf(count))];
      return settings.date(addMonths(number, months, numberOf(mode) === 1));
    },
  },
  age: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([end = null, birth = null], settings) => {
      const [later, earlier] = [settings.numberOf(end), settings.numberOf(birth)];
      return Number.isNaN(later) || Number.isNaN(earlier) ? null : ageAt(later, earlier);
    },
  },
  today: {
    minArguments: 0,
    maxArguments: 1,
    apply: ([mode = 1], settings) => (isCallMode(mode) ? settings.date(Math.floor(now())) : null),
  },
  now: {
    minArguments: 0,
    maxArguments: 1,
    apply: ([mode = 1], settings) => (isCallMode(mode) ? settings.timestamp(now()) : null),
  },
  utc: { minArguments: 0, maxArguments: 0, apply: (_, settings) => settings.timestamp(now()) },
  localtime: {
    minArguments: 0,
    maxArguments: 2,
    apply: ([place = null, ignoresDst = null], settings) => {
      if (place === null) return settings.timestamp(now());
      const local = localTime(now(), settings.textOf(place), isTrue(ignoresDst));
      return local === undefined ? null : settings.timestamp(local);
    },
  },
  setdateyear: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([value = null, year = null], settings) => {
      const number = settings.numberOf(value);
      return settings.date(addMonths(number, 12 * (numberOf(year) - partsOf(number).year), false));
    },
  },
  setdateyearmonth: {
    minArguments: 3,
    maxArguments: 3,
    apply: ([value = null, year = null, month = null], settings) => {
      const number = settings.numberOf(value);
      const parts = partsOf(number);
      const months = 12 * (numberOf(year) - parts.year) + numberOf(month) - parts.month;
      return settings.date(addMonths(number, months, false));
    },
  },
};
