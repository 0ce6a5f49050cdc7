import { toText, type JsonObject } from '../protocol/json.ts';
import type { Cube } from './cube.ts';
import { readPages } from './pages.ts';
import { straightPages } from './straight-table.ts';

/** How rows are reduced: not, along one dimension, or in the plane of two measures. */
type Reduction = 'none' | 'along' | 'scattered';

/**
 * Returns `NxDataPage`s with fewer rows that preserve the shape of the chart. A zoom factor of -1 reduces the rows to the height
 * of the pages; otherwise each step of the factor halves the rows.
 * @throws {QixError} 7009 when pages are too large
 */
export function reducedPages(
  cube: Cube,
  pages: unknown,
  zoomFactor: number,
  mode: unknown,
): readonly JsonObject[] {
  const height = readPages(pages).reduce((most, page) => Math.max(most, page.qTop + page.qHeight), 0);
  const wanted = zoomFactor < 0 ? height : Math.ceil(cube.order.length / 2 ** Math.min(zoomFactor, 30));
  const order = reducedOrder(cube, wanted, reductionOf(mode));
  return straightPages(order === cube.order ? cube : { ...cube, order }, pages);
}

/** Reads `NxDataReductionMode`: a letter, a long name or a number. */
function reductionOf(mode: unknown): Reduction {
  if (typeof mode === 'number') return mode === 0 ? 'none' : mode === 2 || mode === 3 ? 'scattered' : 'along';
  switch (toText(mode, 'N').replace(/^DATA_REDUCTION_/, '')) {
    case 'N':
    case 'NONE':
      return 'none';
    case 'S':
    case 'C':
    case 'SCATTERED':
    case 'CLUSTERED':
      return 'scattered';
    default:
      return 'along';
  }
}

function reducedOrder(cube: Cube, wanted: number, reduction: Reduction): Int32Array {
  if (reduction === 'none' || wanted <= 0 || cube.order.length <= wanted) return cube.order;
  if (reduction === 'scattered' && cube.measures.length >= 2) return oneRowPerCell(cube, wanted);
  return lowestAndHighest(cube, wanted);
}

/** Keeps the rows with the lowest and the highest value of the first measure per interval of rows, in their order. */
function lowestAndHighest(cube: Cube, wanted: number): Int32Array {
  const { order } = cube;
  const values = cube.measures[0]?.values.numbers;
  const intervals = Math.max(Math.floor(wanted / 2), 1);
  const kept: number[] = [];
  for (let interval = 0; interval < intervals; interval += 1) {
    const from = Math.floor((interval * order.length) / intervals);
    const to = Math.floor(((interval + 1) * order.length) / intervals);
    let [low, high] = [from, from];
    for (let row = from; row < to; row += 1) {
      const value = values?.[order[row] as number] ?? Number.NaN;
      if (value < (values?.[order[low] as number] ?? Number.NaN)) low = row;
      if (value > (values?.[order[high] as number] ?? Number.NaN)) high = row;
    }
    const picked = low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
    kept.push(...picked.map((row) => order[row] as number));
  }
  return Int32Array.from(kept);
}

/** Keeps one row per cell of a grid over the first two measures. */
function oneRowPerCell(cube: Cube, wanted: number): Int32Array {
  const [first, second] = cube.measures;
  if (!first || !second) return cube.order;
  const side = Math.max(Math.floor(Math.sqrt(wanted)), 1);
  const cellOf = ({ values, min, max }: typeof first, group: number): number =>
    Math.min(Math.floor((((values.numbers[group] ?? Number.NaN) - min) / (max - min || 1)) * side), side - 1);
  const met = new Set<number>();
  return cube.order.filter((group) => {
    const cell = cellOf(first, group) * side + cellOf(second, group);
    if (Number.isNaN(cell) || met.has(cell)) return false;
    met.add(cell);
    return true;
  });
}
