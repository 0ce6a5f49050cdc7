import { isRecord } from '../../json/is-record.ts';

/** A JSON object as it came off the wire: members are unknown until they are looked at. */
export type JsonObject = { [key: string]: unknown };

/** The value as an object, or an empty one. */
export function toObject(value: unknown): JsonObject {
  return isRecord(value) ? value : {};
}

/** The value as an array, or an empty one. */
export function toArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as a string; numbers and booleans are not converted. */
export function toText(value: unknown, fallback = ''): string {
  return typeof value === 'string' ? value : fallback;
}

/** The value as a finite number. */
export function toNumber(value: unknown, fallback = 0): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

/** The value as a whole number. */
export function toInteger(value: unknown, fallback = 0): number {
  return Math.trunc(toNumber(value, fallback));
}

/** True only for `true`. */
export function toFlag(value: unknown): boolean {
  return value === true;
}

/** The texts in an array; everything else in it is left out. */
export function toTexts(value: unknown): readonly string[] {
  return toArray(value).filter((item) => typeof item === 'string');
}

/** The whole numbers in an array; everything else in it is left out. */
export function toIntegers(value: unknown): readonly number[] {
  return toArray(value).filter((item): item is number => Number.isInteger(item));
}

/** A deep copy of JSON data that may be written to. */
export function cloneJson<T>(value: T): T {
  return structuredClone(value);
}

/** A number as Qlik puts it into JSON: NaN and infinities travel as the text `"NaN"`. */
export function jsonNumber(value: number): number | 'NaN' {
  return Number.isFinite(value) ? value : 'NaN';
}

/** Two JSON values are the same. */
export function jsonEqual(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** The member that a JSON pointer (RFC 6901) names, or undefined. `/` alone and the empty text name the whole. */
export function atPointer(root: unknown, pointer: string): unknown {
  if (pointer === '' || pointer === '/') return root;
  let current: unknown = root;
  for (const raw of pointer.replace(/^\//, '').split('/')) {
    const key = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(current)) current = current[Number(key)] as unknown;
    else if (isRecord(current) && Object.hasOwn(current, key)) current = current[key];
    else return undefined;
  }
  return current;
}
