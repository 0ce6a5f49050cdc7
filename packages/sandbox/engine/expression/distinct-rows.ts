import type { Island } from '../model/island.ts';

/**
 * Returns the rows in a mask and in a group that have a row of the tables, each combination of table rows once per group.
 */
export function distinctRows(
  island: Island,
  tables: readonly number[],
  mask: Uint8Array,
  groupOf: Int32Array | undefined,
  groupCount: number,
): Int32Array {
  const pointers = tables.flatMap((table) => island.pointers.get(table) ?? []);
  const isUnique = tables.length === 0 || tables.some((table) => island.uniqueTables.has(table));
  const [only] = pointers;
  if (isUnique && pointers.length <= 1) return maskedRows(mask, groupOf, only);
  const rows = new Int32Array(island.rowCount);
  const seen = isUnique ? undefined : new SeenRows(pointers, groupOf ? groupCount : 1);
  let count = 0;
  for (let row = 0; row < island.rowCount; row += 1) {
    if (mask[row] !== 1) continue;
    const group = groupOf ? (groupOf[row] as number) : 0;
    if (group < 0) continue;
    if (!hasTableRow(pointers, row)) continue;
    if (seen && !seen.add(group, row)) continue;
    rows[count] = row;
    count += 1;
  }
  return rows.slice(0, count);
}

function hasTableRow(pointers: readonly Int32Array[], row: number): boolean {
  for (const pointer of pointers) if ((pointer[row] as number) >= 0) return true;
  return pointers.length === 0;
}

/** Returns the rows in the mask and in a group that have a row of the table, in which no row occurs twice. */
function maskedRows(
  mask: Uint8Array,
  groupOf: Int32Array | undefined,
  pointer: Int32Array | undefined,
): Int32Array {
  const rows = new Int32Array(mask.length);
  let count = 0;
  for (let row = 0; row < mask.length; row += 1) {
    if (mask[row] !== 1) continue;
    if (groupOf && (groupOf[row] as number) < 0) continue;
    if (pointer && (pointer[row] as number) < 0) continue;
    rows[count] = row;
    count += 1;
  }
  return rows.slice(0, count);
}

/** Set of (group, table rows) that have occurred. */
class SeenRows {
  private readonly width: number;
  private readonly bits: Uint8Array | undefined;
  private readonly keys = new Set<number | string>();

  constructor(
    private readonly pointers: readonly Int32Array[],
    groupCount: number,
  ) {
    this.width =
      pointers.length === 1 && pointers[0]
        ? pointers[0].reduce((most, row) => Math.max(most, row + 1), 0)
        : 0;
    const cells = this.width * groupCount;
    this.bits = this.width > 0 && cells <= 1 << 26 ? new Uint8Array(cells) : undefined;
  }

  add(group: number, row: number): boolean {
    const [first] = this.pointers;
    if (this.bits && first) {
      const cell = group * this.width + (first[row] as number);
      if (this.bits[cell] === 1) return false;
      this.bits[cell] = 1;
      return true;
    }
    const key =
      this.pointers.length === 1 && first
        ? group * this.width + (first[row] as number)
        : `${group}|${this.pointers.map((pointer) => pointer[row]).join('|')}`;
    if (this.keys.has(key)) return false;
    this.keys.add(key);
    return true;
  }
}
