import { toFlag, toObject } from '../protocol/json.ts';
import type { Cube } from './cube.ts';
import { levelOrder } from './level-order.ts';
import { isOpen, nodeKey, type PivotExpansion, type PivotSide } from './pivot-expansion.ts';

/** What a level of a pivot table holds: a dimension by its place, or the measures. */
export type PivotLevel = number | 'measures';

/** `NxDimCellType` of a pivot node: normal, null, others, total, measure ("pseudo"), empty. */
type PivotNodeType = 'N' | 'U' | 'O' | 'T' | 'P' | 'E';

/** A node of a pivot table's left or top side. */
export interface PivotNode {
  readonly type: PivotNodeType;
  readonly level: number;
  /** Code of its value, or place of its measure; -1 for total and empty. */
  readonly code: number;
  readonly key: string;
  readonly canExpand: boolean;
  readonly canCollapse: boolean;
  /** First leaf below it and how many; a leaf is a row (left) or column (top) of the data. */
  readonly firstLeaf: number;
  readonly leafCount: number;
  readonly children: readonly PivotNode[];
}

/** A row or a column of the data: the values it is about, outermost first, and its measure where that is on this side. */
export interface PivotLeaf {
  readonly codes: readonly number[];
  readonly measure: number | undefined;
}

/** One side of a pivot table. */
export interface PivotAxis {
  readonly side: PivotSide;
  readonly levels: readonly PivotLevel[];
  /** Dimensions of this side by place, outermost first. */
  readonly dimensions: readonly number[];
  readonly nodes: readonly PivotNode[];
  readonly leaves: readonly PivotLeaf[];
}

/** Values of a dimension that occur below each value of the dimensions outside of it. */
type Members = Map<number, Members>;

/** Builds one side: only what is open is made, so a closed branch costs nothing however much is below it. */
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

interface Branch {
  readonly members: Members;
  /** Values so far; a closed node or a total adds none. */
  readonly codes: readonly number[];
  readonly path: readonly string[];
  readonly measure: number | undefined;
  /** Below a closed node or a total: dimensions are empty there, measures are not. */
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

  /** How many levels show: to the deepest open node, and to the measures at least. All branches are padded to that. */
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
      if (this.isBelowShown(path, level))
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
    const isTotaled = this.hasTotal(kind);
    const ended: Branch = { ...branch, isEnded: true };
    const total = (): readonly PivotNode[] => (isTotaled ? [this.node('T', -1, level, depth, ended)] : []);
    const above = this.isTotalAbove ? total() : [];
    const own = [...branch.members.keys()].sort(levelOrder(this.cube, kind)).map((code) => {
      const path = [...branch.path, String(code)];
      const members = branch.members.get(code) ?? new Map<number, Members>();
      const isEnded = !this.isBelowShown(path, level);
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
    const hasBelow =
      (type === 'N' || type === 'U' || type === 'O') && this.hasDimensionBelow(level) && !this.isAlwaysOpen;
    return {
      type,
      level,
      code,
      key,
      canExpand: hasBelow && !isOpen(this.expansion, key),
      canCollapse: hasBelow && isOpen(this.expansion, key),
      firstLeaf,
      leafCount: this.leaves.length - firstLeaf,
      children,
    };
  }

  private typeOf(dimension: number, code: number): PivotNodeType {
    if (code === this.cube.others[dimension]?.code) return 'O';
    return code < 0 ? 'U' : 'N';
  }

  private isBelowShown(path: readonly string[], level: number): boolean {
    if (!this.hasDimensionBelow(level)) return true;
    return isOpen(this.expansion, nodeKey(this.side, path));
  }

  private hasDimensionBelow(level: number): boolean {
    return this.levels.slice(level + 1).some((kind) => kind !== 'measures');
  }

  private hasTotal(dimension: number): boolean {
    const definition = this.cube.dimensions[dimension]?.definition ?? {};
    return (
      toFlag(definition['qShowTotal']) ||
      toObject(definition['qOtherTotalSpec'])['qTotalMode'] === 'TOTAL_EXPR'
    );
  }

  private measures(): readonly number[] {
    return this.cube.measures.flatMap(({ measure }, place) => (measure.isHidden ? [] : [place]));
  }
}
