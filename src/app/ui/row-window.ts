const ROWS_AROUND = 10;
/** Windows move in steps of this many rows, so that a slow scroll does not change the page at every row. */
const STEP = 10;

/** Where a list of equally high rows stands. Lengths in pixels. */
export interface ScrollPosition {
  /** From the top of all rows to the top of the visible part; negative where something stands above them. */
  readonly position: number;
  /** Of the visible part. */
  readonly height: number;
  readonly rowCount: number;
  readonly rowHeight: number;
}

/** Some rows one after another. */
export interface RowWindow {
  readonly top: number;
  readonly count: number;
}

/** The rows to have in the page: those in sight and a few around them. */
export function findRowWindow({ position, height, rowCount, rowHeight }: ScrollPosition): RowWindow {
  const first = Math.floor(position / rowHeight / STEP) * STEP - ROWS_AROUND;
  const visible = Math.ceil(height / rowHeight) + STEP;
  const top = Math.max(0, Math.min(first, rowCount - visible - ROWS_AROUND));
  const end = Math.min(rowCount, Math.max(first, 0) + visible + 2 * ROWS_AROUND);
  return { top, count: Math.max(0, end - top) };
}

/** Whether two windows are the same, for signals that hold one. */
export function isSameWindow(one: RowWindow, other: RowWindow): boolean {
  return one.top === other.top && one.count === other.count;
}
