/** Milliseconds per day. */
const DAY = 86_400_000;
/** Qlik's day 0 is 1899-12-30. */
const EPOCH = Date.UTC(1899, 11, 30);

/** One millisecond, in days. */
export const MILLISECOND = 1 / DAY;

/** Names of months from January and of weekdays from Monday, short and long. */
export interface CalendarNames {
  readonly months: readonly string[];
  readonly longMonths: readonly string[];
  readonly days: readonly string[];
  readonly longDays: readonly string[];
}

/** The names of an app without `MonthNames`, `DayNames` and their long forms. */
export const ENGLISH_NAMES: CalendarNames = {
  months: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  longMonths: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
  days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  longDays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
};

/** Calendar parts of a day number. Month is 1 to 12, weekday 0 (Monday) to 6. */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly weekday: number;
}

/** Returns the calendar parts of a day number, independent of time zones. */
export function partsOf(dayNumber: number): DateParts {
  const date = new Date(EPOCH + Math.round(dayNumber * DAY));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
    weekday: (date.getUTCDay() + 6) % 7,
  };
}

/** Returns the day number of a date; month 13 is January of the next year. */
export function dayNumberOf(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): number {
  return (Date.UTC(year, month - 1, day, hour, minute, second) - EPOCH) / DAY;
}

/** Returns the day number of a date in UTC. */
export function dayNumberNow(now: Date): number {
  return (now.getTime() - EPOCH) / DAY;
}

/** Returns a time in UTC as a date. */
export function dateOf(dayNumber: number): Date {
  return new Date(EPOCH + Math.round(dayNumber * DAY));
}

/** Returns the last day of a month, 28 to 31; month 13 is January of the next year. */
export function daysInMonth(year: number, month: number): number {
  return partsOf(dayNumberOf(year, month + 1, 0)).day;
}

/** Returns the year that two digits stand for: 49 is 2049, 50 is 1950. */
export function fullYear(year: number): number {
  if (year < 0 || year > 99) return year;
  return year + (year < 50 ? 2000 : 1900);
}
