import { dayNumberNow, dayNumberOf, MILLISECOND, partsOf, type DateParts } from './day-number.ts';
import type { ScalarFunction } from './functions.ts';
import { dayNumberIn, dayStart, lunarWeekOf, lunarWeekStart, monthsLater, monthsStart } from './periods.ts';
import type { RegionalSettings } from './regional-settings.ts';
import { isTrue, logical, numberOf, type Value } from './value.ts';
import { firstWeekStart, weekdayOf, weekOf, weekStart, type WeekRules } from './weeks.ts';

/** A kind of period. `option` is the last parameter: the first month of the year, the first weekday, or the begin of days. */
interface Period {
  /** Returns the first moment of the period that contains a date, `shift` periods later. */
  readonly start: (day: number, shift: number, option: number) => number;
  /** Returns a base date in another period, for `In…ToDate`. */
  readonly shiftBase: (day: number, shift: number) => number;
  /** Returns the option if it is not given; NaN for an option that is not allowed. */
  readonly option: (given: Value, settings: RegionalSettings) => number;
}

const year: Period = {
  start: (day, shift, firstMonth) => monthsStart(12, day, { shift, firstMonth }),
  shiftBase: (day, shift) => monthsLater(day, 12 * shift),
  option: firstMonthOf,
};
const quarter: Period = {
  start: (day, shift, firstMonth) => monthsStart(3, day, { shift, firstMonth }),
  shiftBase: (day, shift) => monthsLater(day, 3 * shift),
  option: firstMonthOf,
};
const month: Period = {
  start: (day, shift) => monthsStart(1, day, { shift }),
  shiftBase: monthsLater,
  option: () => 0,
};
const week: Period = {
  start: (day, shift, firstWeekDay) => weekStart(day, firstWeekDay) + 7 * shift,
  shiftBase: (day, shift) => day + 7 * shift,
  option: (given, { weeks }) => firstWeekDayOf(given, weeks),
};
const day: Period = {
  start: (time, shift, dayBegin) => dayStart(time, dayBegin) + shift,
  shiftBase: (time, shift) => time + shift,
  option: (given) => (given === null ? 0 : numberOf(given)),
};

/** 1 for January; NaN for no month. */
function firstMonthOf(given: Value): number {
  return given === null ? 1 : inRange(Math.trunc(numberOf(given)), 1, 12);
}

function firstWeekDayOf(given: Value, { firstWeekDay }: WeekRules): number {
  return given === null ? firstWeekDay : inRange(Math.trunc(numberOf(given)), 0, 6);
}

function inRange(value: number, least: number, most: number): number {
  return value >= least && value <= most ? value : Number.NaN;
}

/** Returns the rules of the parameters `first_week_day`, `broken_weeks` and `reference_day`; undefined if one is not allowed. */
function weekRulesOf(
  [firstDay = null, broken = null, reference = null]: readonly Value[],
  weeks: WeekRules,
): WeekRules | undefined {
  const firstWeekDay = firstWeekDayOf(firstDay, weeks);
  const referenceDay = reference === null ? weeks.referenceDay : inRange(numberOf(reference), 1, 7);
  if (Number.isNaN(firstWeekDay) || Number.isNaN(referenceDay)) return undefined;
  return { firstWeekDay, isBroken: broken === null ? weeks.isBroken : isTrue(broken), referenceDay };
}

/** Returns a function such as `YearStart(date, period_no, option)`. @param end milliseconds before the next period */
function boundary(
  { start, option }: Period,
  {
    isEnd = false,
    hasOption = true,
    format = 'date',
  }: { isEnd?: boolean; hasOption?: boolean; format?: 'date' | 'timestamp' },
): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: hasOption ? 3 : 2,
    apply: ([value = null, shift = 0, given = null], settings) => {
      const [time, count] = [settings.numberOf(value), Math.trunc(numberOf(shift))];
      const chosen = option(given, settings);
      const found = isEnd ? start(time, count + 1, chosen) - MILLISECOND : start(time, count, chosen);
      return settings[format](found);
    },
  };
}

/** Returns a function such as `InYear(date, base, period_no, option)`: whether the date is in the period of the base date. */
function inPeriod({ start, option }: Period, hasOption = true): ScalarFunction {
  return {
    minArguments: 3,
    maxArguments: hasOption ? 4 : 3,
    apply: ([value = null, base = null, shift = 0, given = null], settings) => {
      const [time, from] = [settings.numberOf(value), settings.numberOf(base)];
      const [count, chosen] = [Math.trunc(numberOf(shift)), option(given, settings)];
      const [first, next] = [start(from, count, chosen), start(from, count + 1, chosen)];
      if ([time, first, next].some(Number.isNaN)) return null;
      return logical(time >= first && time < next);
    },
  };
}

/** Returns a function such as `InYearToDate`: like `InYear`, up to the last millisecond of the base date in that period. */
function inPeriodToDate({ start, shiftBase, option }: Period, hasOption = true): ScalarFunction {
  return {
    minArguments: 3,
    maxArguments: hasOption ? 4 : 3,
    apply: ([value = null, base = null, shift = 0, given = null], settings) => {
      const [time, from] = [settings.numberOf(value), settings.numberOf(base)];
      const [count, chosen] = [Math.trunc(numberOf(shift)), option(given, settings)];
      const [first, end] = [start(from, count, chosen), Math.floor(shiftBase(from, count)) + 1];
      if ([time, first, end].some(Number.isNaN)) return null;
      return logical(time >= first && time < end);
    },
  };
}

/** Returns a function for the name of a period, as a dual with its first moment. */
function nameOf(
  { start, option }: Period,
  name: (first: number, settings: RegionalSettings, option: number) => string,
  hasOption = true,
): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: hasOption ? 3 : 2,
    apply: ([value = null, shift = 0, given = null], settings) => {
      const chosen = option(given, settings);
      const number = start(settings.numberOf(value), Math.trunc(numberOf(shift)), chosen);
      return Number.isNaN(number) ? null : { number, text: name(number, settings, chosen) };
    },
  };
}

/** Returns `Jul-Sep 2013` for the months from a first day; one month has its name only. The year is the one of the last month. */
function monthRange(first: number, count: number, { names }: RegionalSettings): string {
  const [begin, last] = [partsOf(first), partsOf(monthsLater(first, count - 1))];
  const monthName = ({ month: place }: DateParts): string => names.months[place - 1] ?? '';
  return `${count === 1 ? '' : `${monthName(begin)}-`}${monthName(last)} ${last.year}`;
}

/** `2024/07` for a week. */
function weekText(found: { readonly year: number; readonly week: number }): string {
  return `${found.year}/${String(found.week).padStart(2, '0')}`;
}

/** Returns a function over a date and the rules of weeks. */
function overWeeks(compute: (day: number, rules: WeekRules) => number): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 4,
    apply: ([value = null, ...given], settings) => {
      const [time, rules] = [settings.numberOf(value), weekRulesOf(given, settings.weeks)];
      return Number.isNaN(time) || !rules ? null : compute(time, rules);
    },
  };
}

/** Returns a function for the number of a date in a period of months. */
function dayNumber(months: number): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 2,
    apply: ([value = null, given = null], settings) => {
      const [time, firstMonth] = [settings.numberOf(value), firstMonthOf(given)];
      return Number.isNaN(time) || Number.isNaN(firstMonth) ? null : dayNumberIn(months, time, firstMonth);
    },
  };
}

/** Functions over calendar periods. Weeks follow the app's settings unless parameters say otherwise. */
export const PERIOD_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  yearstart: boundary(year, {}),
  yearend: boundary(year, { isEnd: true }),
  quarterstart: boundary(quarter, {}),
  quarterend: boundary(quarter, { isEnd: true }),
  monthstart: boundary(month, { hasOption: false }),
  monthend: boundary(month, { hasOption: false, isEnd: true }),
  weekstart: boundary(week, {}),
  weekend: boundary(week, { isEnd: true }),
  daystart: boundary(day, { format: 'timestamp' }),
  dayend: boundary(day, { isEnd: true, format: 'timestamp' }),
  yearname: nameOf(year, (first, _, firstMonth) => {
    const { year: begin } = partsOf(first);
    return firstMonth === 1 ? String(begin) : `${begin}-${begin + 1}`;
  }),
  quartername: nameOf(quarter, (first, settings) => monthRange(first, 3, settings)),
  monthname: nameOf(month, (first, settings) => monthRange(first, 1, settings), false),
  dayname: nameOf(day, (first, settings) => settings.textOf(settings.date(first))),
  monthsname: {
    minArguments: 2,
    maxArguments: 4,
    apply: ([months = null, value = null, shift = 0, given = null], settings) => {
      const [size, time] = [numberOf(months), settings.numberOf(value)];
      if (![1, 2, 3, 4, 6, 12].includes(size)) return null;
      const options = { shift: Math.trunc(numberOf(shift)), firstMonth: firstMonthOf(given) };
      const number = monthsStart(size, time, options);
      return Number.isNaN(number) ? null : { number, text: monthRange(number, size, settings) };
    },
  },
  week: overWeeks((time, rules) => weekOf(time, rules).week),
  weekyear: overWeeks((time, rules) => weekOf(time, rules).year),
  weekname: {
    minArguments: 1,
    maxArguments: 5,
    apply: ([value = null, shift = 0, ...given], settings) => {
      const rules = weekRulesOf(given, settings.weeks);
      const time = settings.numberOf(value) + 7 * Math.trunc(numberOf(shift));
      if (!rules || Number.isNaN(time)) return null;
      const start = weekStart(time, rules.firstWeekDay);
      // A broken week begins on January 1, or ends before it.
      const number = rules.isBroken ? Math.max(start, dayNumberOf(partsOf(time).year, 1, 1)) : start;
      return { number, text: weekText(weekOf(number, rules)) };
    },
  },
  weekday: {
    minArguments: 1,
    maxArguments: 2,
    apply: ([value = null, given = null], settings) => {
      const [time, first] = [settings.numberOf(value), firstWeekDayOf(given, settings.weeks)];
      if (Number.isNaN(time) || Number.isNaN(first)) return null;
      return { number: weekdayOf(time, first), text: settings.names.days[partsOf(time).weekday] ?? '' };
    },
  },
  makeweekdate: {
    minArguments: 1,
    maxArguments: 6,
    apply: ([of = null, number = 1, weekday = 0, ...given], settings) => {
      const rules = weekRulesOf(given, settings.weeks);
      if (!rules) return null;
      const first = firstWeekStart(numberOf(of), rules);
      return settings.date(first + 7 * (numberOf(number) - 1) + numberOf(weekday));
    },
  },
  lunarweekname: {
    minArguments: 1,
    maxArguments: 3,
    apply: ([value = null, shift = 0, offset = 0], settings) => {
      const [time, begin] = [settings.numberOf(value) + 7 * Math.trunc(numberOf(shift)), numberOf(offset)];
      const number = lunarWeekStart(time, begin);
      return Number.isNaN(number) ? null : { number, text: weekText(lunarWeekOf(time, begin)) };
    },
  },
  inyear: inPeriod(year),
  inquarter: inPeriod(quarter),
  inmonth: inPeriod(month, false),
  inweek: inPeriod(week),
  inday: inPeriod(day),
  inyeartodate: inPeriodToDate(year),
  inquartertodate: inPeriodToDate(quarter),
  inmonthtodate: inPeriodToDate(month, false),
  inweektodate: inPeriodToDate(week),
  quarter: {
    minArguments: 1,
    maxArguments: 2,
    apply: ([value = null, given = null], settings) => {
      const [time, firstMonth] = [settings.numberOf(value), firstMonthOf(given)];
      if (Number.isNaN(time) || Number.isNaN(firstMonth)) return null;
      return Math.floor(((partsOf(time).month - firstMonth + 12) % 12) / 3) + 1;
    },
  },
  daynumberofyear: dayNumber(12),
  daynumberofquarter: dayNumber(3),
  yeartodate: {
    minArguments: 1,
    maxArguments: 4,
    apply: ([value = null, offset = 0, given = null, today = null], settings) => {
      const base = today === null ? Math.floor(dayNumberNow(new Date())) : settings.numberOf(today);
      return inPeriodToDate(year).apply([value, base, offset, given], settings);
    },
  },
};
