import { ɵisRecord as isRecord } from 'ngx-qlik/json';

/**
 * The JSON of a layout, of any engine version. The functions of this file return an empty value for missing values and values of another
 * type.
 */
export type Json = Readonly<Record<string, unknown>>;

/** Returns an object inside a layout; an empty object when missing. */
export function recordAt(value: unknown, ...path: readonly string[]): Json {
  const found = at(value, path);
  return isRecord(found) ? found : {};
}

/** Returns an array of objects inside a layout. */
export function recordsAt(value: unknown, ...path: readonly string[]): readonly Json[] {
  return listAt(value, ...path).filter(isRecord);
}

/** Returns an array inside a layout. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

/** Returns a string inside a layout. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, path);
  return typeof found === 'string' ? found : '';
}

/** Returns an array of strings inside a layout. */
export function textsAt(value: unknown, ...path: readonly string[]): readonly string[] {
  return listAt(value, ...path).filter((each) => typeof each === 'string');
}

/** Returns a number inside a layout; `undefined` for `NaN`, which the engine sends as a string. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, path);
  return typeof found === 'number' && !Number.isNaN(found) ? found : undefined;
}

/** Whether a value inside a layout is `true`. */
export function isTrueAt(value: unknown, ...path: readonly string[]): boolean {
  return at(value, path) === true;
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, name) => (isRecord(inner) ? inner[name] : undefined), value);
}
