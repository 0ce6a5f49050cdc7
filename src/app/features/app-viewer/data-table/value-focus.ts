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

/**
 * Keeps the focus on a value that is selected by its button. When the selection is applied, the value is in another row, or its row is gone:
 * then the focus stays at its place.
 */
export class ValueFocus {
  private pending: (SelectedValue & { readonly button: Element | null }) | undefined;

  /** Whether the focus will be set after a rendering. */
  get isPending(): boolean {
    return this.pending !== undefined;
  }

  begin(value: SelectedValue): void {
    this.pending = { ...value, button: document.activeElement };
  }

  /** The selection has failed. */
  end(): void {
    this.pending = undefined;
  }

  /** Call it after each rendering, with the element that has the rows. */
  update(table: HTMLElement, rows: readonly RenderedRow[]): void {
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
    const { cell, column, shownAt, rowIndex } = pending;
    const found = rows.find(({ row }) => row?.cells[column]?.elementNumber === cell.elementNumber);
    const isApplied = found ? found.row?.cells[column]?.state !== cell.state : rows.every(({ row }) => row);
    if (isApplied) {
      this.pending = undefined;
      const place = found ?? rows.find(({ index }) => index === rowIndex) ?? rows.at(-1);
      (place && findButton(table, place.index, shownAt))?.focus({ preventScroll: true });
    }
    // The button is gone, or is not there yet.
    if (document.activeElement === body) table.focus({ preventScroll: true });
  }
}

function findButton(table: HTMLElement, rowIndex: number, shownAt: number): HTMLElement | null | undefined {
  const line = table.querySelector(`[aria-rowindex="${rowIndex + 2}"]`);
  return line?.children[shownAt]?.querySelector('button');
}
