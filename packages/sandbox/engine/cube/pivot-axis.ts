import { toFlag, toObject } from '../protocol/json.ts';
import type { CubeDimension } from './columns.ts';
import type { Cube } from './cube.ts';
import { levelOrder } from './level-order.ts';
import { isOpen, nodeKey, type PivotExpansion, type PivotSide } from './pivot-expansion.ts';

/** A level of a pivot table: the index of a dimension, or the measures. */
export type PivotLevel = number | 'measures';

/** `NxDimCellType` of a pivot node: normal, null, others, total, pseudo (measure), empty. */
type PivotNodeType = 'N' | 'U' | 'O' | 'T' | 'P' | 'E';

/** A node of the left or top side of a pivot table. */
export interface PivotNode {
  readonly type: PivotNodeType;
  readonly level: number;
  /** Code of the value, or index of the measure; -1 for total and empty. */
  readonly code: number;
  readonly key: string;
  readonly canExpand: boolean;
  readonly canCollapse: boolean;
  /** Index of the first leaf below the node, and number of leaves; a leaf is a row (left) or column (top) of the data. */
  readonly firstLeaf: number;
  readonly leafCount: number;
  readonly children: readonly PivotNode[];
}

/** A row or column of the data: its values, outermost first, and its measure if the measures are on this side. */
export interface PivotLeaf {
  readonly codes: readonly number[];
  readonly measure: number | undefined;
}

/** One side of a pivot table. */
export interface PivotAxis {
  readonly side: PivotSide;
  readonly levels: readonly PivotLevel[];
  /** Indexes of the side's dimensions, outermost first. */
  readonly dimensions: readonly number[];
  readonly nodes: readonly PivotNode[];
  readonly leaves: readonly PivotLeaf[];
}

/** Values of a dimension that occur below each value of the outer dimensions. */
type Members = Map<number, Members>;

/** Builds one side of a pivot table. Only expanded nodes are built: collapsed branches have no cost. */
export function pivotAxis(
  cube: Cube,
  side: PivotSide,
  levels: readonly PivotLevel[],
  expansion: PivotExpansion,
): PivotAxis {
  const dimensions = levels.filter((level): level is number => level !== 'measures');
  const builder = new AxisBuilder(cube, side, levels, expansion);
  const nodes = builder.build(membersOf(cube, dimensions));
  return { side, levels, dimensions, nodes, leaves: builder.leaves };
}

function membersOf(cube: Cube, dimensions: readonly number[]): Members {
  const root: Members = new Map();
  const columns = dimensions.flatMap((dimension) => cube.codes[dimension] ?? []);
  for (const group of cube.order) {
    let members = root;
    for (const column of columns) {
      const code = column[group] as number;
      let below = members.get(code);
      if (!below) {
        below = new Map();
        members.set(code, below);
      }
      members = below;
    }
  }
  return root;
}

/** Returns whether a dimension has totals. */
export function hasTotal({ definition }: CubeDimension): boolean {
  return (
    toFlag(definition['qShowTotal']) || toObject(definition['qOtherTotalSpec'])['qTotalMode'] === 'TOTAL_EXPR'
  );
}

interface Branch {
  readonly members: Members;
  /** Values from the root; a collapsed node or a total adds none. */
  readonly codes: readonly number[];
  readonly path: readonly string[];
  readonly measure: number | undefined;
  /** True below a collapsed node or a total, where dimensions are empty but measures are not. */
  readonly isEnded: boolean;
}

class AxisBuilder {
  readonly leaves: PivotLeaf[] = [];
  private readonly isTotalAbove: boolean;
  private readonly isAlwaysOpen: boolean;

  constructor(
    private readonly cube: Cube,
    private readonly side: PivotSide,
    private readonly levels: readonly PivotLevel[],
    private readonly expansion: PivotExpansion,
  ) {
    this.isTotalAbove = toFlag(cube.definition['qShowTotalsAbove']);
    this.isAlwaysOpen = toFlag(cube.definition['qAlwaysFullyExpanded']);
  }

  build(members: Members): readonly PivotNode[] {
    const root: Branch = { members, codes: [], path: [], measure: undefined, isEnded: false };
    if (this.levels.length === 0) {
      this.leaves.push(root);
      return [];
    }
    return this.level(root, 0, this.depthOf(root, 0));
  }

  /** Returns the number of visible levels: down to the deepest expanded node, at least to the measures. Other branches are padded. */
  private depthOf(branch: Branch, level: number): number {
    const kind = this.levels[level];
    if (kind === undefined) return level;
    if (kind === 'measures') {
      return Math.max(
        level + 1,
        ...this.measures().map((measure) =>
          this.depthOf({ ...branch, measure, path: [...branch.path, `m${measure}`] }, level + 1),
        ),
      );
    }
    const last = this.levels.lastIndexOf('measures');
    let depth = Math.max(level + 1, last + 1);
    for (const [code, members] of branch.members) {
      if (depth >= this.levels.length) break;
      const path = [...branch.path, String(code)];
      if (this.showsChildren(path, level))
        depth = Math.max(depth, this.depthOf({ ...branch, members, path }, level + 1));
    }
    return depth;
  }

  private level(branch: Branch, level: number, depth: number): readonly PivotNode[] {
    if (level >= depth) return [];
    const kind = this.levels[level];
    if (kind === undefined) return [];
    if (kind === 'measures') {
      return this.measures().map((measure) =>
        this.node('P', measure, level, depth, {
          ...branch,
          measure,
          path: [...branch.path, `m${measure}`],
        }),
      );
    }
    if (branch.isEnded) return [this.node('E', -1, level, depth, branch)];
    const dimension = this.cube.dimensions[kind];
    const isTotaled = dimension !== undefined && hasTotal(dimension);
    const ended: Branch = { ...branch, isEnded: true };
    const total = (): readonly PivotNode[] => (isTotaled ? [this.node('T', -1, level, depth, ended)] : []);
    const above = this.isTotalAbove ? total() : [];
    const own = [...branch.members.keys()].sort(levelOrder(this.cube, kind)).map((code) => {
      const path = [...branch.path, String(code)];
      const members = branch.members.get(code) ?? new Map<number, Members>();
      const isEnded = !this.showsChildren(path, level);
      return this.node(this.typeOf(kind, code), code, level, depth, {
        ...branch,
        members,
        codes: [...branch.codes, code],
        path,
        isEnded,
      });
    });
    return [...above, ...own, ...(this.isTotalAbove ? [] : total())];
  }

  private node(type: PivotNodeType, code: number, level: number, depth: number, branch: Branch): PivotNode {
    const firstLeaf = this.leaves.length;
    const children = this.level(branch, level + 1, depth);
    if (children.length === 0) this.leaves.push({ codes: branch.codes, measure: branch.measure });
    const key = nodeKey(this.side, branch.path);
    const isExpandable =
      (type === 'N' || type === 'U' || type === 'O') && this.hasInnerDimension(level) && !this.isAlwaysOpen;
    return {
      type,
      level,
      code,
      key,
      canExpand: isExpandable && !isOpen(this.expansion, key),
      canCollapse: isExpandable && isOpen(this.expansion, key),
      firstLeaf,
      leafCount: this.leaves.length - firstLeaf,
      children,
    };
  }

  private typeOf(dimension: number, code: number): PivotNodeType {
    if (code === this.cube.others[dimension]?.code) return 'O';
    return code < 0 ? 'U' : 'N';
  }

  private showsChildren(path: readonly string[], level: number): boolean {
    if (!this.hasInnerDimension(level)) return true;
    return isOpen(this.expansion, nodeKey(this.side, path));
  }

  private hasInnerDimension(level: number): boolean {
    return this.levels.slice(level + 1).some((kind) => kind !== 'measures');
  }

  private measures(): readonly number[] {
    return this.cube.measures.flatMap(({ measure }, place) => (measure.isHidden ? [] : [place]));
  }
}
