import { formatPlainNumber } from '../model/symbol-table.ts';

/** A number that shows as a text, as a date does. */
interface DualValue {
  readonly number: number;
  readonly text: string;
}

/** What an expression yields. NaN never occurs: it is null. */
export type Value = number | string | DualValue | null;

/** Qlik's true. */
export const TRUE = -1;
/** Qlik's false. */
export const FALSE = 0;

/** The number of a value; a text that reads as a number counts as one; NaN otherwise. */
export function numberOf(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === null) return Number.NaN;
  if (typeof value === 'object') return value.number;
  return value.trim() === '' ? Number.NaN : Number(value);
}

/** The text of a value; null is the empty text. */
export function textOf(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return formatPlainNumber(value);
  return typeof value === 'object' ? value.text : value;
}

/** A number as a value: NaN and infinities are null. */
export function numeric(value: number): Value {
  return Number.isFinite(value) ? value : null;
}

/** Is the value true in a condition: a number other than 0? */
export function isTrue(value: Value): boolean {
  const number = numberOf(value);
  return !Number.isNaN(number) && number !== 0;
}

/** A condition's outcome as a value. */
export function logical(condition: boolean): Value {
  return condition ? TRUE : FALSE;
}

/** Is it a number by itself (not merely a text that reads as one)? */
export function isNumeric(value: Value): boolean {
  return typeof value === 'number' || (typeof value === 'object' && value !== null);
}
