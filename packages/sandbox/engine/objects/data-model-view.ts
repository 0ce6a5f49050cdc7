import type { DataModel } from '../model/data-model.ts';
import type { Field } from '../model/field.ts';
import type { SymbolTable } from '../model/symbol-table.ts';
import type { SyntheticKey } from '../model/synthetic-keys.ts';
import { derivedFields } from './field-list.ts';
import { jsonNumber, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';

const MAX_ROWS = 1000;

/** A table of the data model as clients show it. */
interface TableView {
  readonly name: string;
  readonly rowCount: number;
  readonly comment: string | undefined;
  readonly isLoose: boolean;
  readonly isSynthetic: boolean;
  readonly columns: readonly ColumnView[];
}

interface ColumnView {
  readonly name: string;
  readonly codes: Int32Array;
  readonly symbols: SymbolTable;
  readonly tags: readonly string[];
  readonly isKey: boolean;
  /** For a synthetic key the names of its fields. */
  readonly keyFields: readonly string[] | undefined;
  /** Undefined for a synthetic key. */
  readonly field: Field | undefined;
}

/**
 * Returns the result of `GetTablesAndKeys`: `TableRecord`s and the fields that associate them.
 * @param isSynthetic true for the internal tables, in which synthetic keys are tables; false for the tables as they were loaded
 */
export function tableAssociations(model: DataModel, isSynthetic: boolean): JsonObject {
  const tables = tableViews(model, isSynthetic);
  return { qtr: tables.map((table, place) => tableRecord(model, table, place)), qk: sharedKeys(tables) };
}

/** Returns the tables without the columns that were derived from others. */
function tableViews(model: DataModel, isSynthetic: boolean): readonly TableView[] {
  const keys = isSynthetic ? model.syntheticKeys : [];
  const loaded = model.tables.map((table): TableView => {
    const { name, rowCount, comment, isLoose = false } = table;
    const own = keys.filter((key) => key.tables.includes(table.index));
    const parts = new Set(own.flatMap(({ fields }) => fields));
    const columns = [...table.columns].filter(
      ([index]) => !parts.has(index) && !model.fields[index]?.derivation,
    );
    const synthetic = own.map((key) => {
      const codes = key.codesOf(key.fields.map((field) => table.columns.get(field) ?? new Int32Array()));
      return keyColumn(model, key, codes);
    });
    return {
      ...{ name, rowCount, comment, isLoose, isSynthetic: false },
      columns: [...synthetic, ...columns.flatMap(([index, codes]) => fieldColumn(model, index, codes))],
    };
  });
  return [...loaded, ...keys.map((key) => keyTable(model, key))];
}

function keyTable(model: DataModel, key: SyntheticKey): TableView {
  const all = Int32Array.from({ length: key.rowCount }, (_, row) => row);
  const fields = [...key.columns].flatMap(([index, codes]) => fieldColumn(model, index, codes));
  return {
    ...{ name: key.tableName, rowCount: key.rowCount, comment: undefined, isLoose: false, isSynthetic: true },
    columns: [keyColumn(model, key, all), ...fields],
  };
}

function keyColumn(model: DataModel, key: SyntheticKey, codes: Int32Array): ColumnView {
  const { name, symbols } = key;
  const keyFields = key.fields.map((field) => model.fields[field]?.name ?? '');
  const tags = model.field(name)?.tags ?? [];
  return { name, codes, symbols, tags, isKey: true, keyFields, field: undefined };
}

function fieldColumn(model: DataModel, index: number, codes: Int32Array): readonly ColumnView[] {
  const field = model.fields[index];
  if (!field) return [];
  const { name, symbols, tags } = field;
  return [{ name, codes, symbols, tags, isKey: field.tables.length > 1, keyFields: undefined, field }];
}

function tableRecord(
  model: DataModel,
  { name, rowCount, comment, isLoose, isSynthetic, columns }: TableView,
  place: number,
): JsonObject {
  return {
    qName: name,
    qLoose: isLoose,
    qNoOfRows: rowCount,
    ...(comment === undefined ? {} : { qComment: comment }),
    qFields: columns.map((column) => fieldInTable(model, column, rowCount)),
    qPos: { qx: place * 200, qy: 0 },
    qIsDirectDiscovery: false,
    qIsSynthetic: isSynthetic,
    qTableTags: [],
    qProfilingData: { qNoOfRows: rowCount, qFieldProfiling: [] },
  };
}

function fieldInTable(model: DataModel, column: ColumnView, rowCount: number): JsonObject {
  const { name, codes, symbols, tags, isKey, keyFields, field } = column;
  const used = new Set(codes);
  const nulls = codes.reduce((count, code) => count + (code < 0 ? 1 : 0), 0);
  used.delete(-1);
  return {
    qName: name,
    qOriginalFields: keyFields ?? [],
    qPresent: true,
    qHasNull: nulls > 0,
    qHasWild: false,
    qHasDuplicates: used.size < rowCount - nulls,
    qIsSynthetic: keyFields !== undefined,
    qInformationDensity: rowCount === 0 ? 0 : (rowCount - nulls) / rowCount,
    qnNonNulls: rowCount - nulls,
    qnRows: rowCount,
    qSubsetRatio: symbols.size > 0 ? used.size / symbols.size : 0,
    qnTotalDistinctValues: symbols.size,
    qnPresentDistinctValues: used.size,
    qKeyType: !isKey ? 'NOT_KEY' : used.size === rowCount ? 'PERFECT_KEY' : 'ANY_KEY',
    qTags: tags,
    qDerivedFields: field ? derivedDefinitions(field, model) : [],
    ...(field?.comment === undefined ? {} : { qComment: field.comment }),
    qIsFieldOnTheFly: false,
    qReadableName: name,
  };
}

/** Returns `DerivedFieldsInTableData`: the field definitions that derive fields of a field. */
function derivedDefinitions(field: Field, model: DataModel): readonly JsonObject[] {
  const names = new Set(derivedFields(field, model).map(({ definitionName }) => definitionName));
  return [...names].map((qDefinitionName) => ({ qDefinitionName, qTags: [], qActive: true }));
}

/** Returns the fields that several tables have. */
function sharedKeys(tables: readonly TableView[]): readonly JsonObject[] {
  const owners = new Map<string, string[]>();
  for (const { name, columns } of tables)
    for (const column of columns) owners.set(column.name, [...(owners.get(column.name) ?? []), name]);
  return [...owners]
    .filter(([, qTables]) => qTables.length > 1)
    .map(([field, qTables]) => ({ qKeyFields: [field], qTables }));
}

/**
 * Returns the result of `GetTableData`: rows of a table, at most 1000.
 * @param isSynthetic true for a table of the internal tables, in which synthetic keys are tables
 * @throws {QixError} 2 for an unknown table
 */
export function tableRows(
  model: DataModel,
  name: string,
  { offset, count, isSynthetic }: { offset: number; count: number; isSynthetic: boolean },
): readonly JsonObject[] {
  const table = tableViews(model, isSynthetic).find((candidate) => candidate.name === name);
  if (!table) throw new QixError(QIX_CODES.notFound, 'Table not found', name);
  const from = Math.min(Math.max(offset, 0), table.rowCount);
  const to = Math.min(from + Math.min(Math.max(count, 0), MAX_ROWS), table.rowCount);
  return Array.from({ length: to - from }, (_, place) => ({
    qValue: table.columns.map(({ codes, symbols }) => {
      const code = codes[from + place] ?? -1;
      if (code < 0) return { qText: '-', qIsNumeric: false, qNumber: 'NaN' };
      const number = symbols.numberOf(code);
      return { qText: symbols.textOf(code), qIsNumeric: !Number.isNaN(number), qNumber: jsonNumber(number) };
    }),
  }));
}
