import type { Dual } from '../app-definition.ts';

const DAY = 86_400_000;
const EPOCH = Date.UTC(1899, 11, 30);
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** A date as Qlik's day number with its ISO text. Month counts from 1. */
export function dateDual(year: number, month: number, day: number): Dual {
  const time = Date.UTC(year, month - 1, day);
  return { number: (time - EPOCH) / DAY, text: new Date(time).toISOString().slice(0, 10) };
}

/** A month by its number from 1, shown by its short name. */
export function monthDual(month: number): Dual {
  return { number: month, text: MONTHS[month - 1] ?? '' };
}

/** The weekday of a date: Monday is 0. */
export function weekdayDual(year: number, month: number, day: number): Dual {
  const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
  return { number: weekday, text: WEEKDAYS[weekday] ?? '' };
}

/** Returns the month number of a short name, from 1; 0 for an unknown name. */
export function monthByName(name: string): number {
  return MONTHS.indexOf(name) + 1;
}
