import type { RowWindow } from './row-window';

/** The head of a table is its first row, and `aria-rowindex` counts from one. */
const ROWS_BEFORE = 2;

/**
 * Whether the focus is in a row of the table that is about to leave the page, and would take the focus with it. The table itself keeps it
 * then, so that the keyboard goes on from there.
 */
export function losesFocusedRow(table: HTMLElement, { top, count }: RowWindow): boolean {
  const focused = document.activeElement?.closest('[aria-rowindex]');
  if (!focused || !table.contains(focused)) return false;
  const index = Number(focused.getAttribute('aria-rowindex')) - ROWS_BEFORE;
  return index >= 0 && (index < top || index >= top + count);
}
