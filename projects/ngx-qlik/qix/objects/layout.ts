/**
 * Layouts are JSON that an engine of any version wrote. These read it without trusting it: what is missing or of another kind becomes
 * the empty value of its kind.
 */
export type Json = Readonly<Record<string, unknown>>;

/** An object inside a layout; empty where there is none. */
export function recordAt(value: unknown, ...path: readonly string[]): Json {
  const found = at(value, path);
  return isRecord(found) ? found : {};
}

/** A list of objects inside a layout. */
export function recordsAt(value: unknown, ...path: readonly string[]): readonly Json[] {
  return listAt(value, ...path).filter(isRecord);
}

/** A list inside a layout. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

/** A text inside a layout. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, path);
  return typeof found === 'string' ? found : '';
}

/** A list of texts inside a layout. */
export function textsAt(value: unknown, ...path: readonly string[]): readonly string[] {
  return listAt(value, ...path).filter((each) => typeof each === 'string');
}

/** A number inside a layout; the engine writes "NaN" as text. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, path);
  return typeof found === 'number' && !Number.isNaN(found) ? found : undefined;
}

/** A truth inside a layout. */
export function isTrueAt(value: unknown, ...path: readonly string[]): boolean {
  return at(value, path) === true;
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, name) => (isRecord(inner) ? inner[name] : undefined), value);
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
