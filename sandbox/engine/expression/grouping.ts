import type { Field } from '../model/field.ts';
import type { Island } from '../model/island.ts';

/**
 * Rows of an island put into groups: one group per combination of dimension values that occurs.
 *
 * A grouping without dimensions has one group and takes rows of any island.
 */
export class Grouping {
  private readonly rowLists = new WeakMap<Uint8Array, Map<string, Int32Array>>();

  private constructor(
    readonly fields: readonly Field[],
    /** Undefined where there are no dimensions. */
    readonly island: Island | undefined,
    readonly size: number,
    /** Group per row; -1 where the row is in none. Undefined stands for "all rows in group 0". */
    readonly groupOf: Int32Array | undefined,
    /** Per dimension the code of each group. */
    readonly codes: readonly Int32Array[],
  ) {}

  /** The one group of everything. */
  static single(): Grouping {
    return new Grouping([], undefined, 1, undefined, []);
  }

  /**
   * Groups the rows in `domain` by the fields, which all lie in the island.
   * @param excludeNull per field: rows without a value are left out
   */
  static by(
    fields: readonly Field[],
    island: Island,
    domain: Uint8Array,
    excludeNull: readonly boolean[] = [],
  ): Grouping {
    const { rowCount } = island;
    let groups = new Int32Array(rowCount);
    for (let row = 0; row < rowCount; row += 1) groups[row] = domain[row] === 1 ? 0 : -1;
    let size = 1;
    for (const [place, field] of fields.entries()) {
      const refined = refine(groups, size, field, excludeNull[place] ?? false);
      groups = refined.groups;
      size = refined.size;
    }
    const codes = fields.map(() => new Int32Array(size).fill(-1));
    for (let row = 0; row < rowCount; row += 1) {
      const group = groups[row] as number;
      if (group < 0) continue;
      for (const [place, field] of fields.entries()) {
        const column = codes[place];
        if (column) column[group] = field.codes[row] as number;
      }
    }
    return new Grouping(fields, island, fields.length === 0 ? 1 : size, groups, codes);
  }

  /** All rows of this grouping, and only these, as one group. */
  whole(): { readonly grouping: Grouping; readonly groupThere: Int32Array } {
    const groupOf = this.groupOf?.map((group) => (group < 0 ? -1 : 0));
    return {
      grouping: new Grouping([], this.island, 1, groupOf, []),
      groupThere: new Int32Array(this.size),
    };
  }

  /** The grouping by only some of the fields, and for each group here its group there. */
  coarser(names: readonly string[]): { readonly grouping: Grouping; readonly groupThere: Int32Array } {
    return this.atPlaces(this.fields.flatMap((field, place) => (names.includes(field.name) ? [place] : [])));
  }

  /** As {@link coarser}, by the places of the fields, in the order given. */
  atPlaces(places: readonly number[]): { readonly grouping: Grouping; readonly groupThere: Int32Array } {
    if (places.length === 0 || !this.groupOf) {
      return { grouping: Grouping.single(), groupThere: new Int32Array(this.size) };
    }
    const columns = places.map((place) => this.codes[place] ?? new Int32Array(this.size).fill(-1));
    const ids = new Map<string | number, number>();
    const groupThere = new Int32Array(this.size);
    const [only] = columns;
    for (let group = 0; group < this.size; group += 1) {
      const key =
        columns.length === 1 && only
          ? (only[group] as number)
          : columns.map((codes) => codes[group]).join('|');
      const id = ids.get(key) ?? ids.size;
      ids.set(key, id);
      groupThere[group] = id;
    }
    const groupOf = this.groupOf.map((group) => (group < 0 ? -1 : (groupThere[group] as number)));
    const fields = places.flatMap((place) => this.fields[place] ?? []);
    const codes = columns.map((source) => {
      const column = new Int32Array(ids.size);
      groupThere.forEach((there, group) => {
        column[there] = source[group] as number;
      });
      return column;
    });
    return { grouping: new Grouping(fields, this.island, ids.size, groupOf, codes), groupThere };
  }

  /**
   * The rows that an aggregation over the given tables takes: those in the mask and in a group, each combination of table
   * rows once per group. Without de-duplication, a value in a dimension table would count once per row of the fact table.
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

  /** Group per row of that island; undefined where all rows are in group 0, and that for all groups. */
  groupIn(island: Island): Int32Array | undefined {
    return this.island === undefined || this.island.index === island.index ? this.groupOf : undefined;
  }
}

/** Combinations that fit in a table of this size are numbered through it, others through a map. */
const MAX_DENSE = 1 << 22;

function refine(
  groups: Int32Array,
  size: number,
  field: Field,
  excludeNull: boolean,
): { groups: Int32Array<ArrayBuffer>; size: number } {
  const refined = new Int32Array(groups.length).fill(-1);
  const width = field.symbols.size + 1;
  const dense = size * width <= MAX_DENSE ? new Int32Array(size * width).fill(-1) : undefined;
  const sparse = new Map<number, number>();
  let count = 0;
  for (let row = 0; row < groups.length; row += 1) {
    const group = groups[row] as number;
    if (group < 0) continue;
    const code = field.codes[row] as number;
    if (code < 0 && excludeNull) continue;
    const key = group * width + code + 1;
    let id = dense ? (dense[key] as number) : (sparse.get(key) ?? -1);
    if (id < 0) {
      id = count;
      count += 1;
      if (dense) dense[key] = id;
      else sparse.set(key, id);
    }
    refined[row] = id;
  }
  return { groups: refined, size: count };
}

function distinctRows(
  island: Island,
  tables: readonly number[],
  mask: Uint8Array,
  groupOf: Int32Array | undefined,
  groupCount: number,
): Int32Array {
  const pointers = tables.flatMap((table) => island.pointers.get(table) ?? []);
  const isUnique = tables.length === 0 || tables.some((table) => island.unrepeated.has(table));
  const rows = new Int32Array(island.rowCount);
  const seen = isUnique ? undefined : new SeenRows(pointers, groupOf ? groupCount : 1);
  let count = 0;
  for (let row = 0; row < island.rowCount; row += 1) {
    if (mask[row] !== 1) continue;
    const group = groupOf ? (groupOf[row] as number) : 0;
    if (group < 0) continue;
    if (pointers.length > 0 && !pointers.some((pointer) => (pointer[row] as number) >= 0)) continue;
    if (seen && !seen.add(group, row)) continue;
    rows[count] = row;
    count += 1;
  }
  return rows.slice(0, count);
}

/** Remembers which (group, table rows) were met. */
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
