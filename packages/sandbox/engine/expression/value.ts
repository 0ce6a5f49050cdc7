import { formatPlainNumber } from '../model/symbol-table.ts';

/** A dual: a number with a text, such as a date. */
interface DualValue {
  readonly number: number;
  readonly text: string;
}

/** The value of an expression. NaN is represented as null. */
export type Value = number | string | DualValue | null;

/** Qlik's true. */
export const TRUE = -1;
/** Qlik's false. */
export const FALSE = 0;

/** Returns the number of a value, or of a text that reads as a number; NaN otherwise. */
export function numberOf(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === null) return Number.NaN;
  if (typeof value === 'object') return value.number;
  return value.trim() === '' ? Number.NaN : Number(value);
}

/** Returns the text of a value; the empty text for null. */
export function textOf(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return formatPlainNumber(value);
  return typeof value === 'object' ? value.text : value;
}

/** Returns a number as a value; null for NaN and infinities. */
export function numeric(value: number): Value {
  return Number.isFinite(value) ? value : null;
}

/** Returns whether a value is true in a condition: a number other than 0. */
export function isTrue(value: Value): boolean {
  const number = numberOf(value);
  return !Number.isNaN(number) && number !== 0;
}

/** Returns the value of a condition. */
export function logical(condition: boolean): Value {
  return condition ? TRUE : FALSE;
}

/** Returns whether a value is a number or a dual, not a text that reads as a number. */
export function isNumeric(value: Value): boolean {
  return typeof value === 'number' || (typeof value === 'object' && value !== null);
}
