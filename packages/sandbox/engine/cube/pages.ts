import { toArray, toInteger, toObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';

/** `NxPage` and `Rect`: a window of rows and columns. */
export interface Page {
  readonly qLeft: number;
  readonly qTop: number;
  readonly qWidth: number;
  readonly qHeight: number;
}

/** Maximum number of cells per call. */
export const MAX_CELLS = 10_000;

/** Reads pages; missing members are 0. */
export function readPages(value: unknown): readonly Page[] {
  return toArray(value).map((item) => {
    const page = toObject(item);
    return {
      qLeft: Math.max(toInteger(page['qLeft']), 0),
      qTop: Math.max(toInteger(page['qTop']), 0),
      qWidth: Math.max(toInteger(page['qWidth']), 0),
      qHeight: Math.max(toInteger(page['qHeight']), 0),
    };
  });
}

/** Clips a page to the existing columns and rows. */
function clipPage(page: Page, columns: number, rows: number): Page {
  const qLeft = Math.min(page.qLeft, columns);
  const qTop = Math.min(page.qTop, rows);
  return {
    qLeft,
    qTop,
    qWidth: Math.min(page.qWidth, columns - qLeft),
    qHeight: Math.min(page.qHeight, rows - qTop),
  };
}

/**
 * Reads pages and clips them to the existing columns and rows.
 * @throws {QixError} 7009 when the pages request more than {@link MAX_CELLS} cells, existing or not, as Qlik's engine does
 */
export function checkedPages(value: unknown, columns: number, rows: number): readonly Page[] {
  const pages = readPages(value);
  const cells = pages.reduce((sum, page) => sum + page.qWidth * page.qHeight, 0);
  if (cells > MAX_CELLS) {
    throw new QixError(
      QIX_CODES.pagesTooLarge,
      'Calculation pages too large',
      `${cells} cells requested, the maximum is ${MAX_CELLS}: request several smaller pages`,
    );
  }
  return pages.map((page) => clipPage(page, columns, rows));
}

/**
 * Reads the pages of an initial fetch and clips them to the existing columns and rows, then to a number of cells: a page keeps its
 * columns and loses rows. Objects that Qlik's client saved ask for more than the maximum (a treemap for 30 × 3,000 cells).
 */
export function initialPages(
  value: unknown,
  { qcx, qcy }: { readonly qcx: number; readonly qcy: number },
  maxCells = MAX_CELLS,
): readonly Page[] {
  let left = Math.max(maxCells, 0);
  return readPages(value).map((page) => {
    const clipped = clipPage(page, qcx, qcy);
    const qWidth = Math.min(clipped.qWidth, left);
    const qHeight = qWidth === 0 ? 0 : Math.min(clipped.qHeight, Math.floor(left / qWidth));
    left -= qWidth * qHeight;
    return { ...clipped, qWidth, qHeight };
  });
}
