import type { Column, Table } from '../../apps/app-definition.ts';
import { deriveTags, type Field } from './field.ts';
import {
  joinTables,
  separateIndex,
  separateIsland,
  universeCodes,
  type EncodedTable,
  type Island,
} from './island.ts';
import { associatedTables, circularTables } from './loosening.ts';
import { SymbolTable } from './symbol-table.ts';
import { syntheticKeys, type SyntheticKey } from './synthetic-keys.ts';
import { systemTables } from './system-tables.ts';

/** The parts of a data model. */
interface ModelParts {
  /** Loaded tables in load order. */
  readonly tables: readonly EncodedTable[];
  readonly islands: readonly Island[];
  /** Loaded fields in load order; table columns refer to them by index. */
  readonly fields: readonly Field[];
  /** Fields that describe the model, such as `$Field`, and synthetic keys. */
  readonly systemFields: readonly Field[];
  readonly syntheticKeys: readonly SyntheticKey[];
  /** The tables that are loosely coupled because of circular references. */
  readonly circularTables: readonly EncodedTable[];
}

/**
 * An app's data: dictionary-encoded fields, and tables joined into islands. Immutable; selections are kept in `SelectionStore`.
 */
export class DataModel {
  readonly tables: readonly EncodedTable[];
  readonly islands: readonly Island[];
  readonly fields: readonly Field[];
  readonly systemFields: readonly Field[];
  readonly syntheticKeys: readonly SyntheticKey[];
  readonly circularTables: readonly EncodedTable[];
  private readonly byName: ReadonlyMap<string, Field>;
  private separateCount = 0;

  private constructor(parts: ModelParts) {
    this.tables = parts.tables;
    this.islands = parts.islands;
    this.fields = parts.fields;
    this.systemFields = parts.systemFields;
    this.syntheticKeys = parts.syntheticKeys;
    this.circularTables = parts.circularTables;
    this.byName = new Map([...parts.systemFields, ...parts.fields].map((field) => [field.name, field]));
  }

  /**
   * Encodes and joins tables. Tables in a circular reference are loosely coupled.
   * @param decimalMark decimal separator of numbers without their own text
   * @throws {RangeError} when columns of a table differ in length, or when a join exceeds the row limit
   */
  static build(source: readonly Table[], decimalMark = '.'): DataModel {
    return runToEnd(DataModel.buildInSteps(source, decimalMark));
  }

  /**
   * Does as {@link build}, and lets others have their turn after each column.
   * @yields the part that is done, from 0 to 1
   */
  static *buildInSteps(source: readonly Table[], decimalMark = '.'): Generator<number, DataModel> {
    const encoder = new Encoder(decimalMark);
    // Each column is encoded once, and once more when the tables are joined.
    const columns = source.reduce((sum, table) => sum + table.columns.length, 0);
    let done = 0;
    const partDone = (): number => Math.min(1, (done += 1) / (2 * columns));
    const encoded: EncodedTable[] = [];
    for (const table of source) {
      const columnsLeft = encoder.encodeInSteps(table);
      let column = columnsLeft.next();
      for (; column.done !== true; column = columnsLeft.next()) yield partDone();
      encoded.push(column.value);
    }
    const circular = circularTables(encoded.filter(({ isLoose }) => !isLoose));
    const tables = encoded.map((table) => (circular.includes(table) ? { ...table, isLoose: true } : table));
    const keys = syntheticKeys(tables.filter(({ isLoose }) => !isLoose));
    for (const { fields } of keys) for (const field of fields) encoder.addTag(field, '$keypart');
    const fieldCount = encoder.size;
    const describing = systemTables(describedTables(tables, keys, encoder)).map((table) =>
      encoder.encode(table),
    );
    const joined = [...associatedTables(tables, encoder.tables), ...describing];
    const islands = joinTables(joined);
    const described = describedColumns(source);
    const fields: Field[] = [];
    for (let index = 0; index < encoder.size; index += 1) {
      fields.push(encoder.field(index, joined, islands, described));
      if (index < fieldCount) yield partDone();
    }
    const systemFields = fields.slice(fieldCount);
    return new DataModel({
      ...{
        tables,
        islands,
        fields: fields.slice(0, fieldCount),
        syntheticKeys: keys,
        circularTables: circular,
      },
      systemFields: [...systemFields, ...keys.flatMap((key) => syntheticField(key, fields))],
    });
  }

  /** Returns a loaded field, or a system field, by its exact name. */
  field(name: string): Field | undefined {
    return this.byName.get(name);
  }

  /** Returns the names of the loaded tables with a field. */
  tableNames(field: Field): readonly string[] {
    const index = this.fields.indexOf(field);
    return this.tables.filter(({ columns }) => columns.has(index)).map(({ name }) => name);
  }

  /** Returns the index of a new island of rows that belong to no table. */
  addSeparateRows(rowCount: number): number {
    this.separateCount += 1;
    return separateIndex(this.separateCount, rowCount);
  }

  /** @throws {RangeError} for an island that does not exist, which is a defect of the caller */
  island(index: number): Island {
    const island = this.islands[index] ?? separateIsland(index);
    if (!island) throw new RangeError(`There is no island ${index}.`);
    return island;
  }
}

/** Runs all steps of some work at once. */
function runToEnd<T>(steps: Generator<unknown, T>): T {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

type Described = ReadonlyMap<string, Pick<Field, 'comment' | 'isSearched' | 'derivation'>>;

/** Encodes the columns of tables as fields. */
class Encoder {
  constructor(private readonly decimalMark: string) {}

  private readonly names: string[] = [];
  private readonly places = new Map<string, number>();
  private readonly symbols: SymbolTable[] = [];
  private readonly tags: Set<string>[] = [];
  private tableCount = 0;

  /** The number of fields. */
  get size(): number {
    return this.names.length;
  }

  /** The number of tables. */
  get tables(): number {
    return this.tableCount;
  }

  nameOf(field: number): string {
    return this.names[field] ?? '';
  }

  addTag(field: number, tag: string): void {
    this.tags[field]?.add(tag);
  }

  /** @throws {RangeError} when columns differ in length */
  encode(table: Table): EncodedTable {
    return runToEnd(this.encodeInSteps(table));
  }

  /** Does as {@link encode}, and yields after each column. */
  *encodeInSteps({
    name,
    columns: given,
    comment,
    isLoose,
  }: Table): Generator<undefined, EncodedTable, undefined> {
    const rowCount = given[0]?.values.length ?? 0;
    const columns = new Map<number, Int32Array>();
    for (const column of given) {
      if (column.values.length !== rowCount) {
        throw new RangeError(
          `Column "${column.name}" of table "${name}" has ${column.values.length} rows, the table has ${rowCount}.`,
        );
      }
      const field = this.placeOf(column.name);
      column.tags?.forEach((tag) => this.addTag(field, tag));
      columns.set(field, encodeValues(column, this.symbols[field] ?? new SymbolTable(this.decimalMark)));
      yield undefined;
    }
    this.tableCount += 1;
    return { index: this.tableCount - 1, name, rowCount, columns, comment, ...(isLoose ? { isLoose } : {}) };
  }

  /** @throws {RangeError} for a field without tables, which is a defect of the caller */
  field(
    index: number,
    tables: readonly EncodedTable[],
    islands: readonly Island[],
    described: Described,
  ): Field {
    const name = this.nameOf(index);
    const own = tables.filter((table) => table.columns.has(index));
    const island = islands.find((candidate) => candidate.tables.includes(own[0]?.index ?? -1));
    if (!island) throw new RangeError(`Field "${name}" is in no table.`);
    const symbols = this.symbols[index] ?? new SymbolTable(this.decimalMark);
    const sources = own.flatMap((table) => {
      const column = table.columns.get(index);
      const pointer = island.pointers.get(table.index);
      return column && pointer ? [{ column, pointer }] : [];
    });
    return {
      name,
      symbols,
      ...described.get(name),
      tags: deriveTags(symbols, [...(this.tags[index] ?? [])], own.length > 1),
      tables: own.map((table) => table.index),
      island: island.index,
      codes: universeCodes(island.rowCount, sources),
      isCalculated: false,
    };
  }

  private placeOf(name: string): number {
    const known = this.places.get(name);
    if (known !== undefined) return known;
    const place = this.names.push(name) - 1;
    this.places.set(name, place);
    this.symbols.push(new SymbolTable(this.decimalMark));
    this.tags.push(new Set());
    return place;
  }
}

/** Returns what columns say about their fields besides values and tags. */
function describedColumns(tables: readonly Table[]): Described {
  return new Map(
    tables.flatMap(({ columns }) =>
      columns.map(({ name, comment, isSearched, derivation }) => [name, { comment, isSearched, derivation }]),
    ),
  );
}

/** Returns the tables that system fields describe, with synthetic keys in place of their fields. */
function describedTables(
  tables: readonly EncodedTable[],
  keys: readonly SyntheticKey[],
  encoder: Encoder,
): Parameters<typeof systemTables>[0] {
  const loaded = tables.map(({ index, name, rowCount, columns }) => {
    const own = keys.filter((key) => key.tables.includes(index));
    const parts = new Set(own.flatMap(({ fields }) => fields));
    const others = [...columns.keys()].filter((field) => !parts.has(field));
    const fields = [...own.map((key) => key.name), ...others.map((field) => encoder.nameOf(field))];
    return { name, rowCount, fields };
  });
  const synthetic = keys.map(({ name, tableName, fields, rowCount }) => ({
    name: tableName,
    rowCount,
    fields: [name, ...fields.map((field) => encoder.nameOf(field))],
  }));
  return [...loaded, ...synthetic];
}

/** Returns a synthetic key as a field. */
function syntheticField(key: SyntheticKey, fields: readonly Field[]): readonly Field[] {
  const parts = key.fields.flatMap((field) => fields[field] ?? []);
  const [first] = parts;
  if (!first) return [];
  const codes = key.codesOf(parts.map((part) => part.codes));
  const tags = deriveTags(key.symbols, ['$syn', '$hidden', '$system'], true);
  const common = { name: key.name, symbols: key.symbols, tags, tables: first.tables, island: first.island };
  return [{ ...common, codes, isCalculated: false }];
}

function encodeValues(column: Column, symbols: SymbolTable): Int32Array {
  const codes = new Int32Array(column.values.length);
  for (let row = 0; row < codes.length; row += 1) codes[row] = symbols.intern(column.values[row] ?? null);
  return codes;
}
