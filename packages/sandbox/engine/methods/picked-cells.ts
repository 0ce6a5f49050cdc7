import type { Cube } from '../cube/cube.ts';
import { levelOrder } from '../cube/level-order.ts';
import type { PivotAxis, PivotNode } from '../cube/pivot-axis.ts';
import type { PivotTable } from '../cube/pivot-table.ts';
import { dataTree, type Branch } from '../cube/tree-data.ts';
import { toInteger, toObject, toText } from '../protocol/json.ts';

/** Codes of the values to select, per dimension. */
export type PickedCodes = Map<number, Set<number>>;

/** `NxSelectionCell`. */
interface Cell {
  readonly type: 'D' | 'T' | 'L';
  readonly row: number;
  readonly column: number;
}

function readCell(item: unknown): Cell {
  const cell = toObject(item);
  return { type: cellType(cell['qType']), row: toInteger(cell['qRow']), column: toInteger(cell['qCol']) };
}

/** Reads `NxSelectionCellType`: a letter, a long name or a number. */
function cellType(value: unknown): Cell['type'] {
  if (value === 1) return 'T';
  if (value === 2) return 'L';
  const name = toText(value, 'D').replace(/^NX_CELL_/, '');
  return name.startsWith('T') ? 'T' : name.startsWith('L') ? 'L' : 'D';
}

function add(picks: PickedCodes, dimension: number, code: number): void {
  picks.set(dimension, (picks.get(dimension) ?? new Set()).add(code));
}

/** Returns the values of a pivot table's cells: a left or top cell has its own value, a data cell all values of its row and column. */
export function pivotPicks(pivot: PivotTable, cells: readonly unknown[]): PickedCodes {
  const picks: PickedCodes = new Map();
  const addNode = (axis: PivotAxis, node: PivotNode | undefined): void => {
    const dimension = node ? axis.levels[node.level] : undefined;
    if (node?.type === 'N' && typeof dimension === 'number') add(picks, dimension, node.code);
  };
  const addPath = (axis: PivotAxis, leaf: number): void => {
    for (const level of axis.levels.keys()) addNode(axis, pivot.nodeAt(axis, level, leaf));
  };
  for (const { type, row, column } of cells.map(readCell)) {
    if (type === 'L') addNode(pivot.left, pivot.nodeAt(pivot.left, column, row));
    else if (type === 'T') addNode(pivot.top, pivot.nodeAt(pivot.top, row, column));
    else {
      addPath(pivot.left, row);
      addPath(pivot.top, column);
    }
  }
  return picks;
}

/**
 * Returns the values of a stacked cube's cells: a left cell is a value of the first dimension, a top cell one of the second dimension, in
 * the order of all its values; a data cell has a value of the first dimension and the value below it in that column.
 */
export function stackedPicks(cube: Cube, cells: readonly unknown[]): PickedCodes {
  const { levels, roots } = dataTree(cube);
  const picks: PickedCodes = new Map();
  const addBranch = (level: number, branch: Pick<Branch, 'code'> | undefined): void => {
    const dimension = levels[level];
    if (dimension === undefined || branch === undefined) return;
    const isValue = branch.code >= 0 && branch.code !== cube.others[dimension]?.code;
    if (isValue) add(picks, dimension, branch.code);
  };
  for (const { type, row, column } of cells.map(readCell)) {
    if (type === 'L') addBranch(0, roots[row]);
    else if (type === 'T') addBranch(1, secondLevel(cube)[column]);
    else if (levels.length < 2) addBranch(0, roots[row]);
    else {
      const child = roots[row]?.children[column];
      if (child === undefined) continue;
      addBranch(0, roots[row]);
      addBranch(1, child);
    }
  }
  return picks;
}

/** Returns the values of the second dimension, each once. */
function secondLevel(cube: Cube): readonly Pick<Branch, 'code'>[] {
  const { levels, roots } = dataTree(cube);
  const [, level] = levels;
  if (level === undefined) return [];
  const codes = new Set(roots.flatMap(({ children }) => children.map(({ code }) => code)));
  return [...codes].sort(levelOrder(cube, level)).map((code) => ({ code }));
}
