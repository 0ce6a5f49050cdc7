import type { LineageEntry } from '../../apps/app-definition.ts';
import type { AppInfo } from '../expression/app-functions.ts';
import { regionalSettings, type RegionalSettings } from '../expression/regional-settings.ts';
import { textOf, type Value } from '../expression/value.ts';
import { cellFormats, type CellFormats } from './cell-value.ts';
import { DerivedFields } from './derived-fields.ts';
import { FieldMetadata } from './field-metadata.ts';
import { FieldRules } from './field-rules.ts';
import { ScriptError } from './script-error.ts';
import { ScriptFiles } from './script-files.ts';
import { keyOf, type ScriptTable } from './script-table.ts';

/** A mapping table: values by key. */
export type Mapping = ReadonlyMap<string, Value>;

/** Maximum number of loaded rows. */
export const MAX_ROWS = 3_000_000;

/** What a script starts with. */
export interface ScriptStart {
  readonly variables?: Iterable<readonly [string, string]>;
  readonly files?: ScriptFiles;
  /** The app that is reloaded, for functions such as `DocumentTitle`. */
  readonly app?: AppInfo | undefined;
  /** The number of records that are read from each source; 0 or undefined for all. */
  readonly fetchLimit?: number | undefined;
  /** The tables that a partial reload keeps; undefined for a full reload. */
  readonly keptTables?: readonly ScriptTable[] | undefined;
}

/** The state of a running script: tables, mappings and variables. */
export class ScriptState {
  readonly tables: ScriptTable[];
  readonly mappings = new Map<string, Mapping>();
  readonly variables = new Map<string, string>();
  readonly files: ScriptFiles;
  readonly app: AppInfo | undefined;
  readonly isPartialReload: boolean;
  /** The number of records that are read from each source. */
  readonly fetchLimit: number;
  /** The statement that is running, after dollar expansion. */
  statement = '';
  /** Its line, from 1. */
  line = 0;
  /** Rules for the names and values of the fields that are loaded. */
  readonly rules: FieldRules;
  readonly metadata = new FieldMetadata();
  readonly derived = new DerivedFields();
  private readonly counters = new Map<string, Map<string, number>>();
  private readonly lineageEntries: LineageEntry[] = [];
  private rows = 0;

  constructor({ variables = [], files, app, keptTables, fetchLimit = 0 }: ScriptStart = {}) {
    for (const [name, definition] of variables) this.variables.set(name, definition);
    this.files = files ?? new ScriptFiles([]);
    this.app = app;
    this.isPartialReload = keptTables !== undefined;
    this.fetchLimit = fetchLimit > 0 ? fetchLimit : Number.POSITIVE_INFINITY;
    this.tables = [...(keptTables ?? [])];
    this.rules = new FieldRules((name) => this.systemVariable(name));
  }

  get loadedRows(): number {
    return this.rows;
  }

  /** Where data came from and went to, in the order of the statements. */
  get lineage(): readonly LineageEntry[] {
    return this.lineageEntries;
  }

  /** Adds the origin of a load, or the target of a store, of the running statement. */
  addLineage(origin: string | undefined): void {
    if (origin !== undefined) this.lineageEntries.push({ origin, statement: this.statement });
  }

  /** The formats of the variables at this moment. */
  get settings(): RegionalSettings {
    return regionalSettings((name) => this.variables.get(name));
  }

  get formats(): CellFormats {
    return cellFormats((name) => this.systemVariable(name));
  }

  /** Returns the value of a variable such as `NullInterpret`, whose name scripts write in any case. */
  systemVariable(name: string): string | undefined {
    const exact = this.variables.get(name);
    if (exact !== undefined) return exact;
    return [...this.variables].find(([written]) => written.toLowerCase() === name.toLowerCase())?.[1];
  }

  /** @throws {ScriptError} for an unknown table */
  table(name: string): ScriptTable {
    const found = this.findTable(name);
    if (!found) throw ScriptError.of('tableNotFound', `Table '${name}' not found`);
    return found;
  }

  findTable(name: string): ScriptTable | undefined {
    return this.tables.find((table) => table.name === name);
  }

  /** Returns the table loaded last. @throws {ScriptError} when there is none */
  lastTable(): ScriptTable {
    const last = this.tables.at(-1);
    if (!last) throw ScriptError.of('tableNotFound', 'No table is loaded');
    return last;
  }

  /** @throws {ScriptError} for an unknown mapping */
  mapping(name: string): Mapping {
    const found = this.mappings.get(name);
    if (!found) throw new ScriptError(`Map '${name}' not found`);
    return found;
  }

  /** Returns whether a table has a field. */
  hasField(name: string): boolean {
    return this.tables.some((table) => table.columns.has(name));
  }

  /** @throws {ScriptError} when no table has the field */
  requireField(name: string): void {
    if (!this.hasField(name)) throw ScriptError.of('fieldNotFound', `Field '${name}' not found`);
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
}

/** Gives a variable a value. A variable that gets NULL has no value, like one that was never set. */
export function setVariable(variables: Map<string, string>, name: string, value: Value): void {
  if (value === null) variables.delete(name);
  else variables.set(name, textOf(value));
}

/** Returns the value of a variable in an expression: a number if its text reads as one. */
export function variableValue(definition: string | undefined): Value {
  if (definition === undefined) return null;
  const number = definition.trim() === '' ? Number.NaN : Number(definition);
  return Number.isNaN(number) ? definition : number;
}
