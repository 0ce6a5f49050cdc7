const ROWS_AROUND = 10;
/** The window moves in steps of this many rows, so that a slow scroll does not update the page at every row. */
const STEP = 10;

/** Scroll position of a list with rows of equal height. Lengths in pixels. */
export interface ScrollPosition {
  /** From the top of all rows to the top of the visible part; negative if there is content above the rows. */
  readonly position: number;
  /** Height of the visible part. */
  readonly height: number;
  readonly rowCount: number;
  readonly rowHeight: number;
}

/** A range of rows. */
export interface RowWindow {
  readonly top: number;
  readonly count: number;
}

/** Returns the rows to render: the visible ones and some around them. */
export function findRowWindow({ position, height, rowCount, rowHeight }: ScrollPosition): RowWindow {
  const first = Math.floor(position / rowHeight / STEP) * STEP - ROWS_AROUND;
  const visible = Math.ceil(height / rowHeight) + STEP;
  const top = Math.max(0, Math.min(first, rowCount - visible - ROWS_AROUND));
  const end = Math.min(rowCount, Math.max(first, 0) + visible + 2 * ROWS_AROUND);
  return { top, count: Math.max(0, end - top) };
}

/** Compares two ranges, for signals. */
export function isSameWindow(one: RowWindow, other: RowWindow): boolean {
  return one.top === other.top && one.count === other.count;
}
