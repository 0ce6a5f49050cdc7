import type { EncodedTable } from './island.ts';
import { NULL_CODE, SymbolTable } from './symbol-table.ts';

/** A synthetic key: the fields that several tables have in common, and their combinations. */
export interface SyntheticKey {
  /** `$Syn 1`. */
  readonly name: string;
  /** `$Syn 1 Table`. */
  readonly tableName: string;
  /** Indexes of its fields. */
  readonly fields: readonly number[];
  /** Indexes of the tables with all of these fields. */
  readonly tables: readonly number[];
  /** The numbers of the combinations. */
  readonly symbols: SymbolTable;
  /** The table of combinations: a code per row of each field. */
  readonly columns: ReadonlyMap<number, Int32Array>;
  readonly rowCount: number;
  /** Returns the codes of combinations of given columns. */
  codesOf(columns: readonly Int32Array[]): Int32Array;
}

/** Returns the synthetic keys of tables: for all sets of two and more fields that two tables have in common. */
export function syntheticKeys(tables: readonly EncodedTable[]): readonly SyntheticKey[] {
  const sets = new Map<string, readonly number[]>();
  for (const [place, table] of tables.entries())
    for (const other of tables.slice(place + 1)) {
      const fields = [...table.columns.keys()].filter((field) => other.columns.has(field)).sort(byNumber);
      if (fields.length > 1 && !sets.has(fields.join())) sets.set(fields.join(), fields);
    }
  return [...sets.values()].map((fields, place) => syntheticKey(`$Syn ${place + 1}`, fields, tables));
}

function syntheticKey(name: string, fields: readonly number[], all: readonly EncodedTable[]): SyntheticKey {
  const tables = all.filter(({ columns }) => fields.every((field) => columns.has(field)));
  const symbols = new SymbolTable();
  const combinations = new Map<string, number>();
  const rows: number[][] = [];
  for (const table of tables) {
    const columns = fields.map((field) => table.columns.get(field) ?? new Int32Array());
    for (let row = 0; row < table.rowCount; row += 1) {
      const codes = columns.map((column) => column[row] ?? NULL_CODE);
      const key = codes.join();
      if (codes.includes(NULL_CODE) || combinations.has(key)) continue;
      combinations.set(key, symbols.intern(rows.length));
      rows.push(codes);
    }
  }
  return {
    name,
    tableName: `${name} Table`,
    fields,
    tables: tables.map(({ index }) => index),
    symbols,
    columns: new Map(
      fields.map((field, place) => [field, Int32Array.from(rows, (codes) => codes[place] ?? NULL_CODE)]),
    ),
    rowCount: rows.length,
    codesOf: (columns) =>
      Int32Array.from(
        { length: columns[0]?.length ?? 0 },
        (_, row) => combinations.get(columns.map((column) => column[row]).join()) ?? NULL_CODE,
      ),
  };
}

function byNumber(left: number, right: number): number {
  return left - right;
}
