import { DATE_FORMAT, parseDate, TIME_FORMAT, TIMESTAMP_FORMAT } from '../expression/date-format.ts';
import type { Value } from '../expression/value.ts';
import { formatPlainNumber } from '../model/symbol-table.ts';

/** Formats of numbers and dates, from the script variables `DecimalSep`, `DateFormat` and similar. */
export interface CellFormats {
  readonly decimalSeparator: string;
  readonly thousandSeparator: string;
  readonly date: string;
  readonly time: string;
  readonly timestamp: string;
  /** The text that is null in a file or inline table, from `NullInterpret`. */
  readonly nullText: string | undefined;
  /** True with `Verbatim=1`: spaces around a text are kept. */
  readonly isVerbatim: boolean;
}

/** Reads the formats from a script's variables. */
export function cellFormats(variable: (name: string) => string | undefined): CellFormats {
  return {
    decimalSeparator: variable('DecimalSep') ?? '.',
    thousandSeparator: variable('ThousandSep') ?? ',',
    date: variable('DateFormat') ?? DATE_FORMAT,
    time: variable('TimeFormat') ?? TIME_FORMAT,
    timestamp: variable('TimestampFormat') ?? TIMESTAMP_FORMAT,
    nullText: variable('NullInterpret'),
    isVerbatim: variable('Verbatim') === '1',
  };
}

const PLAIN = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Interprets a text of a file or inline table as a number, a date or a text. */
export function interpretCell(text: string, formats: CellFormats): Value {
  const trimmed = text.trim();
  if (text === formats.nullText || trimmed === formats.nullText) return null;
  const value = interpretTrimmed(trimmed, formats);
  return formats.isVerbatim && value === trimmed ? text : value;
}

function interpretTrimmed(trimmed: string, formats: CellFormats): Value {
  const first = trimmed.charCodeAt(0);
  // Fast path: a text that begins with a letter is neither a number nor a date in any supported format.
  if (trimmed === '' || (first >= 65 && first !== 8722)) return trimmed;
  const number = readNumber(trimmed, formats);
  if (number !== undefined) return trimmed === formatPlainNumber(number) ? number : { number, text: trimmed };
  const day =
    parseDate(trimmed, formats.date) ??
    parseDate(trimmed, formats.timestamp) ??
    parseDate(trimmed, DATE_FORMAT) ??
    parseDate(trimmed, TIMESTAMP_FORMAT);
  if (day !== undefined) return { number: day, text: trimmed };
  const time = parseDate(trimmed, formats.time);
  return time === undefined ? trimmed : { number: time, text: trimmed };
}

function readNumber(text: string, { decimalSeparator, thousandSeparator }: CellFormats): number | undefined {
  if (PLAIN.test(text) && decimalSeparator === '.') return Number(text);
  const grouped = thousandSeparator === '' ? text : removeGroups(text, thousandSeparator);
  const normal = decimalSeparator === '.' ? grouped : grouped.replace(decimalSeparator, '.');
  return PLAIN.test(normal) ? Number(normal) : undefined;
}

/** Removes thousand separators if they separate groups of three digits. */
function removeGroups(text: string, separator: string): string {
  const parts = text.split(separator);
  const isGrouped = parts.length > 1 && parts.slice(1).every((part) => /^\d{3}(\D|$)/.test(part));
  return isGrouped ? parts.join('') : text;
}
