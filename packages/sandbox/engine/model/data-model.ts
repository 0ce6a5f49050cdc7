import type { Column, Table } from '../../apps/app-definition.ts';
import { deriveTags, type Field } from './field.ts';
import { joinTables, universeCodes, type EncodedTable, type Island } from './island.ts';
import { separateIndex, separateIsland } from './separate-rows.ts';
import { SymbolTable } from './symbol-table.ts';

/**
 * An app's data: dictionary-encoded fields, and tables joined into islands. Immutable; selections are kept in `SelectionStore`.
 */
export class DataModel {
  private readonly byName: ReadonlyMap<string, Field>;
  private separateCount = 0;

  private constructor(
    readonly tables: readonly EncodedTable[],
    readonly islands: readonly Island[],
    /** Loaded fields in load order; table columns refer to them by index. */
    readonly fields: readonly Field[],
  ) {
    this.byName = new Map(fields.map((field) => [field.name, field]));
  }

  /**
   * Encodes and joins tables.
   * @throws {RangeError} when columns of a table differ in length, or when a join exceeds the row limit
   */
  static build(source: readonly Table[]): DataModel {
    const names: string[] = [];
    const symbols: SymbolTable[] = [];
    const tags: Set<string>[] = [];
    const described = describedColumns(source);
    const tables = source.map((table, index): EncodedTable => {
      const rowCount = table.columns[0]?.values.length ?? 0;
      const columns = new Map<number, Int32Array>();
      for (const column of table.columns) {
        if (column.values.length !== rowCount) {
          throw new RangeError(
            `Column "${column.name}" of table "${table.name}" has ${column.values.length} rows, the table has ${rowCount}.`,
          );
        }
        let field = names.indexOf(column.name);
        if (field < 0) {
          field = names.push(column.name) - 1;
          symbols.push(new SymbolTable());
          tags.push(new Set());
        }
        column.tags?.forEach((tag) => tags[field]?.add(tag));
        columns.set(field, encode(column, symbols[field] ?? new SymbolTable()));
      }
      return { index, name: table.name, rowCount, columns, comment: table.comment };
    });
    const islands = joinTables(tables);
    const fields = names.map((name, index): Field => {
      const fieldTables = tables.filter((table) => table.columns.has(index));
      const island = islands.find((candidate) => candidate.tables.includes(fieldTables[0]?.index ?? -1));
      if (!island) throw new RangeError(`Field "${name}" is in no table.`);
      const table = symbols[index] ?? new SymbolTable();
      const sources = fieldTables.flatMap((fieldTable) => {
        const column = fieldTable.columns.get(index);
        const pointer = island.pointers.get(fieldTable.index);
        return column && pointer ? [{ column, pointer }] : [];
      });
      return {
        name,
        symbols: table,
        ...described.get(name),
        tags: deriveTags(table, [...(tags[index] ?? [])], fieldTables.length > 1),
        tables: fieldTables.map((fieldTable) => fieldTable.index),
        island: island.index,
        codes: universeCodes(island.rowCount, sources),
        isCalculated: false,
      };
    });
    return new DataModel(tables, islands, fields);
  }

  /** Returns a loaded field by its exact name. */
  field(name: string): Field | undefined {
    return this.byName.get(name);
  }

  fieldIndex(field: Field): number {
    return this.fields.indexOf(field);
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

/** Returns what columns say about their fields besides values and tags. */
function describedColumns(
  tables: readonly Table[],
): ReadonlyMap<string, Pick<Field, 'comment' | 'isSearched' | 'derivation'>> {
  return new Map(
    tables.flatMap(({ columns }) =>
      columns.map(({ name, comment, isSearched, derivation }) => [name, { comment, isSearched, derivation }]),
    ),
  );
}

function encode(column: Column, symbols: SymbolTable): Int32Array {
  const codes = new Int32Array(column.values.length);
  for (let row = 0; row < codes.length; row += 1) codes[row] = symbols.intern(column.values[row] ?? null);
  return codes;
}
