import { dsvFormat } from 'd3-dsv';

/**
 * How a text file quotes its values: `standard` is `" "` or `' '` when they are the first and last characters of a value that are not
 * blank; `msq`, modern style quoting, is `" "`, also around line breaks; `none` reads quotes as part of the values.
 */
export type Quoting = 'standard' | 'msq' | 'none';

/** Returns the values of a text by lines. @param delimiter one character, or `spaces`: one or more spaces */
export function delimitedRows(text: string, delimiter: string, quoting: Quoting): string[][] {
  const isSpaces = delimiter === 'spaces';
  const body = isSpaces ? text.replace(/[^\S\r\n]+/g, ' ').replace(/^ | $/gm, '') : text;
  const separator = isSpaces ? ' ' : delimiter.charAt(0) || ',';
  if (quoting === 'msq') return dsvFormat(separator).parseRows(body);
  const lines = body.replace(/\r?\n$/, '').split(/\r?\n/);
  return lines.map((line) => (quoting === 'none' ? line.split(separator) : valuesOf(line, separator)));
}

/** Returns the values of a line in standard quoting. */
function valuesOf(line: string, separator: string): string[] {
  if (!/["']/.test(line)) return line.split(separator);
  const values: string[] = [];
  for (let at = 0; at <= line.length;) {
    const { value, end } = quotedAt(line, at, separator) ?? plainAt(line, at, separator);
    values.push(value);
    at = end + 1;
  }
  return values;
}

interface ReadValue {
  readonly value: string;
  /** The place of the separator after the value, or of the end of the line. */
  readonly end: number;
}

function plainAt(line: string, at: number, separator: string): ReadValue {
  const found = line.indexOf(separator, at);
  const end = found < 0 ? line.length : found;
  return { value: line.slice(at, end), end };
}

/** Returns the value between quotes that begins at a place; undefined without quotes, or when no separator follows the last quote. */
function quotedAt(line: string, at: number, separator: string): ReadValue | undefined {
  const start = afterBlanks(line, at, separator);
  const quote = line[start];
  if (quote !== '"' && quote !== "'") return undefined;
  for (let close = line.indexOf(quote, start + 1); close >= 0; close = line.indexOf(quote, close + 1)) {
    if (line[close + 1] === quote) {
      close += 1;
      continue;
    }
    const end = afterBlanks(line, close + 1, separator);
    if (end === line.length || line[end] === separator)
      return { value: line.slice(start + 1, close).replaceAll(quote + quote, quote), end };
  }
  return undefined;
}

function afterBlanks(line: string, at: number, separator: string): number {
  let place = at;
  while (line[place] !== separator && (line[place] === ' ' || line[place] === '\t')) place += 1;
  return place;
}
