import type { Island } from './island.ts';

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
