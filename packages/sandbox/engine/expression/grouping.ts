import type { Field } from '../model/field.ts';
import type { Island } from '../model/island.ts';
import { distinctRows } from './distinct-rows.ts';

/** A grouping by some of the dimensions of another grouping, and per group there its group here. */
export interface GroupingPart {
  readonly grouping: Grouping;
  readonly groupMap: Int32Array;
}

/**
 * Rows of an island in groups: one group per combination of dimension values that occurs.
 *
 * A grouping without dimensions has one group, with the rows of any island. Dimensions of several islands are not associated: their
 * grouping is the cross product of a grouping per island, its parts.
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
    /** The groupings per island of a cross product; empty for a grouping of one island. */
    readonly parts: readonly GroupingPart[] = [],
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

  /**
   * Returns the cross product of groupings of different islands.
   * @param places per dimension the index of its part, and its index there
   */
  static product(
    groupings: readonly Grouping[],
    places: readonly { readonly part: number; readonly place: number }[],
  ): Grouping {
    const [only] = groupings;
    if (only && groupings.length === 1) return only;
    const size = groupings.reduce((count, grouping) => count * grouping.size, 1);
    let repeats = size;
    const parts = groupings.map((grouping): GroupingPart => {
      repeats = grouping.size === 0 ? 0 : repeats / grouping.size;
      const each = repeats;
      const groupMap = Int32Array.from(
        { length: size },
        (_, group) => Math.floor(group / each) % grouping.size,
      );
      return { grouping, groupMap };
    });
    const fields = places.flatMap(({ part, place }) => groupings[part]?.fields[place] ?? []);
    const codes = places.map(({ part, place }) => {
      const own = groupings[part]?.codes[place];
      return Int32Array.from(parts[part]?.groupMap ?? [], (group) => own?.[group] ?? -1);
    });
    return new Grouping(fields, undefined, size, undefined, codes, parts);
  }

  /** Returns the part with an island's rows, and its group per group here. Data of any other island has the same value in all groups. */
  partOf(island: number): GroupingPart {
    const known = this.parts.find(({ grouping }) => grouping.island?.index === island) ?? this.parts[0];
    return known ?? { grouping: this, groupMap: Int32Array.from({ length: this.size }, (_, group) => group) };
  }

  /** Returns a grouping with all rows of this grouping in one group. */
  asSingleGroup(): GroupingPart {
    if (this.parts.length > 0) return this.coarserParts([]);
    const groupOf = this.groupOf?.map((group) => (group < 0 ? -1 : 0));
    return {
      grouping: new Grouping([], this.island, 1, groupOf, []),
      groupMap: new Int32Array(this.size),
    };
  }

  /** Returns the grouping by some of the fields, and per group of this grouping its group there. */
  coarser(names: readonly string[]): GroupingPart {
    return this.coarserByPlaces(
      this.fields.flatMap((field, place) => (names.includes(field.name) ? [place] : [])),
    );
  }

  /** Like {@link coarser}, with the indexes of the fields, in the given order. */
  coarserByPlaces(places: readonly number[]): GroupingPart {
    if (this.parts.length > 0) return this.coarserParts(places);
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

  /** Returns the cross product of the parts' groupings by some of the dimensions. */
  private coarserParts(places: readonly number[]): GroupingPart {
    const found = places.map((place) => this.locate(place));
    const coarse = this.parts.map(({ grouping }, part) => {
      const own = found.filter((at) => at.part === part).map(({ place }) => place);
      return own.length > 0 ? grouping.coarserByPlaces(own) : grouping.asSingleGroup();
    });
    const counts = this.parts.map(() => 0);
    const order = found.map(({ part }) => {
      const place = counts[part] ?? 0;
      counts[part] = place + 1;
      return { part, place };
    });
    const groupMap = new Int32Array(this.size);
    coarse.forEach(({ grouping, groupMap: own }, part) => {
      const groups = this.parts[part]?.groupMap;
      for (let group = 0; group < this.size; group += 1)
        groupMap[group] = (groupMap[group] as number) * grouping.size + (own[groups?.[group] ?? 0] ?? 0);
    });
    const groupings = coarse.map(({ grouping }) => grouping);
    return { grouping: Grouping.product(groupings, order), groupMap };
  }

  /** Returns the part of a dimension, and its index there. */
  private locate(place: number): { readonly part: number; readonly place: number } {
    const field = this.fields[place];
    const part = this.parts.findIndex(({ grouping }) => grouping.island?.index === field?.island);
    const before = this.fields.slice(0, place).filter((other) => other.island === field?.island);
    return { part, place: before.length };
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
