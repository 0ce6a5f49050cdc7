import { untracked } from '@angular/core';
import { QlikError } from 'ngx-qlik';
import type { Hypercube, HypercubeCell, HypercubeColumn, HypercubeTable } from 'ngx-qlik/qix';
import type { ExportWork } from '../export-work';
import { type CsvOptions, DEFAULT_CSV_OPTIONS, toCsv } from './csv-text';

/** The columns and values of a hypercube in a file. */
export interface HypercubeCsvOptions extends CsvOptions {
  /**
   * `text` (default): as formatted in Qlik, with the decimal sign of the app. `number`: numbers without a format and with
   * {@link CsvOptions.decimalSign}; other values as text, and a number whose text is a word, such as the weekday `Mon`, too. A function
   * chooses by column: `Q1` is a number for Qlik.
   */
  readonly values: 'text' | 'number' | ((column: HypercubeColumn) => 'text' | 'number');
}

/** Rows per request. */
const PAGE_ROWS = 500;
/** How often a table may change while it is read. */
const MOST_STARTS = 3;

/**
 * Reads all rows of a hypercube, page by page, as a file. Begins again when the table changes meanwhile, so that all rows are of one
 * calculation.
 *
 * @throws {QlikError} the error of the table; `engine-error`, retryable, when it changes again and again
 */
export async function hypercubeCsv(
  hypercube: Hypercube,
  options: Partial<HypercubeCsvOptions>,
  work: ExportWork,
): Promise<Blob> {
  for (let start = 0; start < MOST_STARTS; start++) {
    const table = readyTable(hypercube);
    const lines = await linesOf(hypercube, table, options, work);
    if (lines) return new Blob([...lines], { type: 'text/csv;charset=utf-8' });
  }
  throw new QlikError('engine-error', 'The table changed while it was read.', {
    remedy: 'Wait until nothing is selected any more, then export it again.',
    variant: 'export-changed',
    isRetryable: true,
  });
}

function readyTable(hypercube: Hypercube): HypercubeTable {
  const state = untracked(hypercube.state);
  if (state.status === 'ready') return state.value;
  if (state.status === 'failed') throw state.error;
  throw new QlikError('session-suspended', 'The table is not calculated yet.', {
    remedy: 'Wait until the table is there, then export it again.',
    variant: 'not-calculated',
    isRetryable: true,
  });
}

/** Returns undefined when the table has changed. */
async function linesOf(
  hypercube: Hypercube,
  table: HypercubeTable,
  options: Partial<HypercubeCsvOptions>,
  work: ExportWork,
): Promise<readonly string[] | undefined> {
  const { hasByteOrderMark = DEFAULT_CSV_OPTIONS.hasByteOrderMark, values = 'text' } = options;
  const { shownColumns, rowCount } = table;
  const columns = shownColumns.map((column) => {
    const written = typeof values === 'function' ? values(column) : values;
    return { index: column.index, write: written === 'number' ? numberOf : textOf };
  });
  const lines = [
    `${hasByteOrderMark ? '\uFEFF' : ''}${toCsv([shownColumns.map(({ title }) => title)], options)}`,
  ];
  for (let top = 0; top < rowCount; top += PAGE_ROWS) {
    work.show({ status: 'producing', progress: top / rowCount });
    const rows = await work.unlessCanceled(hypercube.page(top, Math.min(PAGE_ROWS, rowCount - top)));
    if (isChanged(hypercube, table)) return undefined;
    lines.push(
      toCsv(
        rows.map(({ cells }) => columns.map(({ index, write }) => write(cells[index]))),
        options,
      ),
    );
  }
  return lines;
}

/** Whether the text of a dual value is a word, such as a weekday or month: letters without a digit. A format without either, such as `#` of 0, is no word. */
function isWord(text: string): boolean {
  return /\p{L}/u.test(text) && !/\p{Nd}/u.test(text);
}

function isChanged(hypercube: Hypercube, table: HypercubeTable): boolean {
  const state = untracked(hypercube.state);
  return state.status !== 'ready' || state.value !== table;
}

function textOf(cell: HypercubeCell | undefined): string | null {
  return cell === undefined || cell.isNull ? null : cell.text;
}

function numberOf(cell: HypercubeCell | undefined): string | number | null {
  return cell?.number === undefined || isWord(cell.text) ? textOf(cell) : cell.number;
}
