import type { Grouping } from './grouping.ts';

/** How a chart shows the groups of a cube; inter-record functions such as `Above` go by it. */
export interface ChartOrder {
  /** Groups in the order of the chart's rows; one that is left out is not shown. */
  readonly order: Int32Array;
  /** In a pivot table how many of the dimensions are on the left; all where left out. */
  readonly leftDimensions?: number;
}

/** The groups that a function looks at from one group, and where among them that group stands. */
export interface Segment {
  readonly groups: readonly number[];
  /** -1 for a group that the chart does not show. */
  readonly place: number;
}

const EMPTY_SEGMENT: Segment = { groups: [], place: -1 };

/** Which way a segment runs: down a column of the chart, or along a row of a pivot table. */
export type Direction = 'column' | 'row';

/** The groups of a cube as rows and columns of a chart. */
export class ChartRows {
  private readonly order: Int32Array;
  private readonly leftDimensions: number;
  private readonly segments = new Map<string, readonly Segment[]>();

  constructor(
    private readonly grouping: Grouping,
    chart: ChartOrder | undefined,
  ) {
    this.order = chart?.order ?? loadOrder(grouping);
    this.leftDimensions = chart?.leftDimensions ?? grouping.fields.length;
  }

  get dimensions(): number {
    return this.leftDimensions;
  }

  get topDimensions(): number {
    return this.grouping.fields.length - this.leftDimensions;
  }

  /**
   * A segment leaves out the last dimension of its direction: the rows of one group of rows, or the columns of one group of
   * columns. In total it leaves out all of that direction.
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
    for (const group of this.order) {
      const key = fixed.map((place) => codes[place]?.[group]).join('|');
      const groups = lists.get(key) ?? [];
      lists.set(key, groups);
      segments[group] = { groups, place: groups.push(group) - 1 };
    }
    return segments;
  }
}

/** Groups in the order in which the values of their dimensions were loaded. */
function loadOrder({ codes, size }: Grouping): Int32Array {
  return Int32Array.from({ length: size }, (_, group) => group).sort((left, right) => {
    for (const column of codes) {
      const difference = (column[left] ?? -1) - (column[right] ?? -1);
      if (difference !== 0) return difference;
    }
    return left - right;
  });
}
