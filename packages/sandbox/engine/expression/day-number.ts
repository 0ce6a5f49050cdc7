/** Milliseconds per day. */
const DAY = 86_400_000;
/** Qlik's day 0 is 1899-12-30. */
const EPOCH = Date.UTC(1899, 11, 30);

/** Short month names of the default locale. */
export const MONTH_NAMES = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;
export const LONG_MONTH_NAMES = [
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
] as const;
/** Weekday 0 is Monday, as in Qlik's `WeekDay`. */
export const DAY_NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export const LONG_DAY_NAMES = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

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

/** Returns the week of the year (ISO 8601). */
export function isoWeek(dayNumber: number): number {
  const thursday = Math.floor(dayNumber) - partsOf(dayNumber).weekday + 3;
  const { year } = partsOf(thursday);
  return Math.floor((thursday - dayNumberOf(year, 1, 1)) / 7) + 1;
}
