/** Height of a row in pixels; the style sheet says the same. */
export const ROW_HEIGHT = 32;

const ROWS_AROUND = 10;
/** Windows move in steps of this many rows, so that a slow scroll does not fetch at every row. */
const STEP = 10;

/** Where a scrolled table stands. */
export interface ScrollPosition {
  /** Pixels. */
  readonly scrollTop: number;
  /** Pixels of the visible part. */
  readonly height: number;
  readonly rowCount: number;
}

/** The rows to have in the page: those in sight and a few around them. */
export function findRowWindow({ scrollTop, height, rowCount }: ScrollPosition): {
  readonly top: number;
  readonly count: number;
} {
  const first = Math.floor(scrollTop / ROW_HEIGHT / STEP) * STEP - ROWS_AROUND;
  const visible = Math.ceil(height / ROW_HEIGHT) + STEP;
  const top = Math.max(0, Math.min(first, rowCount - visible - ROWS_AROUND));
  const end = Math.min(rowCount, Math.max(first, 0) + visible + 2 * ROWS_AROUND);
  return { top, count: Math.max(0, end - top) };
}
