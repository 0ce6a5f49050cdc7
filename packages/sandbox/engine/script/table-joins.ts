import type { Value } from '../expression/value.ts';
import type { CrossTable, JoinKind } from './load-statement.ts';
import { ScriptError } from './script-error.ts';
import { MAX_ROWS } from './script-state.ts';
import { keyOf, takeRows, type ScriptTable } from './script-table.ts';

/** Pairs of matching rows; -1 on the side without a match. */
interface Pairs {
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** Joins two tables over all common fields; without common fields the result is the cross product. */
export function joined(target: ScriptTable, added: ScriptTable, kind: JoinKind): ScriptTable {
  const shared = [...target.columns.keys()].filter((name) => added.columns.has(name));
  const pairs = pairsOf(target, added, shared, kind);
  const columns = new Map<string, Value[]>();
  const take = (values: readonly Value[] | undefined, rows: readonly number[]): Value[] =>
    rows.map((row) => values?.[row] ?? null);
  for (const [name, values] of target.columns) {
    const own = take(values, pairs.left);
    const other = added.columns.get(name);
    columns.set(
      name,
      other
        ? own.map((value, row) => (pairs.left[row] === -1 ? (other[pairs.right[row] ?? -1] ?? null) : value))
        : own,
    );
  }
  for (const [name, values] of added.columns)
    if (!columns.has(name)) columns.set(name, take(values, pairs.right));
  return { name: target.name, columns, rowCount: pairs.left.length };
}

/** Runs a `Keep`: returns both tables reduced to the rows that match. */
export function kept(
  target: ScriptTable,
  added: ScriptTable,
  kind: JoinKind,
): { readonly target: ScriptTable; readonly added: ScriptTable } {
  const shared = [...target.columns.keys()].filter((name) => added.columns.has(name));
  const pairs = pairsOf(target, added, shared, 'inner');
  const only = (table: ScriptTable, rows: readonly number[]): ScriptTable =>
    takeRows(
      table,
      [...new Set(rows)].sort((left, right) => left - right),
    );
  return {
    target: kind === 'inner' || kind === 'right' ? only(target, pairs.left) : target,
    added: kind === 'inner' || kind === 'left' ? only(added, pairs.right) : added,
  };
}

/** Appends the rows of a table to another; missing fields are null. */
export function concatenated(target: ScriptTable, added: ScriptTable): ScriptTable {
  const names = new Set([...target.columns.keys(), ...added.columns.keys()]);
  const columnOf = (table: ScriptTable, name: string): readonly Value[] =>
    table.columns.get(name) ?? new Array<Value>(table.rowCount).fill(null);
  return {
    name: target.name,
    columns: new Map([...names].map((name) => [name, columnOf(target, name).concat(columnOf(added, name))])),
    rowCount: target.rowCount + added.rowCount,
  };
}

/** Turns the columns after the qualifiers into rows of attribute and value; null cells are skipped. */
export function crossTabled(table: ScriptTable, { attribute, data, qualifiers }: CrossTable): ScriptTable {
  const names = [...table.columns.keys()];
  const [fixed, attributeColumns] = [names.slice(0, qualifiers), names.slice(qualifiers)];
  const columns = new Map<string, Value[]>([...fixed, attribute, data].map((name) => [name, []]));
  let rowCount = 0;
  for (let row = 0; row < table.rowCount; row += 1) {
    for (const name of attributeColumns) {
      const value = table.columns.get(name)?.[row] ?? null;
      if (value === null) continue;
      for (const other of fixed) columns.get(other)?.push(table.columns.get(other)?.[row] ?? null);
      columns.get(attribute)?.push(name);
      columns.get(data)?.push(value);
      rowCount += 1;
    }
  }
  return { name: table.name, columns, rowCount };
}

function pairsOf(target: ScriptTable, added: ScriptTable, shared: readonly string[], kind: JoinKind): Pairs {
  const left: number[] = [];
  const right: number[] = [];
  const put = (first: number, second: number): void => {
    if (left.length >= MAX_ROWS) throw new ScriptError(`The join makes more than ${MAX_ROWS} rows`);
    left.push(first);
    right.push(second);
  };
  const places = new Map<string, number[]>();
  for (let row = 0; row < added.rowCount; row += 1) {
    const key = rowKey(added, shared, row);
    if (key === undefined) continue;
    const rows = places.get(key);
    if (rows) rows.push(row);
    else places.set(key, [row]);
  }
  const isMatched = new Uint8Array(added.rowCount);
  for (let row = 0; row < target.rowCount; row += 1) {
    const matches = places.get(rowKey(target, shared, row) ?? '') ?? [];
    for (const match of matches) {
      isMatched[match] = 1;
      put(row, match);
    }
    if (matches.length === 0 && (kind === 'left' || kind === 'outer')) put(row, -1);
  }
  if (kind === 'right' || kind === 'outer')
    isMatched.forEach((flag, row) => (flag ? undefined : put(-1, row)));
  return { left, right };
}

/** Returns a row's key over several fields; undefined when one of them is null, which matches nothing. */
function rowKey(table: ScriptTable, fields: readonly string[], row: number): string | undefined {
  const keys = fields.map((name) => keyOf(table.columns.get(name)?.[row] ?? null));
  return keys.includes(undefined) ? undefined : `${keys.join('\u0000')}\u0000`;
}
