import { type Json, listAt, numberAt, recordsAt, textAt } from '../objects/layout';
import { EMPTY_CELL, type HypercubeCell, type HypercubeRow, readCell } from './table-cells';

/**
 * Which columns of a straight table its pages have. Columns are numbered as the engine numbers them in definitions, in sort orders and in
 * `selectHyperCubeValues`: dimensions first, hidden ones included, whatever the order of display is.
 */
export interface DeliveredColumns {
  readonly dimensionCount: number;
  /** Dimensions and measures, hidden ones included. */
  readonly count: number;
  /** Columns that their own calculation condition hides: the engine delivers no cells for them. */
  readonly hidden: ReadonlySet<number>;
  /** The column of each cell of a row, in the order of delivery, which is the order of display. */
  readonly order: readonly number[];
}

/** `qErrorCode` of a column whose calculation condition is not met. */
const CONDITION_NOT_MET = 7005;

/** Is a column (`NxDimensionInfo`, `NxMeasureInfo`) one that its own calculation condition hides? */
export function isHiddenByCondition(info: unknown): boolean {
  return numberAt(info, 'qError', 'qErrorCode') === CONDITION_NOT_MET;
}

/**
 * Reads a `HyperCube`. A `qColumnOrder` that does not name each column once counts as none, as in Qlik's own table (`sn-table`).
 *
 * @returns `undefined` where the width that the engine tells (`qSize.qcx`) fits no reading: cells cannot be told apart then
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

/** Puts the cells of a page (`NxDataPage`) under their columns. @returns `undefined` where a row has another number of cells */
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

/** The rows from the top of the table that its pages have in full width and without a gap. */
export function placeFirstRows(pages: readonly Json[], columns: DeliveredColumns): readonly HypercubeRow[] {
  const byTop = pages
    .filter((page) => (numberAt(page, 'qArea', 'qLeft') ?? 0) === 0)
    .map((page) => placeRows(page, columns) ?? [])
    .sort((one, other) => (one[0]?.index ?? 0) - (other[0]?.index ?? 0));
  const rows: HypercubeRow[] = [];
  for (const page of byTop) rows.push(...page.filter(({ index }, at) => index === rows.length + at));
  return rows;
}

/** One total per measure. The engine leaves hidden measures out. */
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

/** The size of a pivot or stacked table does not count columns. */
function isStraight(cube: Json): boolean {
  return ['', 'S', 'DATA_MODE_STRAIGHT'].includes(textAt(cube, 'qMode'));
}
