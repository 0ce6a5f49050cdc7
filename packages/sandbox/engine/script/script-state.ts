import type { Value } from '../expression/value.ts';
import { cellFormats, type CellFormats } from './cell-value.ts';
import { ScriptError } from './script-error.ts';
import { keyOf, type ScriptTable } from './script-table.ts';

/** A mapping table: what each key becomes. */
export type Mapping = ReadonlyMap<string, Value>;

/** A script that loops or loads without end is stopped here. */
export const MAX_ROWS = 3_000_000;

/** What a script has made so far: tables, mappings, variables. */
export class ScriptState {
  readonly tables: ScriptTable[] = [];
  readonly mappings = new Map<string, Mapping>();
  readonly variables = new Map<string, string>();
  /** Field patterns of `Qualify`, and of `Unqualify` that take them back. */
  readonly qualified: { readonly pattern: string; readonly isQualified: boolean }[] = [];
  private readonly counters = new Map<string, Map<string, number>>();
  private rows = 0;

  constructor(variables: Iterable<readonly [string, string]> = []) {
    for (const [name, definition] of variables) this.variables.set(name, definition);
  }

  get loadedRows(): number {
    return this.rows;
  }

  get formats(): CellFormats {
    return cellFormats((name) => this.variables.get(name));
  }

  /** @throws {ScriptError} when there is no such table. */
  table(name: string): ScriptTable {
    const found = this.findTable(name);
    if (!found) throw new ScriptError(`Table '${name}' not found`);
    return found;
  }

  findTable(name: string): ScriptTable | undefined {
    return this.tables.find((table) => table.name === name);
  }

  /** The table loaded last. @throws {ScriptError} when there is none. */
  lastTable(): ScriptTable {
    const last = this.tables.at(-1);
    if (!last) throw new ScriptError('There is no table to go on with');
    return last;
  }

  /** @throws {ScriptError} when the script loads more than this engine keeps. */
  countRows(count: number): void {
    this.rows += count;
    if (this.rows > MAX_ROWS) throw new ScriptError(`More than ${MAX_ROWS} rows: out of virtual memory`);
  }

  /** `AutoNumber`: the same number for the same value, counted from 1 per counter. */
  autoNumber(counter: string, value: Value): number {
    const numbers = this.counters.get(counter) ?? new Map<string, number>();
    this.counters.set(counter, numbers);
    const key = keyOf(value) ?? '';
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    return number;
  }

  /** A name for a table that no other has: `Sales`, `Sales-1`, … */
  uniqueTableName(wanted: string): string {
    let name = wanted;
    for (let count = 1; this.findTable(name); count += 1) name = `${wanted}-${count}`;
    return name;
  }

  /** The name of a loaded field: with its table's name before it where `Qualify` says so. */
  fieldName(table: string, field: string): string {
    const rule = this.qualified.findLast(({ pattern }) => isMatch(pattern, field));
    return rule?.isQualified === true ? `${table}.${field}` : field;
  }
}

function isMatch(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(name);
}

/** What a variable stands for where an expression names it: a number where its text reads as one. */
export function variableValue(definition: string | undefined): Value {
  if (definition === undefined) return null;
  const number = definition.trim() === '' ? Number.NaN : Number(definition);
  return Number.isNaN(number) ? definition : number;
}
