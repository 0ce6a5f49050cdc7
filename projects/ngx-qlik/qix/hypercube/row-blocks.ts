import { MAX_CELLS_PER_PAGE } from './hypercube-definition';
import type { HypercubeRow } from './table-cells';

/** Rows asked for at once, where they are narrow enough. */
const BLOCK_ROWS = 500;
/** Blocks kept for scrolling back; older ones are asked for again. */
const KEPT_BLOCKS = 12;

/** What is known of a table before any page of it is fetched. */
export interface TableShape {
  /** Width of a row, which limits the height of a block. */
  readonly columnCount: number;
  readonly rowCount: number;
  /** Rows from the top that are here already. */
  readonly firstRows: readonly HypercubeRow[];
}

/** Fetches rows from the engine. */
export type FetchRows = (top: number, height: number) => Promise<readonly HypercubeRow[]>;

/**
 * The rows of one calculation of a table, in blocks: each is fetched once while it is near, whoever asks and however the pages lie, and
 * only so many are kept, so that a table of a million rows takes no more memory than a short one.
 */
export class RowBlocks {
  private readonly blocks = new Map<number, Promise<readonly HypercubeRow[]>>();
  private readonly blockRows: number;

  constructor(
    private readonly table: TableShape,
    private readonly fetch: FetchRows,
  ) {
    const maxRows = Math.floor(MAX_CELLS_PER_PAGE / Math.max(table.columnCount, 1));
    this.blockRows = Math.max(1, Math.min(BLOCK_ROWS, maxRows));
  }

  /** The rows from `top` on, fewer at the table's end. Any height: it is fetched in as many pages as it takes. */
  async page(top: number, height: number): Promise<readonly HypercubeRow[]> {
    const from = Math.max(0, Math.floor(top));
    const to = Math.min(this.table.rowCount, from + Math.ceil(height));
    if (to <= from) return [];
    if (to <= this.table.firstRows.length) return this.table.firstRows.slice(from, to);
    const first = Math.floor(from / this.blockRows);
    const last = Math.floor((to - 1) / this.blockRows);
    const blocks = Array.from({ length: last - first + 1 }, (_, index) => this.block(first + index));
    const rows = (await Promise.all(blocks)).flat();
    return rows.slice(from - first * this.blockRows, to - first * this.blockRows);
  }

  private block(index: number): Promise<readonly HypercubeRow[]> {
    const known = this.blocks.get(index);
    if (known) {
      // Used again: the youngest once more.
      this.blocks.delete(index);
      this.blocks.set(index, known);
      return known;
    }
    const top = index * this.blockRows;
    const fetched = this.fetch(top, Math.min(this.blockRows, this.table.rowCount - top));
    this.blocks.set(index, fetched);
    fetched.catch(() => this.blocks.delete(index));
    const oldest = this.blocks.keys().next();
    if (this.blocks.size > KEPT_BLOCKS && !oldest.done) this.blocks.delete(oldest.value);
    return fetched;
  }
}
