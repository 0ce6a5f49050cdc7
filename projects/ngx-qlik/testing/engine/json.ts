import { ɵisRecord as isRecord } from 'ngx-qlik/json';

/** A JSON object of Qlik's protocol. */
export type Json = Readonly<Record<string, unknown>>;

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
