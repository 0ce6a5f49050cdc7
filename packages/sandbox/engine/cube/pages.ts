import { toArray, toInteger, toObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';

/** `NxPage` and `Rect`: a window on rows and columns. */
export interface Page {
  readonly qLeft: number;
  readonly qTop: number;
  readonly qWidth: number;
  readonly qHeight: number;
}

/** The engine answers no more cells than this in one call. */
export const MAX_CELLS = 10_000;

/** Reads pages; members left out are 0. */
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

/** The part of a page that exists. */
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
 * The pages cut to what exists.
 * @throws {QixError} 7009 when they ask for more than {@link MAX_CELLS} cells, as the engine does, however many exist.
 */
export function checkedPages(value: unknown, columns: number, rows: number): readonly Page[] {
  const pages = readPages(value);
  const cells = pages.reduce((sum, page) => sum + page.qWidth * page.qHeight, 0);
  if (cells > MAX_CELLS) {
    throw new QixError(
      QIX_CODES.pagesTooLarge,
      'Calculation pages too large',
      `${cells} cells asked for, ${MAX_CELLS} is the most: ask for several smaller pages`,
    );
  }
  return pages.map((page) => clipPage(page, columns, rows));
}
