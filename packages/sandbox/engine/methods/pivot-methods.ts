import { modeOf } from '../cube/mode.ts';
import { withNode, type PivotExpansion, type PivotSide } from '../cube/pivot-expansion.ts';
import type { PivotTable } from '../cube/pivot-table.ts';
import { searchKey } from '../objects/layout.ts';
import type { JsonObject } from '../protocol/json.ts';
import { cubeInMode } from './cube-data-methods.ts';
import type { EntryContext } from './context.ts';
import { selectCodes } from './field-selection.ts';
import { flag, integer, list, method, text, type Method, type MethodTable } from './method.ts';
import { dimensionTarget } from './object-selection-methods.ts';
import { pivotPicks, stackedPicks } from './picked-cells.ts';

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

/**
 * Selects the values of cells of a pivot table or a stacked cube. Replaces the cells of the previous call, because pivot tables always send
 * all selected cells.
 */
function selectPivotCells(context: EntryContext, path: string, cells: readonly unknown[]): JsonObject {
  const { document, layouts, entry } = context;
  document.requireNotModal(entry);
  const isStacked = modeOf(layouts.cubeAt(entry, path).definition) === 'K';
  const cube = cubeInMode(context, path, isStacked ? 'K' : 'P');
  const picks = isStacked ? stackedPicks(cube, cells) : pivotPicks(layouts.pivotAt(entry, path), cells);
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
