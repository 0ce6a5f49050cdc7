import { numberOf, textOf, type Value } from '../expression/value.ts';
import { ancestorRows, expandedNodes } from './hierarchies.ts';
import type { IntervalMatch, TableTransform } from './load-statement.ts';
import { ScriptError } from './script-error.ts';
import { MAX_ROWS, type ScriptState } from './script-state.ts';
import { keyOf, takeRows, type ScriptTable } from './script-table.ts';
import { crossTabled } from './table-joins.ts';

/**
 * Applies the prefixes of a load to its table, the last one first.
 * @throws {ScriptError} when the table does not have the fields that a prefix needs
 */
export function transformed(
  table: ScriptTable,
  transforms: readonly TableTransform[],
  state: ScriptState,
): readonly ScriptTable[] {
  return transforms.reduceRight<readonly ScriptTable[]>(
    (tables, transform) => tables.flatMap((each) => applied(each, transform, state)),
    [table],
  );
}

function applied(
  table: ScriptTable,
  transform: TableTransform,
  state: ScriptState,
): ScriptTable | readonly ScriptTable[] {
  switch (transform.type) {
    case 'crosstable':
      return crossTabled(table, transform);
    case 'intervalmatch':
      return matched(table, transform, state);
    case 'hierarchy':
      return expandedNodes(table, transform);
    case 'hierarchybelongsto':
      return ancestorRows(table, transform);
    case 'generic':
      return attributeTables(table);
  }
}

/** A table per attribute, with the columns before the last two and one column that is named after the attribute. */
function attributeTables(table: ScriptTable): readonly ScriptTable[] {
  const names = [...table.columns.keys()];
  const [attributeName, valueName] = names.slice(-2);
  if (attributeName === undefined || valueName === undefined || names.length < 3)
    throw new ScriptError('A generic table has at least three fields: keys, attribute and value');
  const rowsOf = new Map<string, number[]>();
  table.columns.get(attributeName)?.forEach((attribute, row) => {
    if (attribute === null) return;
    const rows = rowsOf.get(textOf(attribute));
    if (rows) rows.push(row);
    else rowsOf.set(textOf(attribute), [row]);
  });
  return [...rowsOf].map(([attribute, rows]) => {
    const { columns, rowCount } = takeRows(table, rows);
    const values = columns.get(valueName) ?? [];
    columns.delete(attributeName);
    columns.delete(valueName);
    columns.set(attribute, values);
    return { name: `${table.name}.${attribute}`, columns, rowCount };
  });
}

/** A point: a value of the matched field with the values of the keys in its record. */
interface Point {
  readonly value: Value;
  readonly keys: readonly (string | undefined)[];
}

/** Adds the matched field: a row per interval and value in it. An empty limit is no limit; one that is no number matches nothing. */
function matched(table: ScriptTable, { field, keys }: IntervalMatch, state: ScriptState): ScriptTable {
  const names = [...table.columns.keys()].filter((name) => !keys.includes(name));
  const [start, end] = names.map((name) => table.columns.get(name) ?? []);
  if (!start || !end || names.length !== 2 || keys.some((key) => !table.columns.has(key)))
    throw new ScriptError('IntervalMatch takes a table of two limits and its keys');
  const points = pointsOf(field, keys, state);
  const rows: number[] = [];
  const values: Value[] = [];
  for (let row = 0; row < table.rowCount; row += 1) {
    const from = limitOf(start[row] ?? null, Number.NEGATIVE_INFINITY);
    const to = limitOf(end[row] ?? null, Number.POSITIVE_INFINITY);
    const own = keys.map((key) => keyOf(table.columns.get(key)?.[row] ?? null));
    for (const point of points) {
      const number = numberOf(point.value);
      if (!(number >= from && number <= to) || own.some((key, place) => key !== point.keys[place])) continue;
      if (rows.length >= MAX_ROWS) throw new ScriptError(`IntervalMatch makes more than ${MAX_ROWS} rows`);
      rows.push(row);
      values.push(point.value);
    }
  }
  const result = takeRows(table, rows);
  result.columns.set(field, values);
  return result;
}

function limitOf(value: Value, unlimited: number): number {
  return value === null ? unlimited : numberOf(value);
}

function pointsOf(field: string, keys: readonly string[], state: ScriptState): readonly Point[] {
  const tables = state.tables.filter((table) => [field, ...keys].every((name) => table.columns.has(name)));
  if (tables.length === 0)
    throw ScriptError.of(
      'fieldNotFound',
      `Field '${field}' with its keys must be loaded before IntervalMatch`,
    );
  const points = new Map<string, Point>();
  for (const table of tables)
    for (let row = 0; row < table.rowCount; row += 1) {
      const value = table.columns.get(field)?.[row] ?? null;
      const own = keys.map((key) => keyOf(table.columns.get(key)?.[row] ?? null));
      if (value === null || Number.isNaN(numberOf(value)) || own.includes(undefined)) continue;
      points.set([keyOf(value), ...own].join('\u0000'), { value, keys: own });
    }
  return [...points.values()];
}
