import { isRecord } from '../../json/is-record.ts';

/** A JSON object from the wire; its members are not validated. */
export type JsonObject = { [key: string]: unknown };

/** Returns the value if it is an object, else an empty object. */
export function toObject(value: unknown): JsonObject {
  return isRecord(value) ? value : {};
}

/** Returns the value if it is an array, else an empty array. */
export function toArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Returns the value if it is a string, else the fallback; numbers and booleans are not converted. */
export function toText(value: unknown, fallback = ''): string {
  return typeof value === 'string' ? value : fallback;
}

/** Returns the value if it is a finite number, else the fallback. */
export function toNumber(value: unknown, fallback = 0): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

/** Returns the value truncated to an integer, or the truncated fallback. */
export function toInteger(value: unknown, fallback = 0): number {
  return Math.trunc(toNumber(value, fallback));
}

/** Returns true only for `true`. */
export function toFlag(value: unknown): boolean {
  return value === true;
}

/** Returns the strings of an array; other items are ignored. */
export function toTexts(value: unknown): readonly string[] {
  return toArray(value).filter((item) => typeof item === 'string');
}

/** Returns the integers of an array; other items are ignored. */
export function toIntegers(value: unknown): readonly number[] {
  return toArray(value).filter((item): item is number => Number.isInteger(item));
}

/** Returns a deep copy of JSON data. */
export function cloneJson<T>(value: T): T {
  return structuredClone(value);
}

/** Returns a number as Qlik's JSON has it: NaN and infinities are the string `"NaN"`. */
export function jsonNumber(value: number): number | 'NaN' {
  return Number.isFinite(value) ? value : 'NaN';
}

/** Returns the value at a JSON pointer (RFC 6901), or undefined. `/` and the empty string stand for the root. */
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
