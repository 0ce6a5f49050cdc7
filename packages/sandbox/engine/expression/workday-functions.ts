import { partsOf } from './day-number.ts';
import type { ScalarFunction } from './functions.ts';
import type { RegionalSettings } from './regional-settings.ts';
import { numberOf, type Value } from './value.ts';

/** Maximum number of days in workday functions. */
const MAX_DAYS = 200_000;

function isWorkday(day: number, holidays: ReadonlySet<number>): boolean {
  return partsOf(day).weekday < 5 && !holidays.has(Math.floor(day));
}

function daysOf(values: readonly Value[], settings: RegionalSettings): ReadonlySet<number> {
  return new Set(values.map((value) => Math.floor(settings.numberOf(value))));
}

/** Returns a function for the n-th workday from a date, including the date, forward or backward. */
function workday(step: 1 | -1): ScalarFunction {
  return {
    minArguments: 2,
    maxArguments: 99,
    apply: ([from = null, count = null, ...holidays], settings) => {
      let day = Math.floor(settings.numberOf(from));
      let left = numberOf(count);
      if (Number.isNaN(day) || Number.isNaN(left)) return null;
      const free = daysOf(holidays, settings);
      // The limit stops the search in a calendar without workdays.
      for (let steps = 0; steps < MAX_DAYS; steps += 1) {
        if (isWorkday(day, free)) left -= 1;
        if (left <= 0) return settings.date(day);
        day += step;
      }
      return null;
    },
  };
}

/** Functions over workdays, Monday to Friday without holidays. */
export const WORKDAY_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  networkdays: {
    minArguments: 2,
    maxArguments: 99,
    apply: ([from = null, to = null, ...holidays], settings) => {
      const [start, end] = [Math.floor(settings.numberOf(from)), Math.floor(settings.numberOf(to))];
      if (Number.isNaN(start) || Number.isNaN(end) || end - start > MAX_DAYS) return null;
      const free = daysOf(holidays, settings);
      let count = 0;
      for (let day = start; day <= end; day += 1) if (isWorkday(day, free)) count += 1;
      return count;
    },
  },
  firstworkdate: workday(-1),
  lastworkdate: workday(1),
};
