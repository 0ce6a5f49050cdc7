import type { HypercubeCell, HypercubeRow } from 'ngx-qlik/qix';

/** A value whose selection is under way, and the button that it was selected by. */
export interface SelectedValue {
  readonly cell: HypercubeCell;
  /** The index of its column in {@link HypercubeRow.cells}, and its place among the shown columns. */
  readonly column: number;
  readonly shownAt: number;
  readonly rowIndex: number;
}

/** A rendered row; `row` is undefined until it is loaded. */
interface RenderedRow {
  readonly index: number;
  readonly row: HypercubeRow | undefined;
}

/** The rows of the table. */
export interface TableRows {
  readonly rendered: readonly RenderedRow[];
  /** By row index. */
  readonly loaded: ReadonlyMap<number, HypercubeRow>;
  readonly rowCount: number;
}

/** The scroll position of the table. */
export interface TableScroll {
  /** Returns the distance of a row from the top of the visible part, in pixels. */
  offsetOf(rowIndex: number): number;
  /** Scrolls until a row is at this distance, limited to the visible part. */
  show(rowIndex: number, offset: number): void;
}

interface Pending extends SelectedValue {
  readonly button: Element | null;
}

interface RowPlace {
  readonly rowIndex: number;
  readonly offset: number;
}

/**
 * Keeps the focus on a value that is selected by its button. When the selection is applied, the value is in another row, or its row is gone:
 * then the focus stays at its place. When the selection is cleared, the value is in its first row again, which may be far down.
 */
export class ValueFocus {
  private pending: Pending | undefined;
  /** Where the value was before its selection. */
  private origin: (SelectedValue & RowPlace) | undefined;
  /** The place of the value when its selection is cleared, until the table is scrolled there. */
  private goal: RowPlace | undefined;

  constructor(private readonly scroll: TableScroll) {}

  /** Whether the focus will be set after a rendering. */
  get isPending(): boolean {
    return this.pending !== undefined;
  }

  begin(value: SelectedValue): void {
    const { cell, column, rowIndex } = value;
    const isOfOrigin =
      this.origin?.cell.elementNumber === cell.elementNumber && this.origin.column === column;
    if (cell.state !== 'selected') this.origin = { ...value, offset: this.scroll.offsetOf(rowIndex) };
    this.goal = cell.state === 'selected' && isOfOrigin ? this.origin : undefined;
    this.pending = { ...value, button: document.activeElement };
  }

  /** The selection has failed. */
  end(): void {
    this.pending = undefined;
  }

  /** Call it after each rendering, with the element that has the rows. */
  update(table: HTMLElement, rows: TableRows): void {
    const { pending } = this;
    if (!pending) return;
    const { activeElement, body } = document;
    const isFree =
      activeElement === body ||
      activeElement === table ||
      (activeElement && activeElement === pending.button);
    if (!isFree) {
      this.pending = undefined;
      return;
    }
    if (isApplied(pending, rows)) this.focusRow(table, rows, this.scrollToGoal(pending, rows));
    // The button is gone, or is not there yet.
    if (document.activeElement === body) table.focus({ preventScroll: true });
  }

  private scrollToGoal(value: Pending, { rowCount }: TableRows): Pending {
    const { goal } = this;
    if (!goal || goal.rowIndex >= rowCount) return value;
    this.goal = undefined;
    this.scroll.show(goal.rowIndex, goal.offset);
    return (this.pending = { ...value, rowIndex: goal.rowIndex });
  }

  private focusRow(table: HTMLElement, rows: TableRows, value: Pending): void {
    const isRendered = (row: number) => rows.rendered.some(({ index }) => index === row);
    const isUnknown = value.rowIndex < rows.rowCount && !rows.loaded.has(value.rowIndex);
    const index = isUnknown ? value.rowIndex : findRow(value, rows);
    // A row that is not rendered, or not loaded, is so after the scroll.
    this.scroll.show(index, this.scroll.offsetOf(index));
    if (isUnknown || !isRendered(index)) return;
    this.pending = undefined;
    findButton(table, index, value.shownAt)?.focus({ preventScroll: true });
  }
}

/** Whether the rows are those after the selection. */
function isApplied(value: SelectedValue, { rendered, loaded }: TableRows): boolean {
  const { cell, column } = value;
  const row = [...loaded.values()].find((each) => hasValue(each, value));
  if (row && row.cells[column]?.state === cell.state) return false;
  return rendered.every((each) => each.row);
}

/** Returns the row of the value, else the row at its place: the value may be excluded. */
function findRow(value: SelectedValue, { loaded, rowCount }: TableRows): number {
  if (hasValue(loaded.get(value.rowIndex), value)) return value.rowIndex;
  const row = [...loaded.values()].find((each) => hasValue(each, value));
  return row?.index ?? Math.max(0, Math.min(value.rowIndex, rowCount - 1));
}

function hasValue(row: HypercubeRow | undefined, { cell, column }: SelectedValue): boolean {
  return row?.cells[column]?.elementNumber === cell.elementNumber;
}

function findButton(table: HTMLElement, rowIndex: number, shownAt: number): HTMLElement | null | undefined {
  const line = table.querySelector(`[aria-rowindex="${rowIndex + 2}"]`);
  return line?.children[shownAt]?.querySelector('button');
}
