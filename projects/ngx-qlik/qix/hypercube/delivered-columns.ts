import { type Json, listAt, numberAt, recordsAt, textAt } from '../objects/layout';
import { EMPTY_CELL, type HypercubeCell, type HypercubeRow, readCell } from './table-cells';

/**
 * The columns of a straight table's pages. Column indexes are those of definitions, sort orders and `selectHyperCubeValues`: dimensions
 * first, hidden columns included, independent of the display order.
 */
export interface DeliveredColumns {
  readonly dimensionCount: number;
  /** Number of dimensions and measures, hidden ones included. */
  readonly count: number;
  /** Columns hidden by their calculation condition: the engine delivers no cells for them. */
  readonly hidden: ReadonlySet<number>;
  /** The column of each cell of a row, in the order of delivery, which is the display order. */
  readonly order: readonly number[];
}

/** `qErrorCode` of a column whose calculation condition is not met. */
const CONDITION_NOT_MET = 7005;

/** Whether its calculation condition hides a column (`NxDimensionInfo`, `NxMeasureInfo`). */
export function isHiddenByCondition(info: unknown): boolean {
  return numberAt(info, 'qError', 'qErrorCode') === CONDITION_NOT_MET;
}

/**
 * Reads a `HyperCube`. Ignores a `qColumnOrder` that does not name each column once, as Qlik's table (`sn-table`) does.
 *
 * @returns `undefined` when the engine's width (`qSize.qcx`) does not match the columns: cells cannot be assigned to columns then
 */
export function readDeliveredColumns(cube: Json): DeliveredColumns | undefined {
  const dimensions = recordsAt(cube, 'qDimensionInfo');
  const infos = [...dimensions, ...recordsAt(cube, 'qMeasureInfo')];
  const displayed = toDisplayOrder(listAt(cube, 'qColumnOrder'), infos.length);
  const width = isStraight(cube) ? numberAt(cube, 'qSize', 'qcx') : undefined;
  const readings = [isHiddenByCondition, (info: Json) => Boolean(info['qError'])].map(
    (isHidden) => new Set(infos.flatMap((info, column) => (isHidden(info) ? [column] : []))),
  );
  const hidden = readings.find((each) => width === undefined || infos.length - each.size === width);
  if (!hidden) return undefined;
  return {
    dimensionCount: dimensions.length,
    count: infos.length,
    hidden,
    order: displayed.filter((column) => !hidden.has(column)),
  };
}

/** Assigns the cells of a page (`NxDataPage`) to their columns. @returns `undefined` when a row has a different number of cells */
export function placeRows(page: unknown, columns: DeliveredColumns): readonly HypercubeRow[] | undefined {
  const top = numberAt(page, 'qArea', 'qTop') ?? 0;
  const matrix = listAt(page, 'qMatrix');
  const isFitting = matrix.every((row) => Array.isArray(row) && row.length === columns.order.length);
  if (!isFitting) return undefined;
  return matrix.map((row, index) => ({
    index: top + index,
    cells: placeCells(Array.isArray(row) ? row : [], columns),
  }));
}

/** Returns the rows from the top of the table that the pages contain in full width and without a gap. */
export function placeFirstRows(pages: readonly Json[], columns: DeliveredColumns): readonly HypercubeRow[] {
  const byTop = pages
    .filter((page) => (numberAt(page, 'qArea', 'qLeft') ?? 0) === 0)
    .map((page) => placeRows(page, columns) ?? [])
    .sort((one, other) => (one[0]?.index ?? 0) - (other[0]?.index ?? 0));
  const rows: HypercubeRow[] = [];
  for (const page of byTop) rows.push(...page.filter(({ index }, at) => index === rows.length + at));
  return rows;
}

/** Returns one total per measure. The engine omits hidden measures. */
export function placeTotals(row: readonly unknown[], columns: DeliveredColumns): readonly HypercubeCell[] {
  const measures = Array.from(
    { length: columns.count - columns.dimensionCount },
    (_, measure) => columns.dimensionCount + measure,
  );
  const isWithHidden = row.length === measures.length;
  let place = 0;
  return measures.map((column) => {
    const isHidden = columns.hidden.has(column);
    const cell = row[place];
    if (!isHidden || isWithHidden) place++;
    return isHidden || cell === undefined ? EMPTY_CELL : readCell(cell);
  });
}

function placeCells(row: readonly unknown[], columns: DeliveredColumns): readonly HypercubeCell[] {
  const cells = Array.from({ length: columns.count }, () => EMPTY_CELL);
  columns.order.forEach((column, place) => (cells[column] = readCell(row[place])));
  return cells;
}

function toDisplayOrder(given: readonly unknown[], count: number): readonly number[] {
  const natural = Array.from({ length: count }, (_, column) => column);
  const order = given.filter((column) => typeof column === 'number');
  const named = new Set(order);
  const isComplete = given.length === count && natural.every((column) => named.has(column));
  return isComplete ? order : natural;
}

/** The `qcx` of a pivot or stacked table does not count columns. */
function isStraight(cube: Json): boolean {
  return ['', 'S', 'DATA_MODE_STRAIGHT'].includes(textAt(cube, 'qMode'));
}
