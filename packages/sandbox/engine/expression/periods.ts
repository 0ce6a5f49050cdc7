import { dayNumberOf, partsOf } from './day-number.ts';

/** Returns the first day of a period that begins in the first month of a year of its own, `shift` periods later. */
export function monthsStart(months: number, day: number, { shift = 0, firstMonth = 1 } = {}): number {
  const { year, month } = partsOf(day);
  const into = ((month - firstMonth + 12) % 12) % months;
  return dayNumberOf(year, month - into + months * shift, 1);
}

/** Returns a date some months later; the day is at most the last one of its month. */
export function monthsLater(day: number, months: number): number {
  const parts = partsOf(day);
  const last = partsOf(dayNumberOf(parts.year, parts.month + months + 1, 0)).day;
  return dayNumberOf(parts.year, parts.month + months, Math.min(parts.day, last));
}

/** Returns the first moment of a day. @param dayStart the begin of days after midnight, in days */
export function dayStart(time: number, dayBegin = 0): number {
  return Math.floor(time - dayBegin) + dayBegin;
}

/**
 * Returns the first day of a lunar week: weeks of seven days from January 1 of each year.
 * @param offset days from January 1 to the first week
 */
export function lunarWeekStart(day: number, offset = 0): number {
  const { year } = partsOf(day);
  const first = dayNumberOf(year, 1, 1) + offset;
  const begin = day < first ? dayNumberOf(year - 1, 1, 1) + offset : first;
  return begin + 7 * Math.floor((day - begin) / 7);
}

/** Returns the year of a lunar week and its number. */
export function lunarWeekOf(day: number, offset = 0): { readonly year: number; readonly week: number } {
  const start = lunarWeekStart(day, offset);
  const { year } = partsOf(day);
  const isPrevious = day < dayNumberOf(year, 1, 1) + offset;
  const of = isPrevious ? year - 1 : year;
  return { year: of, week: Math.round((start - dayNumberOf(of, 1, 1) - offset) / 7) + 1 };
}

/** Days of the months of a leap year, from January. */
const LEAP_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Returns the number of a date in a period of months, from 1. February has 29 days in every year.
 * @param firstMonth the first month of the year
 */
export function dayNumberIn(months: number, date: number, firstMonth: number): number {
  const { month, day } = partsOf(date);
  const into = ((month - firstMonth + 12) % 12) % months;
  let before = 0;
  for (let place = 1; place <= into; place += 1) before += LEAP_MONTHS[(month - 1 - place + 12) % 12] ?? 0;
  return before + day;
}
