import type { RegionalSettings } from '../expression/regional-settings.ts';
import type { Value } from '../expression/value.ts';

/** A table of a script: columns of equal length. */
export interface ScriptTable {
  name: string;
  columns: Map<string, Value[]>;
  rowCount: number;
  /** The path of the file that the records are from. */
  readonly file?: string;
}

/** Returns a table without rows. */
export function emptyTable(name: string, fields: readonly string[]): ScriptTable {
  return { name, columns: new Map(fields.map((field) => [field, []])), rowCount: 0 };
}

/** Returns a key that is equal for values that Qlik treats as equal; undefined for null, which equals no value. */
export function keyOf(value: Value): string | undefined {
  if (value === null) return undefined;
  if (typeof value === 'number') return `n${value}`;
  return typeof value === 'string' ? `t${value}` : `n${value.number}`;
}

/** Returns the first key by which a value is found: its own, or for a text that of the number that it reads as. */
export function foundKey(
  value: Value,
  has: (key: string) => boolean,
  settings: RegionalSettings,
): string | undefined {
  const own = keyOf(value);
  if (own === undefined || typeof value !== 'string' || has(own)) return own;
  const read = keyOf(settings.argument(value));
  return read !== undefined && has(read) ? read : own;
}

/** Returns whether two tables have the same fields in any order. */
export function hasSameFields(left: ScriptTable, right: ScriptTable): boolean {
  return (
    left.columns.size === right.columns.size &&
    [...left.columns.keys()].every((name) => right.columns.has(name))
  );
}

/** Returns the rows with the given indexes, in that order; -1 stands for a row of nulls. */
export function takeRows(source: ScriptTable, rows: readonly number[]): ScriptTable {
  return {
    name: source.name,
    columns: new Map(
      [...source.columns].map(([name, values]) => [name, rows.map((row) => values[row] ?? null)]),
    ),
    rowCount: rows.length,
  };
}
