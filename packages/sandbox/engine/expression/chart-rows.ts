import type { Grouping } from './grouping.ts';

/** The order of a cube's groups in a chart, for inter-record functions such as `Above`. */
export interface ChartOrder {
  /** Visible groups in the order of the chart's rows. */
  readonly order: Int32Array;
  /** Number of left dimensions in a pivot table; all dimensions by default. */
  readonly leftDimensions?: number;
}

/** The groups that an inter-record function can access from one group, and the index of that group. */
export interface Segment {
  readonly groups: readonly number[];
  /** -1 for a group that is not visible. */
  readonly place: number;
}

const EMPTY_SEGMENT: Segment = { groups: [], place: -1 };

/** Direction of a segment: a column of the chart, or a row of a pivot table. */
export type Direction = 'column' | 'row';

/** The groups of a cube as rows and columns of a chart. */
export class ChartRows {
  private readonly leftDimensions: number;
  private readonly segments = new Map<string, readonly Segment[]>();

  constructor(
    private readonly grouping: Grouping,
    private readonly chart: ChartOrder | undefined,
  ) {
    this.leftDimensions = chart?.leftDimensions ?? grouping.fields.length;
  }

  get dimensions(): number {
    return this.leftDimensions;
  }

  get topDimensions(): number {
    return this.grouping.fields.length - this.leftDimensions;
  }

  /**
   * Returns the segment of a group. The last dimension of the direction varies within a segment; with `total` all dimensions of
   * the direction vary.
   */
  segment(group: number, direction: Direction, isTotal: boolean): Segment {
    const key = `${direction}${isTotal}`;
    let segments = this.segments.get(key);
    if (!segments) {
      segments = this.computeSegments(this.fixedDimensions(direction, isTotal));
      this.segments.set(key, segments);
    }
    return segments[group] ?? EMPTY_SEGMENT;
  }

  private fixedDimensions(direction: Direction, isTotal: boolean): readonly number[] {
    const all = this.grouping.fields.map((_, place) => place);
    const left = all.slice(0, this.leftDimensions);
    const top = all.slice(this.leftDimensions);
    if (direction === 'column') return [...(isTotal ? [] : left.slice(0, -1)), ...top];
    return [...left, ...(isTotal ? [] : top.slice(0, -1))];
  }

  private computeSegments(fixed: readonly number[]): readonly Segment[] {
    const { codes, size } = this.grouping;
    const lists = new Map<string, number[]>();
    const segments = new Array<Segment>(size).fill(EMPTY_SEGMENT);
    // Most expressions have no segments, and to sort a million groups takes longer than to evaluate them.
    for (const group of this.chart?.order ?? loadOrder(this.grouping)) {
      const key = fixed.map((place) => codes[place]?.[group]).join('|');
      const groups = lists.get(key) ?? [];
      lists.set(key, groups);
      segments[group] = { groups, place: groups.push(group) - 1 };
    }
    return segments;
  }
}

/** Returns groups in the load order of their dimension values. */
function loadOrder({ codes, size }: Grouping): Int32Array {
  return Int32Array.from({ length: size }, (_, group) => group).sort((left, right) => {
    for (const column of codes) {
      const difference = (column[left] ?? -1) - (column[right] ?? -1);
      if (difference !== 0) return difference;
    }
    return left - right;
  });
}
