import type { Value } from '../expression/value.ts';
import { cellFormats, type CellFormats } from './cell-value.ts';
import { ScriptError } from './script-error.ts';
import { keyOf, type ScriptTable } from './script-table.ts';

/** A mapping table: values by key. */
export type Mapping = ReadonlyMap<string, Value>;

/** Maximum number of loaded rows. */
export const MAX_ROWS = 3_000_000;

/** The state of a running script: tables, mappings and variables. */
export class ScriptState {
  readonly tables: ScriptTable[] = [];
  readonly mappings = new Map<string, Mapping>();
  readonly variables = new Map<string, string>();
  /** Field patterns of `Qualify` and `Unqualify`; the last match applies. */
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

  /** @throws {ScriptError} for an unknown table */
  table(name: string): ScriptTable {
    const found = this.findTable(name);
    if (!found) throw new ScriptError(`Table '${name}' not found`);
    return found;
  }

  findTable(name: string): ScriptTable | undefined {
    return this.tables.find((table) => table.name === name);
  }

  /** Returns the table loaded last. @throws {ScriptError} when there is none */
  lastTable(): ScriptTable {
    const last = this.tables.at(-1);
    if (!last) throw new ScriptError('No table is loaded');
    return last;
  }

  /** @throws {ScriptError} when the script loads more than {@link MAX_ROWS} rows */
  countRows(count: number): void {
    this.rows += count;
    if (this.rows > MAX_ROWS) throw new ScriptError(`More than ${MAX_ROWS} rows: out of virtual memory`);
  }

  /** Returns the `AutoNumber` of a value: a number per distinct value, from 1 per counter. */
  autoNumber(counter: string, value: Value): number {
    const numbers = this.counters.get(counter) ?? new Map<string, number>();
    this.counters.set(counter, numbers);
    const key = keyOf(value) ?? '';
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    return number;
  }

  /** Returns a unique table name: `Sales`, `Sales-1`, … */
  uniqueTableName(wanted: string): string {
    let name = wanted;
    for (let count = 1; this.findTable(name); count += 1) name = `${wanted}-${count}`;
    return name;
  }

  /** Returns the name of a loaded field, qualified with the table name where `Qualify` applies. */
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

/** Returns the value of a variable in an expression: a number if its text reads as one. */
export function variableValue(definition: string | undefined): Value {
  if (definition === undefined) return null;
  const number = definition.trim() === '' ? Number.NaN : Number(definition);
  return Number.isNaN(number) ? definition : number;
}
