/** A JSON object of Qlik's protocol. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether a value is an object: not an array, and not `null`. */
export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as an object; empty when it is none. */
export function toRecord(value: unknown): Json {
  return isRecord(value) ? value : {};
}

/** A value as an array; empty when it is none. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** A value as a text; empty when it is none. */
export function toString(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A value as a number; 0 when it is none. */
export function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
