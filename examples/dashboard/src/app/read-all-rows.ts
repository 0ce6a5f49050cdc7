import { type Hypercube, type HypercubeRow, MAX_CELLS_PER_PAGE } from 'ngx-qlik/qix';

/**
 * Fetches all rows of a hypercube, as many at a time as an engine returns.
 * @throws {QlikError} when the engine does not return them, as after a lost connection
 */
export async function readAllRows(table: Hypercube): Promise<readonly HypercubeRow[]> {
  const height = Math.max(1, Math.floor(MAX_CELLS_PER_PAGE / Math.max(1, table.columns().length)));
  const rows: HypercubeRow[] = [];
  while (rows.length < table.rowCount()) {
    const page = await table.page(rows.length, height);
    // Fewer rows than before: a selection was made meanwhile.
    if (page.length === 0) break;
    rows.push(...page);
  }
  return rows;
}
