import type { RowWindow } from './row-window';

/** The header is row 1 of `aria-rowindex`, which counts from one. */
const ROWS_BEFORE = 2;

/**
 * Whether the focused row is about to be removed from the DOM. The table takes the focus then, so that keyboard
 * navigation continues there.
 */
export function losesFocusedRow(table: HTMLElement, { top, count }: RowWindow): boolean {
  const focused = document.activeElement?.closest('[aria-rowindex]');
  if (!focused || !table.contains(focused)) return false;
  const index = Number(focused.getAttribute('aria-rowindex')) - ROWS_BEFORE;
  return index >= 0 && (index < top || index >= top + count);
}
