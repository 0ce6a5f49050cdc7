import { formatPlainNumber } from '../model/symbol-table.ts';
import { DATE_FORMAT, dateFormat, TIME_FORMAT, TIMESTAMP_FORMAT } from './date-format.ts';
import { ENGLISH_NAMES, type CalendarNames } from './day-number.ts';
import {
  DEFAULT_MARKS,
  numberPattern,
  readAbbreviations,
  type NumberMarks,
  type NumberPattern,
} from './number-pattern.ts';
import { TextReader } from './text-reader.ts';
import type { Value } from './value.ts';
import type { WeekRules } from './weeks.ts';

/** Default of `MoneyFormat`. */
const MONEY_FORMAT = '$#,##0.00;-$#,##0.00';

/** The script variables that the settings depend on. */
const VARIABLES = [
  'DecimalSep',
  'ThousandSep',
  'MoneyDecimalSep',
  'MoneyThousandSep',
  'MoneyFormat',
  'DateFormat',
  'TimeFormat',
  'TimestampFormat',
  'MonthNames',
  'LongMonthNames',
  'DayNames',
  'LongDayNames',
  'FirstWeekDay',
  'BrokenWeeks',
  'ReferenceDay',
  'NumericalAbbreviation',
] as const;

type VariableName = (typeof VARIABLES)[number];

/**
 * The number interpretation variables of an app's script. They define how texts are read as numbers and dates, and how numbers and
 * dates are written as texts.
 */
export class RegionalSettings {
  readonly dateFormat: string;
  readonly timeFormat: string;
  readonly timestampFormat: string;
  /** The time format without AM and PM, which an interval does not have. */
  readonly intervalFormat: string;
  readonly names: CalendarNames;
  readonly weeks: WeekRules;
  readonly marks: NumberMarks;
  readonly moneyMarks: NumberMarks;
  readonly moneyFormat: string;
  readonly moneyPattern: NumberPattern;
  /** True when a number with decimals is written with another mark than a point. */
  readonly hasOwnDecimalMark: boolean;
  private readonly reader: TextReader;

  constructor(variable: (name: VariableName) => string | undefined) {
    this.dateFormat = variable('DateFormat') || DATE_FORMAT;
    this.timeFormat = variable('TimeFormat') || TIME_FORMAT;
    this.intervalFormat = this.timeFormat.replace(/(?<!\s)\s*tt/gi, '');
    this.timestampFormat = variable('TimestampFormat') || TIMESTAMP_FORMAT;
    this.names = {
      months: namesOf(variable('MonthNames'), ENGLISH_NAMES.months),
      longMonths: namesOf(variable('LongMonthNames'), ENGLISH_NAMES.longMonths),
      days: namesOf(variable('DayNames'), ENGLISH_NAMES.days),
      longDays: namesOf(variable('LongDayNames'), ENGLISH_NAMES.longDays),
    };
    this.weeks = {
      firstWeekDay: wholeIn(variable('FirstWeekDay'), 0, 6) ?? 0,
      isBroken: wholeIn(variable('BrokenWeeks'), 0, 1) === 1,
      referenceDay: wholeIn(variable('ReferenceDay'), 1, 7) ?? 4,
    };
    const abbreviations = variable('NumericalAbbreviation');
    this.marks = {
      ...marksOf(variable('DecimalSep'), variable('ThousandSep'), DEFAULT_MARKS),
      ...(abbreviations ? { abbreviations: readAbbreviations(abbreviations) } : {}),
    };
    this.moneyMarks = marksOf(variable('MoneyDecimalSep'), variable('MoneyThousandSep'), this.marks);
    this.moneyFormat = variable('MoneyFormat') || MONEY_FORMAT;
    this.moneyPattern = numberPattern(this.moneyFormat, this.moneyMarks);
    this.hasOwnDecimalMark = this.marks.decimal !== '.';
    this.reader = new TextReader(this);
  }

  /** Returns the number that a text reads as: a number, date, timestamp, time or amount of money; NaN for any other text. */
  read(text: string): number {
    return this.reader.read(text);
  }

  /** Returns the number of a value; a text is read. NaN when there is none. */
  numberOf(value: Value): number {
    if (typeof value === 'number') return value;
    if (value === null) return Number.NaN;
    return typeof value === 'string' ? this.reader.read(value) : value.number;
  }

  /** Returns whether a value is true in a condition: a number other than 0. */
  isTrue(value: Value): boolean {
    const number = this.numberOf(value);
    return !Number.isNaN(number) && number !== 0;
  }

  /** Returns the text of a value, with the app's decimal separator; the empty text for null. */
  textOf(value: Value): string {
    if (typeof value === 'number') return formatPlainNumber(value, this.marks.decimal);
    if (value === null) return '';
    return typeof value === 'object' ? value.text : value;
  }

  /** Returns a number with decimals as a dual if its text is not the default one; any other value unchanged. */
  written(value: Value): Value {
    if (value instanceof WrittenNumber) return { number: value.number, text: value.text };
    return this.hasOwnText(value) ? { number: value, text: this.textOf(value) } : value;
  }

  /** Returns the argument of a function: a text that reads as a number is a dual, a number has the app's text. */
  argument(value: Value): Value {
    if (typeof value !== 'string')
      return this.hasOwnText(value) ? new WrittenNumber(value, this.marks.decimal) : value;
    const number = this.reader.read(value);
    return Number.isNaN(number) ? value : { number, text: value };
  }

  private hasOwnText(value: Value): value is number {
    return this.hasOwnDecimalMark && typeof value === 'number' && !Number.isInteger(value);
  }

  /** Returns a day number as a dual in the app's date format; null for NaN. */
  date(number: number): Value {
    return this.dated(number, this.dateFormat);
  }

  /** Returns a day number as a dual in the app's timestamp format; null for NaN. */
  timestamp(number: number): Value {
    return this.dated(number, this.timestampFormat);
  }

  /** Returns a day number as a dual in a date format; null for NaN. */
  dated(number: number, format: string): Value {
    return Number.isFinite(number) ? { number, text: dateFormat(format, this.names).write(number) } : null;
  }
}

/** A number whose text is formatted on demand, because few functions need it. */
class WrittenNumber {
  constructor(
    readonly number: number,
    private readonly decimal: string,
  ) {}

  get text(): string {
    return formatPlainNumber(this.number, this.decimal);
  }
}

/** The settings of an app without number interpretation variables. */
export const DEFAULT_SETTINGS = new RegionalSettings(() => undefined);

const KNOWN = new Map<string, RegionalSettings>();
const MAX_KNOWN = 200;

/** Returns the settings of an app's script variables; equal variables have the same settings. */
export function regionalSettings(variable: (name: string) => string | undefined): RegionalSettings {
  const values = VARIABLES.map(variable);
  if (values.every((value) => value === undefined)) return DEFAULT_SETTINGS;
  // An empty thousand separator is none; one that is not set is the default.
  const key = values.map((value) => (value === undefined ? '-' : `+${value}`)).join('\u0000');
  const known = KNOWN.get(key);
  if (known) return known;
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
  const settings = new RegionalSettings((name) => variable(name));
  KNOWN.set(key, settings);
  return settings;
}

/** Names that are left out are those of the default. */
function namesOf(definition: string | undefined, defaults: readonly string[]): readonly string[] {
  if (!definition) return defaults;
  const names = definition.split(';').map((name) => name.trim());
  return defaults.map((name, place) => names[place] || name);
}

function wholeIn(definition: string | undefined, least: number, most: number): number | undefined {
  const number = definition === undefined || definition.trim() === '' ? Number.NaN : Number(definition);
  return Number.isInteger(number) && number >= least && number <= most ? number : undefined;
}

/** A thousand separator that is equal to the decimal separator is none. */
function marksOf(
  decimal: string | undefined,
  thousands: string | undefined,
  defaults: NumberMarks,
): NumberMarks {
  const point = decimal || defaults.decimal;
  const group = thousands ?? defaults.thousands;
  return { ...defaults, decimal: point, thousands: group === point ? '' : group };
}
