import { valueAt } from '../expression/value-column.ts';
import {
  jsonNumber,
  toArray,
  toFlag,
  toInteger,
  toNumber,
  toObject,
  type JsonObject,
} from '../protocol/json.ts';
import { attributeReader } from './attributes.ts';
import { NULL_ELEMENT, OTHER_ELEMENT, valueNumber, valueText } from './cells.ts';
import type { Cube } from './cube.ts';
import { levelOrder } from './level-order.ts';
import { readPages, type Page } from './pages.ts';

/** A node of a data tree: a value below the values of outer levels. */
export interface Branch {
  readonly code: number;
  /** Group of the cube; only at the last level, undefined for generated nodes. */
  readonly group: number | undefined;
  readonly firstRow: number;
  readonly children: readonly Branch[];
}

/** A hypercube in tree mode, in the structure of a public sample of an engine response: values are at the leaves. */
export interface DataTree {
  /** Indexes of dimensions, from the root down. */
  readonly levels: readonly number[];
  readonly roots: readonly Branch[];
  /** `qTreeNodesOnDim`: nodes per level. */
  readonly counts: readonly number[];
}

/** Returns the dimensions in the order of the tree's levels. */
export function treeLevels(cube: Cube): readonly number[] {
  return cube.sortOrder.filter((column) => cube.dimensions[column]?.field !== undefined);
}

const trees = new WeakMap<Cube, Map<string, DataTree>>();

/** Returns the tree over some of a cube's levels; cached per cube. */
export function dataTree(cube: Cube, levels = treeLevels(cube)): DataTree {
  const key = levels.join(',');
  const known = trees.get(cube)?.get(key);
  if (known) return known;
  const counts = levels.map(() => 0);
  let row = 0;
  const branches = (groups: readonly number[], depth: number): readonly Branch[] => {
    const level = levels[depth];
    const codes = level === undefined ? undefined : cube.codes[level];
    if (level === undefined || !codes) return [];
    const members = new Map<number, number[]>();
    for (const group of groups) {
      const code = codes[group] as number;
      const known = members.get(code);
      if (known) known.push(group);
      else members.set(code, [group]);
    }
    counts[depth] = (counts[depth] ?? 0) + members.size;
    return [...members.keys()].sort(levelOrder(cube, level)).map((code) => {
      const own = members.get(code) ?? [];
      const firstRow = row;
      const children = branches(own, depth + 1);
      const isLeaf = depth === levels.length - 1;
      if (isLeaf) row += 1;
      return { code, group: isLeaf ? own[0] : undefined, firstRow, children };
    });
  };
  const tree: DataTree = { levels, roots: branches([...cube.order], 0), counts };
  trees.set(cube, (trees.get(cube) ?? new Map<string, DataTree>()).set(key, tree));
  return tree;
}

/** Maximum number of nodes per response, as for the cells of a page. */
const MAX_NODES = 10_000;

/**
 * Returns `NxTreeNode`s for `NxTreeDataOption`: one root, or no node when the tree has more than `qMaxNbrOfNodes` or 10,000
 * nodes.
 */
export function treeNodes(cube: Cube, options: JsonObject): readonly JsonObject[] {
  if (cube.error) return [];
  const wanted = toObject(options['qTreeLevels']);
  const left = Math.max(toInteger(wanted['qLeft']), 0);
  const depth = toInteger(wanted['qDepth']);
  const levels = treeLevels(cube).slice(left, depth > 0 ? left + depth : undefined);
  const writer = new TreeWriter(cube, dataTree(cube, levels), readAreas(options, levels.length));
  const root = writer.root();
  const maxNodes = toNumber(options['qMaxNbrOfNodes']);
  return writer.count > Math.min(maxNodes > 0 ? maxNodes : MAX_NODES, MAX_NODES) ? [] : [root];
}

interface LevelArea {
  readonly top: number;
  readonly height: number;
  /** `qAllValues`: generates nodes for values that occur elsewhere in the tree. */
  readonly isFilled: boolean;
}

/** Returns the requested nodes per level; all nodes for a level without an area. */
function readAreas(options: JsonObject, levels: number): readonly LevelArea[] {
  const all: LevelArea = { top: 0, height: Number.POSITIVE_INFINITY, isFilled: false };
  const areas = Array.from({ length: levels }, () => all);
  for (const item of toArray(options['qTreeNodes']).map(toObject)) {
    const area: Page | undefined = readPages([item['qArea']])[0];
    if (!area || area.qWidth === 0) continue;
    for (let level = area.qLeft; level < Math.min(area.qLeft + area.qWidth, levels); level += 1)
      areas[level] = { top: area.qTop, height: area.qHeight, isFilled: toFlag(item['qAllValues']) };
  }
  return areas;
}

class TreeWriter {
  count = 0;
  private readonly attributes: readonly ((group: number) => JsonObject)[];
  private readonly measureAttributes: readonly ((group: number) => JsonObject)[];
  private readonly allCodes = new Map<number, readonly number[]>();

  constructor(
    private readonly cube: Cube,
    private readonly tree: DataTree,
    private readonly areas: readonly LevelArea[],
  ) {
    this.attributes = tree.levels.map((level) => {
      const dimension = cube.dimensions[level];
      return attributeReader(cube, dimension?.definition ?? {}, [dimension?.field?.name ?? '']);
    });
    this.measureAttributes = cube.measures.map(({ measure }) =>
      attributeReader(cube, measure.definition, undefined),
    );
  }

  root(): JsonObject {
    const nodes = this.nodes(this.tree.roots, 0, []);
    return {
      qValue: 0,
      qElemNo: -1,
      qGroupPos: 0,
      qGroupSize: this.tree.roots.length,
      qRow: 0,
      qType: 'R',
      qValues: [],
      qNodes: nodes,
      ...this.sums(nodes),
      qState: 'L',
      qTreePath: [],
    };
  }

  private nodes(branches: readonly Branch[], level: number, path: readonly number[]): readonly JsonObject[] {
    const area = this.areas[level];
    if (!area) return [];
    const filled = area.isFilled ? this.filled(branches, level) : branches;
    return filled
      .slice(area.top, area.top + area.height)
      .map((branch, place) => this.node(branch, level, place + area.top, path));
  }

  private node(branch: Branch, level: number, place: number, path: readonly number[]): JsonObject {
    this.count += 1;
    const dimension = this.tree.levels[level] ?? -1;
    const field = this.cube.dimensions[dimension]?.field;
    const isGenerated = branch.firstRow < 0;
    const isLast = level === this.tree.levels.length - 1;
    const nodes = isLast ? [] : this.nodes(branch.children, level + 1, [...path, place]);
    const { group } = branch;
    const others = this.cube.others[dimension];
    const label =
      branch.code === others?.code
        ? { qText: others.label, qValue: 'NaN', qElemNo: OTHER_ELEMENT }
        : branch.code < 0 || !field
          ? { qText: '-', qValue: 'NaN', qElemNo: NULL_ELEMENT }
          : {
              qText: field.symbols.textOf(branch.code),
              qValue: jsonNumber(field.symbols.numberOf(branch.code)),
              qElemNo: branch.code,
            };
    const isValue = label.qElemNo >= 0 && field !== undefined;
    return {
      ...label,
      qGroupPos: place,
      qGroupSize: branch.children.length,
      qRow: branch.firstRow,
      qType: isGenerated ? 'G' : label.qElemNo === OTHER_ELEMENT ? 'O' : isValue ? 'N' : 'U',
      qValues: group === undefined ? [] : this.values(group),
      qNodes: nodes,
      ...(group === undefined ? {} : this.attributes[level]?.(group)),
      ...(group === undefined ? this.sums(nodes) : this.leafSums(group)),
      ...(nodes.length > 0 ? { qCanExpand: true } : {}),
      qState: isValue ? this.stateOf(dimension, branch.code) : 'L',
      qTreePath: path,
    };
  }

  /** Returns the values of a group of nodes, completed with the values of other groups of the level. */
  private filled(branches: readonly Branch[], level: number): readonly Branch[] {
    const dimension = this.tree.levels[level] ?? -1;
    let all = this.allCodes.get(dimension);
    if (!all) {
      const codes = new Set<number>();
      const column = this.cube.codes[dimension];
      for (const group of this.cube.order) codes.add(column?.[group] ?? -1);
      all = [...codes].sort(levelOrder(this.cube, dimension));
      this.allCodes.set(dimension, all);
    }
    const own = new Map(branches.map((branch) => [branch.code, branch]));
    return all.map((code) => own.get(code) ?? { code, group: undefined, firstRow: -1, children: [] });
  }

  private values(group: number): readonly JsonObject[] {
    return this.cube.measures.map(({ measure, values }, place) => {
      const value = valueAt(values, group);
      return {
        qText: valueText(value, measure),
        qValue: jsonNumber(valueNumber(value)),
        ...this.measureAttributes[place]?.(group),
      };
    });
  }

  private leafSums(group: number): JsonObject {
    const numbers = this.cube.measures.map(({ values }) => values.numbers[group] ?? Number.NaN);
    return {
      qMaxPos: numbers.map((value) => (value > 0 ? value : 0)),
      qMinNeg: numbers.map((value) => (value < 0 ? value : 0)),
    };
  }

  private sums(nodes: readonly JsonObject[]): JsonObject {
    const sum = (key: string) =>
      this.cube.measures.map((_, measure) =>
        nodes.reduce((total, node) => total + toNumber(toArray(node[key])[measure]), 0),
      );
    return { qMaxPos: sum('qMaxPos'), qMinNeg: sum('qMinNeg') };
  }

  private stateOf(dimension: number, code: number): string {
    const field = this.cube.dimensions[dimension]?.field;
    const { liveScope, state } = this.cube.context;
    return field ? liveScope.association(state).statesOf(field).stateOf(code) : 'L';
  }
}
