import type { Value } from '../expression/value.ts';

/** A table that a script loads: columns of equal length. */
export interface ScriptTable {
  name: string;
  columns: Map<string, Value[]>;
  rowCount: number;
}

/** A table without rows. */
export function emptyTable(name: string, fields: readonly string[]): ScriptTable {
  return { name, columns: new Map(fields.map((field) => [field, []])), rowCount: 0 };
}

/** A value as a key: values that Qlik takes for the same have the same; undefined for null, which equals nothing. */
export function keyOf(value: Value): string | undefined {
  if (value === null) return undefined;
  if (typeof value === 'number') return `n${value}`;
  return typeof value === 'string' ? `t${value}` : `n${value.number}`;
}

/** Do both have the same fields, in whatever order? */
export function hasSameFields(left: ScriptTable, right: ScriptTable): boolean {
  return (
    left.columns.size === right.columns.size &&
    [...left.columns.keys()].every((name) => right.columns.has(name))
  );
}

/** The rows at the given places, in that order; -1 stands for a row of nulls. */
export function takeRows(source: ScriptTable, rows: readonly number[]): ScriptTable {
  return {
    name: source.name,
    columns: new Map(
      [...source.columns].map(([name, values]) => [name, rows.map((row) => values[row] ?? null)]),
    ),
    rowCount: rows.length,
  };
}
