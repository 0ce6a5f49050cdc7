import type { Field } from '../model/field.ts';
import type { Island } from '../model/island.ts';

/**
 * Rows of an island in groups: one group per combination of dimension values that occurs.
 *
 * A grouping without dimensions has one group, with the rows of any island.
 */
export class Grouping {
  private readonly rowLists = new WeakMap<Uint8Array, Map<string, Int32Array>>();

  private constructor(
    readonly fields: readonly Field[],
    /** Undefined without dimensions. */
    readonly island: Island | undefined,
    readonly size: number,
    /** Group per row; -1 for a row without a group. Undefined stands for "all rows in group 0". */
    readonly groupOf: Int32Array | undefined,
    /** Per dimension the code of each group. */
    readonly codes: readonly Int32Array[],
  ) {}

  /** Returns a grouping with all rows in one group. */
  static single(): Grouping {
    return new Grouping([], undefined, 1, undefined, []);
  }

  /**
   * Groups the rows in `domain` by fields of the island.
   * @param excludeNull per field whether rows without a value are excluded
   */
  static by(
    fields: readonly Field[],
    island: Island,
    domain: Uint8Array,
    excludeNull: readonly boolean[] = [],
  ): Grouping {
    const { rowCount } = island;
    const groups = new Int32Array(rowCount);
    // A flag of 1 is group 0, a flag of 0 no group.
    for (let row = 0; row < rowCount; row += 1) groups[row] = (domain[row] as number) - 1;
    let size = 1;
    let codes: readonly Int32Array[] = [];
    for (const [place, field] of fields.entries()) {
      const refined = refine(groups, size, field, excludeNull[place] ?? false);
      const outer = codes.map((column) => refined.parents.map((parent) => column[parent] as number));
      codes = [...outer, refined.codes];
      size = refined.codes.length;
    }
    return new Grouping(fields, island, fields.length === 0 ? 1 : size, groups, codes);
  }

  /** Returns a grouping with all rows of this grouping in one group. */
  asSingleGroup(): { readonly grouping: Grouping; readonly groupMap: Int32Array } {
    const groupOf = this.groupOf?.map((group) => (group < 0 ? -1 : 0));
    return {
      grouping: new Grouping([], this.island, 1, groupOf, []),
      groupMap: new Int32Array(this.size),
    };
  }

  /** Returns the grouping by some of the fields, and per group of this grouping its group there. */
  coarser(names: readonly string[]): { readonly grouping: Grouping; readonly groupMap: Int32Array } {
    return this.coarserByPlaces(
      this.fields.flatMap((field, place) => (names.includes(field.name) ? [place] : [])),
    );
  }

  /** Like {@link coarser}, with the indexes of the fields, in the given order. */
  coarserByPlaces(places: readonly number[]): { readonly grouping: Grouping; readonly groupMap: Int32Array } {
    if (places.length === 0 || !this.groupOf) {
      return { grouping: Grouping.single(), groupMap: new Int32Array(this.size) };
    }
    const columns = places.map((place) => this.codes[place] ?? new Int32Array(this.size).fill(-1));
    const ids = new Map<string | number, number>();
    const groupMap = new Int32Array(this.size);
    const [only] = columns;
    for (let group = 0; group < this.size; group += 1) {
      const key =
        columns.length === 1 && only
          ? (only[group] as number)
          : columns.map((codes) => codes[group]).join('|');
      const id = ids.get(key) ?? ids.size;
      ids.set(key, id);
      groupMap[group] = id;
    }
    const groupOf = this.groupOf.map((group) => (group < 0 ? -1 : (groupMap[group] as number)));
    const fields = places.flatMap((place) => this.fields[place] ?? []);
    const codes = columns.map((source) => {
      const column = new Int32Array(ids.size);
      groupMap.forEach((mappedGroup, group) => {
        column[mappedGroup] = source[group] as number;
      });
      return column;
    });
    return { grouping: new Grouping(fields, this.island, ids.size, groupOf, codes), groupMap };
  }

  /**
   * Returns the rows of an aggregation over tables: the rows in the mask and in a group, each combination of table rows once
   * per group. Without deduplication, a value of a dimension table would count once per row of the fact table.
   */
  rowsFor(island: Island, tables: readonly number[], mask: Uint8Array): Int32Array {
    const key = `${island.index}:${tables.join(',')}`;
    let lists = this.rowLists.get(mask);
    if (!lists) {
      lists = new Map();
      this.rowLists.set(mask, lists);
    }
    const known = lists.get(key);
    if (known) return known;
    const rows = distinctRows(island, tables, mask, this.groupIn(island), this.size);
    lists.set(key, rows);
    return rows;
  }

  /** Returns the group per row of an island; undefined when all rows are in group 0, or for another island than the grouping's. */
  groupIn(island: Island): Int32Array | undefined {
    return this.island === undefined || this.island.index === island.index ? this.groupOf : undefined;
  }
}

/** Maximum size of a dense table of combinations; above it a map is used. */
const MAX_DENSE = 1 << 22;

/**
 * Splits groups by a field, in place.
 * @returns per new group its previous group and its code
 */
function refine(
  groups: Int32Array,
  size: number,
  field: Field,
  excludeNull: boolean,
): { readonly parents: Int32Array; readonly codes: Int32Array } {
  const width = field.symbols.size + 1;
  const dense = size * width <= MAX_DENSE ? new Int32Array(size * width).fill(-1) : undefined;
  const sparse = new Map<number, number>();
  const column = field.codes;
  const parents: number[] = [];
  const codes: number[] = [];
  for (let row = 0; row < groups.length; row += 1) {
    const group = groups[row] as number;
    if (group < 0) continue;
    const code = column[row] as number;
    if (code < 0 && excludeNull) {
      groups[row] = -1;
      continue;
    }
    const key = group * width + code + 1;
    let id = dense ? (dense[key] as number) : (sparse.get(key) ?? -1);
    if (id < 0) {
      id = codes.length;
      parents.push(group);
      codes.push(code);
      if (dense) dense[key] = id;
      else sparse.set(key, id);
    }
    groups[row] = id;
  }
  return { parents: Int32Array.from(parents), codes: Int32Array.from(codes) };
}

function distinctRows(
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
