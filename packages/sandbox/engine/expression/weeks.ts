import { dayNumberOf, partsOf } from './day-number.ts';

/** How weeks are counted: `FirstWeekDay`, `BrokenWeeks` and `ReferenceDay`. */
export interface WeekRules {
  /** 0 is Monday. */
  readonly firstWeekDay: number;
  /** True: week 1 begins on January 1, and the last week ends on December 31. */
  readonly isBroken: boolean;
  /** The day of January that week 1 contains, unless weeks are broken. */
  readonly referenceDay: number;
}

/** Returns the weekday from 0, the first day of the week, to 6. */
export function weekdayOf(day: number, firstWeekDay: number): number {
  return (partsOf(day).weekday - firstWeekDay + 7) % 7;
}

/** Returns the first day of the week that contains a date. */
export function weekStart(day: number, firstWeekDay: number): number {
  return Math.floor(day) - weekdayOf(day, firstWeekDay);
}

/** Returns the first day of week 1 of a year; in broken weeks it may be before January 1. */
export function firstWeekStart(year: number, { firstWeekDay, isBroken, referenceDay }: WeekRules): number {
  return weekStart(dayNumberOf(year, 1, isBroken ? 1 : referenceDay), firstWeekDay);
}

/** Returns the number of a date's week, and the year that the week belongs to. */
export function weekOf(day: number, rules: WeekRules): { readonly year: number; readonly week: number } {
  const { year } = partsOf(day);
  const start = weekStart(day, rules.firstWeekDay);
  const weekIn = (of: number): number => Math.round((start - firstWeekStart(of, rules)) / 7) + 1;
  if (rules.isBroken) return { year, week: weekIn(year) };
  if (weekIn(year) < 1) return { year: year - 1, week: weekIn(year - 1) };
  return weekIn(year + 1) >= 1 ? { year: year + 1, week: weekIn(year + 1) } : { year, week: weekIn(year) };
}
