import { toArray, toNumber, toObject, type JsonObject } from '../protocol/json.ts';
import type { Cube, MeasureResult } from './cube.ts';
import { MAX_CELLS } from './pages.ts';
import { straightRows } from './straight-table.ts';

/** A window on the plane of two measures, `NxDataAreaPage`: from the top down. */
interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What a client asks of a plane of points. */
export interface BinningOptions {
  readonly dataRanges: unknown;
  /** Up to this many points come as points. */
  readonly maxCells: number;
  /** How fine the grid is: each level halves the cells. */
  readonly queryLevel: number;
}

/** Finer grids would answer more cells than a page may have. */
const MAX_SIDE = Math.floor(Math.sqrt(MAX_CELLS));

/**
 * `GetHyperCubeBinnedData`: the points of the first two measures in a window. Few come as rows in the second page; many come
 * as cells in the first, which begins with the largest count and goes on with a cell's corners (as a JSON text) and count.
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

/** The window asked for; all there is where none is given. */
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
