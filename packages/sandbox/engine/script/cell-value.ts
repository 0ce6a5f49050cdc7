import { DATE_FORMAT, parseDate, TIME_FORMAT, TIMESTAMP_FORMAT } from '../expression/date-format.ts';
import type { Value } from '../expression/value.ts';
import { formatPlainNumber } from '../model/symbol-table.ts';

/** How a script says that numbers and dates are written: its variables `DecimalSep`, `DateFormat` and so on. */
export interface CellFormats {
  readonly decimalSeparator: string;
  readonly thousandSeparator: string;
  readonly date: string;
  readonly time: string;
  readonly timestamp: string;
}

/** The formats that a script's variables give. */
export function cellFormats(variable: (name: string) => string | undefined): CellFormats {
  return {
    decimalSeparator: variable('DecimalSep') ?? '.',
    thousandSeparator: variable('ThousandSep') ?? ',',
    date: variable('DateFormat') ?? DATE_FORMAT,
    time: variable('TimeFormat') ?? TIME_FORMAT,
    timestamp: variable('TimestampFormat') ?? TIMESTAMP_FORMAT,
  };
}

const PLAIN = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** What a text in a file or inline table stands for: a number, a date, or itself. */
export function interpretCell(text: string, formats: CellFormats): Value {
  const trimmed = text.trim();
  const first = trimmed.charCodeAt(0);
  // Most texts begin with a letter: neither a number nor a date in any format that reads here.
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

/** Separators of thousands go only where they part groups of three. */
function removeGroups(text: string, separator: string): string {
  const parts = text.split(separator);
  const isGrouped = parts.length > 1 && parts.slice(1).every((part) => /^\d{3}(\D|$)/.test(part));
  return isGrouped ? parts.join('') : text;
}
