import { MAX_CELLS_PER_PAGE } from './hypercube-definition';

/** Rows per request, if the number of columns allows. */
const BLOCK_ROWS = 500;
/** Number of cached blocks; older ones are fetched again. */
const KEPT_BLOCKS = 12;

/** The size of a table and its first rows. */
export interface TableShape<Row> {
  /** Number of columns, which limits the height of a block. */
  readonly columnCount: number;
  readonly rowCount: number;
  /** The rows that came with the layout. */
  readonly firstRows: readonly Row[];
}

/** Fetches rows from the engine. */
export type FetchRows<Row> = (top: number, height: number) => Promise<readonly Row[]>;

/**
 * A cache of the rows of one calculation of a table, in blocks. Concurrent requests share a block. The number of blocks is limited, so that
 * a large table takes no more memory than a small one.
 */
export class RowBlocks<Row> {
  private readonly blocks = new Map<number, Promise<readonly Row[]>>();
  private readonly blockRows: number;

  constructor(
    private readonly table: TableShape<Row>,
    private readonly fetch: FetchRows<Row>,
  ) {
    const maxRows = Math.floor(MAX_CELLS_PER_PAGE / Math.max(table.columnCount, 1));
    this.blockRows = Math.max(1, Math.min(BLOCK_ROWS, maxRows));
  }

  /** Returns `height` rows from `top` on, fewer at the end of the table. Fetches as many blocks as needed. */
  async page(top: number, height: number): Promise<readonly Row[]> {
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

  private block(index: number): Promise<readonly Row[]> {
    const known = this.blocks.get(index);
    if (known) {
      // Moves the block to the end of the map: most recently used.
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
