import { toArray, toNumber, toObject, type JsonObject } from '../protocol/json.ts';
import type { Cube, MeasureResult } from './cube.ts';
import { MAX_CELLS } from './pages.ts';
import { straightRows } from './straight-table.ts';

/** `NxDataAreaPage`: a window in the plane of two measures, with `top` above `bottom`. */
interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Options of `GetHyperCubeBinnedData`. */
export interface BinningOptions {
  readonly dataRanges: unknown;
  /** Maximum number of points that are returned as rows rather than cells. */
  readonly maxCells: number;
  /** Resolution of the grid: each level halves the cells' sides. */
  readonly queryLevel: number;
}

/** Maximum side of the grid: more cells would exceed a page. */
const MAX_SIDE = Math.floor(Math.sqrt(MAX_CELLS));

/**
 * Returns the result of `GetHyperCubeBinnedData`: the points of the first two measures in a window. Few points are rows in the
 * second page. Many points are counted cells in the first page: a first row with the largest count, then a row per cell with its
 * corners (as a JSON text) and its count.
 */
export function binnedData(cube: Cube, options: BinningOptions): readonly JsonObject[] {
  const [horizontal, vertical] = cube.measures;
  if (!horizontal || !vertical) return [page([]), page([])];
  const area = readArea(options.dataRanges, horizontal, vertical);
  const inside = cube.order.filter((group) => {
    const [x, y] = [valueOf(horizontal, group), valueOf(vertical, group)];
    return x >= area.left && x <= area.right && y >= area.bottom && y <= area.top;
  });
  const columns = Math.max(cube.dimensions.length + cube.measures.length, 1);
  const maxRows = Math.min(Math.max(options.maxCells, 0), Math.floor(MAX_CELLS / columns));
  if (inside.length <= maxRows) return [page([]), page(straightRows(cube, inside))];
  return [page(cells(inside, horizontal, vertical, area, options.queryLevel)), page([])];
}

function page(qMatrix: readonly (readonly JsonObject[])[]): JsonObject {
  const qArea = { qLeft: 0, qTop: 0, qWidth: qMatrix[0]?.length ?? 0, qHeight: qMatrix.length };
  return { qMatrix, qTails: [], qArea };
}

function valueOf({ values }: MeasureResult, group: number): number {
  return values.numbers[group] ?? Number.NaN;
}

/** Returns the requested window, by default the range of both measures. */
function readArea(ranges: unknown, horizontal: MeasureResult, vertical: MeasureResult): Area {
  const given = toObject(toArray(ranges)[0]);
  const width = toNumber(given['qWidth']);
  const height = toNumber(given['qHeight']);
  if (width === 0 && height === 0)
    return { left: horizontal.min, right: horizontal.max, top: vertical.max, bottom: vertical.min };
  const [left, top] = [toNumber(given['qLeft']), toNumber(given['qTop'])];
  return { left, top, right: left + width, bottom: top - height };
}

function cells(
  groups: Int32Array,
  horizontal: MeasureResult,
  vertical: MeasureResult,
  area: Area,
  level: number,
): readonly (readonly JsonObject[])[] {
  const side = Math.min(2 ** Math.max(Math.min(level, 20), 1), MAX_SIDE);
  const [width, height] = [(area.right - area.left || 1) / side, (area.top - area.bottom || 1) / side];
  const counts = new Map<number, number>();
  for (const group of groups) {
    const column = Math.min(Math.floor((valueOf(horizontal, group) - area.left) / width), side - 1);
    const row = Math.min(Math.floor((area.top - valueOf(vertical, group)) / height), side - 1);
    const cell = row * side + column;
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  const largest = Math.max(0, ...counts.values());
  const summary = [{ qText: '', qNum: largest, qElemNumber: 0, qState: 'L' }];
  const rows = [...counts].map(([cell, count]) => {
    const left = area.left + (cell % side) * width;
    const top = area.top - Math.floor(cell / side) * height;
    const corners = JSON.stringify([left, top, left + width, top - height]);
    return [{ qText: corners, qNum: count, qElemNumber: cell, qState: 'L' }];
  });
  return [summary, ...rows];
}
