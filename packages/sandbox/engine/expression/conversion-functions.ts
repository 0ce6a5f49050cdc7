import type { ScalarFunction } from './functions.ts';
import { formatInterval, parseInterval } from './interval-format.ts';
import { numberPattern, withSeparators, type NumberMarks } from './number-pattern.ts';
import type { RegionalSettings } from './regional-settings.ts';
import type { Value } from './value.ts';

/** Returns the marks of the parameters `dec_sep` and `thou_sep`, by default the app's. */
function marksOf(decimal: Value, thousands: Value, marks: NumberMarks): NumberMarks {
  const text = (value: Value): string | undefined => (typeof value === 'string' ? value : undefined);
  return withSeparators(marks, text(decimal), text(thousands));
}

/** Writes a number in a format; without a format, as a plain number or in the app's format of money. */
function writeFunction(kind: 'marks' | 'moneyMarks'): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 4,
    hasPlainArguments: true,
    apply: ([value = null, pattern = null, decimal = null, thousands = null], settings) => {
      const number = settings.numberOf(value);
      if (Number.isNaN(number)) return null;
      const marks = marksOf(decimal, thousands, settings[kind]);
      if (pattern !== null)
        return { number, text: numberPattern(settings.textOf(pattern), marks).write(number) };
      return kind === 'moneyMarks' ? { number, text: settings.moneyPattern.write(number) } : number;
    },
  };
}

/** Reads a text in a format; any other text is returned as it is. */
function readFunction(kind: 'marks' | 'moneyMarks'): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 4,
    hasPlainArguments: true,
    apply: ([value = null, pattern = null, decimal = null, thousands = null], settings) => {
      const marks = marksOf(decimal, thousands, settings[kind]);
      const read = readerOf(pattern, marks, kind, settings);
      // A number is read by its digits only in another base: `Num#(101, '(bin)')`.
      if (value === null || (typeof value !== 'string' && !isBase(pattern, settings))) return value;
      const text = settings.textOf(value);
      const number = read(text);
      return Number.isNaN(number) ? value : { number, text };
    },
  };
}

function readerOf(
  pattern: Value,
  marks: NumberMarks,
  kind: 'marks' | 'moneyMarks',
  settings: RegionalSettings,
): (text: string) => number {
  if (pattern !== null) return numberPattern(settings.textOf(pattern), marks).read;
  return kind === 'moneyMarks' ? settings.moneyPattern.read : numberPattern('#', marks).read;
}

function isBase(pattern: Value, settings: RegionalSettings): boolean {
  return pattern !== null && /^\s*\(\w+\)/.test(settings.textOf(pattern));
}

function intervalPattern(format: Value, settings: RegionalSettings): string {
  return format === null ? settings.intervalFormat : settings.textOf(format);
}

/** Functions that write numbers as texts and read texts as numbers. */
export const CONVERSION_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  num: writeFunction('marks'),
  money: writeFunction('moneyMarks'),
  'num#': readFunction('marks'),
  'money#': readFunction('moneyMarks'),
  interval: {
    minArguments: 1,
    maxArguments: 2,
    apply: ([value = null, format = null], settings) => {
      const number = settings.numberOf(value);
      if (Number.isNaN(number)) return null;
      return { number, text: formatInterval(number, intervalPattern(format, settings)) };
    },
  },
  'interval#': {
    minArguments: 1,
    maxArguments: 2,
    hasPlainArguments: true,
    apply: ([value = null, format = null], settings) => {
      if (typeof value !== 'string') return value;
      const number = parseInterval(value, intervalPattern(format, settings));
      return number === undefined ? value : { number, text: value };
    },
  },
};
