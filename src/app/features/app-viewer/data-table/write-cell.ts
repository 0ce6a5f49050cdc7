import type { HypercubeCell, HypercubeColumn } from 'ngx-qlik/qix';

/** A plain number with a fraction or an exponent; the decimal mark is that of the app. */
const PLAIN_NUMBER = /^-?\d+(?:([.,])\d+)?(?:e[+-]?\d+)?$/i;
const DIGITS = 3;
const DECIMALS = 2;

/**
 * Returns the text of a cell. A measure without a number format has up to 14 digits, such as `8.2666666666667`: it is rounded to two
 * decimals, a number between -1 and 1 to three digits. Other texts are those of the engine.
 */
export function writeCell(column: HypercubeColumn, { text, number }: HypercubeCell): string {
  if (column.isAutoFormat !== true || number === undefined || Number.isInteger(number)) return text;
  const match = PLAIN_NUMBER.exec(text);
  const mark = match?.[1] ?? '.';
  // A dual has a text of its own, such as a date.
  if (!match || !isClose(Number(text.replace(mark, '.')), number)) return text;
  const rounded = Math.abs(number) >= 1 ? number.toFixed(DECIMALS) : number.toPrecision(DIGITS);
  return String(Number(rounded)).replace('.', mark);
}

function isClose(one: number, other: number): boolean {
  return Math.abs(one - other) <= Math.abs(other) * 1e-9;
}
