import { partsOf } from '../expression/day-number.ts';
import type { RegionalSettings } from '../expression/regional-settings.ts';
import type { Field } from '../model/field.ts';
import type { JsonObject } from '../protocol/json.ts';

/** An interval of an axis of day numbers, with its maximum number of ticks. */
export interface TickWindow {
  readonly start: number;
  readonly end: number;
  readonly maxTicks: number;
}

interface Period {
  readonly name: string;
  /** Returns the first day of the period that contains a day: year, month from 0, day. */
  readonly startOf: (dayNumber: number) => readonly [number, number, number];
  /** Returns the first day of the next period. */
  readonly next: (year: number, month: number, day: number) => readonly [number, number, number];
  readonly label: (dayNumber: number, settings: RegionalSettings) => string;
}

const PERIODS: readonly Period[] = [
  {
    name: 'Year',
    startOf: (day) => [partsOf(day).year, 0, 1],
    next: (year) => [year + 1, 0, 1],
    label: (day) => String(partsOf(day).year),
  },
  {
    name: 'YearQuarter',
    startOf: (day) => [partsOf(day).year, Math.floor((partsOf(day).month - 1) / 3) * 3, 1],
    next: (year, month) => [year, month + 3, 1],
    label: (day) => `${partsOf(day).year}-Q${Math.floor((partsOf(day).month - 1) / 3) + 1}`,
  },
  {
    name: 'YearMonth',
    startOf: (day) => [partsOf(day).year, partsOf(day).month - 1, 1],
    next: (year, month) => [year, month + 1, 1],
    label: (day, { names }) => `${partsOf(day).year}-${names.months[partsOf(day).month - 1] ?? ''}`,
  },
  {
    name: 'Date',
    startOf: (day) => [partsOf(day).year, partsOf(day).month - 1, partsOf(day).day],
    next: (year, month, day) => [year, month, day + 1],
    label: (day, settings) => settings.textOf(settings.date(day)),
  },
];

/**
 * Returns `NxAxisTicks` for an axis of dates: years, quarters, months and days, each if it fits in the requested number of
 * ticks. Other numeric axes have no ticks here; clients draw their own.
 */
export function axisTicks(
  field: Field | undefined,
  window: TickWindow,
  settings: RegionalSettings,
): readonly JsonObject[] {
  const isTime = field?.tags.includes('$date') === true || field?.tags.includes('$timestamp') === true;
  if (!isTime || !(window.end >= window.start)) return [];
  return PERIODS.flatMap((period) => {
    const qTicks = ticksOf(period, window, settings);
    return qTicks.length > 0 ? [{ qName: period.name, qTags: ['$axis', '$qualified'], qTicks }] : [];
  });
}

function ticksOf(
  period: Period,
  { start, end, maxTicks }: TickWindow,
  settings: RegionalSettings,
): readonly JsonObject[] {
  const ticks: JsonObject[] = [];
  let place = period.startOf(start);
  for (let from = dayNumberOf(place); from <= end;) {
    if (ticks.length >= maxTicks) return [];
    const next = period.next(...place);
    const to = dayNumberOf(next);
    ticks.push({ qText: period.label(from, settings), qStart: from, qEnd: to });
    place = period.startOf(to);
    from = to;
  }
  return ticks;
}

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(1899, 11, 30);

function dayNumberOf([year, month, day]: readonly [number, number, number]): number {
  return Math.round((Date.UTC(year, month, day) - FIRST_DAY) / DAY_MS);
}
