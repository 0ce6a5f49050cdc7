import { NULL_CODE } from './symbol-table.ts';

/** A table with dictionary-encoded columns: per field index the codes of its rows. */
export interface EncodedTable {
  readonly index: number;
  readonly name: string;
  readonly rowCount: number;
  readonly columns: ReadonlyMap<number, Int32Array>;
  readonly comment?: string | undefined;
  /** True for a loosely coupled table, which associates no values of different fields. */
  readonly isLoose?: boolean;
}

/**
 * Tables that are associated with each other, joined (full outer) into one universe of rows.
 *
 * A row of the universe refers to one row of each table, or to none (-1).
 */
export interface Island {
  readonly index: number;
  readonly rowCount: number;
  readonly tables: readonly number[];
  /** Row pointers per table index. */
  readonly pointers: ReadonlyMap<number, Int32Array>;
  /** Per table the table that it was joined to; the first table has none. */
  readonly parents: ReadonlyMap<number, number>;
  /** Tables whose rows occur at most once in the universe: their values need no deduplication. */
  readonly uniqueTables: ReadonlySet<number>;
}

/** Maximum number of rows of a joined island: a join over a key that is not unique must not exhaust the memory. */
const MAX_UNIVERSE_ROWS = 50_000_000;

/** Joins tables into islands: one per group of tables that are associated by common fields. */
export function joinTables(tables: readonly EncodedTable[]): readonly Island[] {
  const islands: Island[] = [];
  const remaining = new Set(tables);
  for (const first of tables) {
    if (!remaining.delete(first)) continue;
    let joined = firstIsland(first);
    for (let next = findAssociated(joined, remaining); next; next = findAssociated(joined, remaining)) {
      remaining.delete(next);
      joined = joinNext(joined, next);
    }
    islands.push(completeIsland(islands.length, joined));
  }
  return islands;
}

interface PartialIsland {
  rowCount: number;
  tables: EncodedTable[];
  pointers: Map<number, Int32Array>;
  parents: Map<number, number>;
}

function firstIsland(table: EncodedTable): PartialIsland {
  const identity = new Int32Array(table.rowCount);
  for (let row = 0; row < identity.length; row += 1) identity[row] = row;
  return {
    rowCount: table.rowCount,
    tables: [table],
    pointers: new Map([[table.index, identity]]),
    parents: new Map(),
  };
}

function findAssociated(
  island: PartialIsland,
  remaining: ReadonlySet<EncodedTable>,
): EncodedTable | undefined {
  for (const table of remaining) if (sharedFields(island, table).length > 0) return table;
  return undefined;
}

function sharedFields(island: PartialIsland, table: EncodedTable): number[] {
  return [...table.columns.keys()].filter((field) => island.tables.some((other) => other.columns.has(field)));
}

/** Returns the codes of a field over the universe: per row the code in the first of its tables that has a value. */
export function universeCodes(
  rowCount: number,
  sources: readonly { readonly column: Int32Array; readonly pointer: Int32Array }[],
): Int32Array {
  const codes = new Int32Array(rowCount).fill(NULL_CODE);
  for (const { column, pointer } of sources) {
    for (let row = 0; row < rowCount; row += 1) {
      if (codes[row] !== NULL_CODE) continue;
      const source = pointer[row] as number;
      if (source >= 0) codes[row] = column[source] as number;
    }
  }
  return codes;
}

function islandCodes(island: PartialIsland, field: number): Int32Array {
  const sources = island.tables.flatMap((table) => {
    const column = table.columns.get(field);
    const pointer = island.pointers.get(table.index);
    return column && pointer ? [{ column, pointer }] : [];
  });
  return universeCodes(island.rowCount, sources);
}

/** Combines several key columns into one on both sides; a row with a null in any key column matches nothing. */
function compositeKeys(left: readonly Int32Array[], right: readonly Int32Array[]): [Int32Array, Int32Array] {
  let [leftKeys, rightKeys] = [left[0] ?? new Int32Array(), right[0] ?? new Int32Array()];
  for (let part = 1; part < left.length; part += 1) {
    const ids = new Map<string, number>();
    const combine = (keys: Int32Array, more: Int32Array): Int32Array =>
      keys.map((key, row) => {
        const other = more[row] ?? NULL_CODE;
        if (key === NULL_CODE || other === NULL_CODE) return NULL_CODE;
        const name = `${key}|${other}`;
        const id = ids.get(name) ?? ids.size;
        ids.set(name, id);
        return id;
      });
    leftKeys = combine(leftKeys, left[part] ?? new Int32Array());
    rightKeys = combine(rightKeys, right[part] ?? new Int32Array());
  }
  return [leftKeys, rightKeys];
}

function joinNext(island: PartialIsland, table: EncodedTable): PartialIsland {
  const shared = sharedFields(island, table);
  const parent = island.tables.find((other) => shared.some((field) => other.columns.has(field)));
  const [leftKeys, rightKeys] = compositeKeys(
    shared.map((field) => islandCodes(island, field)),
    shared.map((field) => table.columns.get(field) ?? new Int32Array()),
  );
  const { sourceRows, tableRows } = matchRows(leftKeys, rightKeys);
  if (sourceRows.length > MAX_UNIVERSE_ROWS) {
    throw new RangeError(
      `Joining table "${table.name}" makes ${sourceRows.length} rows, more than ${MAX_UNIVERSE_ROWS}. ` +
        'Remedy: its key fields are not unique on either side; give the tables a finer key.',
    );
  }
  const pointers = new Map<number, Int32Array>();
  for (const [index, pointer] of island.pointers) {
    pointers.set(
      index,
      sourceRows.map((row) => (row < 0 ? -1 : (pointer[row] ?? -1))),
    );
  }
  pointers.set(table.index, tableRows);
  const parents = new Map(island.parents);
  if (parent) parents.set(table.index, parent.index);
  return { rowCount: sourceRows.length, tables: [...island.tables, table], pointers, parents };
}

/** Returns all pairs of rows with equal keys, then the unmatched rows of each side. */
function matchRows(
  leftKeys: Int32Array,
  rightKeys: Int32Array,
): { sourceRows: Int32Array; tableRows: Int32Array } {
  const head = new Map<number, number>();
  const next = new Int32Array(rightKeys.length).fill(-1);
  for (let row = rightKeys.length - 1; row >= 0; row -= 1) {
    const key = rightKeys[row] as number;
    if (key === NULL_CODE) continue;
    next[row] = head.get(key) ?? -1;
    head.set(key, row);
  }
  const matched = new Uint8Array(rightKeys.length);
  let size = 0;
  for (const key of leftKeys) {
    let row = key === NULL_CODE ? -1 : (head.get(key) ?? -1);
    if (row < 0) size += 1;
    for (; row >= 0; row = next[row] as number) {
      matched[row] = 1;
      size += 1;
    }
  }
  const unmatchedCount = matched.reduce((count, flag) => count + (flag ? 0 : 1), 0);
  const sourceRows = new Int32Array(size + unmatchedCount);
  const tableRows = new Int32Array(size + unmatchedCount);
  let at = 0;
  const addPair = (source: number, target: number): void => {
    sourceRows[at] = source;
    tableRows[at] = target;
    at += 1;
  };
  leftKeys.forEach((key, source) => {
    let row = key === NULL_CODE ? -1 : (head.get(key) ?? -1);
    if (row < 0) addPair(source, -1);
    for (; row >= 0; row = next[row] as number) addPair(source, row);
  });
  matched.forEach((flag, row) => {
    if (!flag) addPair(-1, row);
  });
  return { sourceRows, tableRows };
}

function completeIsland(index: number, island: PartialIsland): Island {
  const uniqueTables = new Set<number>();
  for (const table of island.tables) {
    const seen = new Uint8Array(table.rowCount);
    let repeats = false;
    for (const row of island.pointers.get(table.index) ?? []) {
      if (row < 0) continue;
      if (seen[row]) repeats = true;
      seen[row] = 1;
    }
    if (!repeats) uniqueTables.add(table.index);
  }
  return {
    index,
    rowCount: island.rowCount,
    tables: island.tables.map((table) => table.index),
    pointers: island.pointers,
    parents: island.parents,
    uniqueTables,
  };
}

/** Maximum number of rows that belong to no table. */
const MAX_ROWS = 1 << 16;

/** Returns the index of an island of rows that belong to no table: its number and its number of rows. Nothing is stored. */
export function separateIndex(number: number, rowCount: number): number {
  if (rowCount >= MAX_ROWS) throw new RangeError(`${rowCount} rows are more than ${MAX_ROWS - 1}.`);
  return number * MAX_ROWS + rowCount;
}

/** Returns the island of an index of {@link separateIndex}; undefined for any other index. */
export function separateIsland(index: number): Island | undefined {
  if (index < MAX_ROWS) return undefined;
  return {
    index,
    rowCount: index % MAX_ROWS,
    tables: [],
    pointers: new Map(),
    parents: new Map(),
    uniqueTables: new Set(),
  };
}
