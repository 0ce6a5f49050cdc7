import type { PivotAxis, PivotNode } from '../cube/pivot-axis.ts';
import { withNode, type PivotExpansion, type PivotSide } from '../cube/pivot-expansion.ts';
import type { PivotTable } from '../cube/pivot-table.ts';
import { searchKey } from '../objects/layout.ts';
import { toInteger, toObject, toText, type JsonObject } from '../protocol/json.ts';
import { cubeInMode } from './cube-data-methods.ts';
import type { EntryContext } from './context.ts';
import { selectCodes } from './field-selection.ts';
import { flag, integer, list, method, text, type Method, type MethodTable } from './method.ts';
import { dimensionTarget } from './object-selection-methods.ts';

/** Returns `ExpandLeft`, `CollapseTop` and similar methods: they expand or collapse a node, or all nodes. */
function setOpen(side: PivotSide, isOpened: boolean): Method<EntryContext> {
  return method(
    [text('qPath'), integer('qRow'), integer('qCol'), flag('qAll')],
    (context: EntryContext, path, row, column, isAll) => {
      const { document, layouts, entry } = context;
      const cube = cubeInMode(context, path, 'P');
      const state = layouts.pivotState(entry, path, cube);
      const expansion = isAll
        ? { isAllOpen: isOpened, exceptions: new Set<string>() }
        : openedAt(layouts.pivotAt(entry, path), side, row, column, isOpened);
      if (!expansion) return;
      document.pivots.set(searchKey(entry, path), {
        ...state,
        expansion,
        last: { qx: column, qy: row, scope: cube.context.scope },
      });
      document.entryChanged(entry, { isDataKept: true });
    },
  );
}

/** A left node has its first row and, as column, its level; a top node has, as row, its level and its first column. */
function openedAt(
  pivot: PivotTable,
  side: PivotSide,
  row: number,
  column: number,
  isOpened: boolean,
): PivotExpansion | undefined {
  const node = side === 'left' ? pivot.nodeAt(pivot.left, column, row) : pivot.nodeAt(pivot.top, row, column);
  if (!(isOpened ? node?.canExpand : node?.canCollapse) || !node) return undefined;
  return withNode(pivot.expansion, node.key, isOpened);
}

/** Codes of the values to select in a pivot table, per dimension. */
type PickedCodes = Map<number, Set<number>>;

function addPicked(picks: PickedCodes, axis: PivotAxis, node: PivotNode | undefined): void {
  const dimension = node ? axis.levels[node.level] : undefined;
  if (!node || node.type !== 'N' || typeof dimension !== 'number') return;
  picks.set(dimension, (picks.get(dimension) ?? new Set()).add(node.code));
}

/** Adds the values of all nodes above a leaf. */
function addPickedPath(picks: PickedCodes, pivot: PivotTable, axis: PivotAxis, leaf: number): void {
  for (const level of axis.levels.keys()) addPicked(picks, axis, pivot.nodeAt(axis, level, leaf));
}

/**
 * Selects the values of cells: a left (`L`) or top (`T`) cell has its own value, a data cell (`D`) all values of its row and
 * column. Replaces the cells of the previous call, because pivot tables always send all selected cells.
 */
function selectPivotCells(context: EntryContext, path: string, cells: readonly unknown[]): JsonObject {
  const { document, layouts, entry } = context;
  document.requireNotModal(entry);
  const cube = cubeInMode(context, path, 'P');
  const pivot = layouts.pivotAt(entry, path);
  const picks: PickedCodes = new Map();
  for (const item of cells) {
    const cell = toObject(item);
    const [row, column] = [toInteger(cell['qRow']), toInteger(cell['qCol'])];
    const type = cellType(cell['qType']);
    if (type === 'L') addPicked(picks, pivot.left, pivot.nodeAt(pivot.left, column, row));
    else if (type === 'T') addPicked(picks, pivot.top, pivot.nodeAt(pivot.top, row, column));
    else {
      addPickedPath(picks, pivot, pivot.left, row);
      addPickedPath(picks, pivot, pivot.top, column);
    }
  }
  if (picks.size === 0) {
    const isEmptied = cells.length === 0 && document.modal?.entry === entry;
    if (isEmptied) {
      document.selections.resetModal();
      document.selectionsChanged();
    }
    return { qSuccess: isEmptied };
  }
  const outcomes = [...picks].map(([dimension, codes]) =>
    selectCodes(dimensionTarget(context, cube, dimension), codes, 'replace'),
  );
  return { qSuccess: outcomes.every(Boolean) };
}

/** Reads `NxSelectionCellType`: a letter, a long name or a number. */
function cellType(value: unknown): 'D' | 'T' | 'L' {
  if (value === 1) return 'T';
  if (value === 2) return 'L';
  const name = toText(value, 'D').replace(/^NX_CELL_/, '');
  return name.startsWith('T') ? 'T' : name.startsWith('L') ? 'L' : 'D';
}

/** Methods of a generic object for pivot tables. */
export const PIVOT_METHODS: MethodTable<EntryContext> = {
  ExpandLeft: setOpen('left', true),
  ExpandTop: setOpen('top', true),
  CollapseLeft: setOpen('left', false),
  CollapseTop: setOpen('top', false),
  SelectPivotCells: method(
    [text('qPath'), list('qSelections'), flag('qSoftLock'), flag('qDeselectOnlyOneSelected')],
    selectPivotCells,
  ),
};
