import { toInteger, toNumber, type JsonObject } from '../protocol/json.ts';
import { axisTicks } from './axis-ticks.ts';
import type { Cube } from './cube.ts';
import { MAX_CELLS } from './pages.ts';
import { straightRows } from './straight-table.ts';

/** Rows per interval of the axis that preserve the shape of a line: first, last, lowest and highest. */
const ROWS_PER_INTERVAL = 4;

/** `NxContinuousDataOptions`: the requested window of a continuous axis. */
interface AxisWindow {
  readonly start: number;
  readonly end: number;
  readonly intervals: number;
  readonly maxTicks: number;
  readonly maxLines: number;
}

/**
 * Returns the result of `GetHyperCubeContinuousData`: the rows of a window of the first dimension, with one row beyond each
 * end, downsampled if necessary. A second dimension divides the rows into lines; the largest lines are kept.
 */
export function continuousData(cube: Cube, options: JsonObject, isReversed: boolean): JsonObject {
  const window = readWindow(cube, options);
  const rows = rowsInWindow(cube, window);
  const sampled = linesOf(cube, rows, window.maxLines).flatMap((line) => downsample(cube, line, window));
  const maxRows = Math.floor(MAX_CELLS / Math.max(cube.dimensions.length + cube.measures.length, 1));
  const sorted = sampled
    .sort((left, right) => axisValue(cube, left) - axisValue(cube, right))
    .slice(0, maxRows);
  if (isReversed) sorted.reverse();
  const qMatrix = straightRows(cube, Int32Array.from(sorted));
  return {
    qDataPages: [
      {
        qMatrix,
        qTails: [],
        qArea: { qLeft: 0, qTop: 0, qWidth: qMatrix[0]?.length ?? 0, qHeight: qMatrix.length },
      },
    ],
    qAxisData: { qAxis: axisTicks(cube.dimensions[0]?.field, window, cube.context.scope.settings) },
  };
}

function readWindow(cube: Cube, options: JsonObject): AxisWindow {
  const numbers = cube.dimensions[0]?.field?.symbols.numbers ?? new Float64Array();
  const start = toNumber(options['qStart']);
  const end = toNumber(options['qEnd']);
  const isWhole = start === 0 && end === 0;
  return {
    start: isWhole
      ? numbers.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
      : start,
    end: isWhole ? numbers.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY) : end,
    intervals: Math.max(toInteger(options['qNbrPoints']), 1),
    maxTicks: Math.max(toInteger(options['qMaxNbrTicks']), 0),
    maxLines: Math.max(toInteger(options['qMaxNumberLines']), 0),
  };
}

/** Returns the value of a row on the axis; NaN without a value. */
function axisValue(cube: Cube, group: number): number {
  const code = cube.codes[0]?.[group] ?? -1;
  return cube.dimensions[0]?.field?.symbols.numberOf(code) ?? Number.NaN;
}

function rowsInWindow(cube: Cube, { start, end }: AxisWindow): readonly number[] {
  const rows = [...cube.order]
    .filter((group) => !Number.isNaN(axisValue(cube, group)))
    .sort((left, right) => axisValue(cube, left) - axisValue(cube, right));
  const before = rows.findLast((group) => axisValue(cube, group) < start);
  const after = rows.find((group) => axisValue(cube, group) > end);
  const [from, to] = [
    before === undefined ? start : axisValue(cube, before),
    after === undefined ? end : axisValue(cube, after),
  ];
  return rows.filter((group) => axisValue(cube, group) >= from && axisValue(cube, group) <= to);
}

/** Returns the rows of each line, limited to the lines with the largest sums of the first measure. */
function linesOf(cube: Cube, rows: readonly number[], maxLines: number): readonly (readonly number[])[] {
  const codes = cube.codes[1];
  if (!codes) return [rows];
  const lines = new Map<number, number[]>();
  for (const group of rows) {
    const code = codes[group] as number;
    const known = lines.get(code);
    if (known) known.push(group);
    else lines.set(code, [group]);
  }
  const all = [...lines.values()];
  if (maxLines === 0 || all.length <= maxLines) return all;
  const values = cube.measures[0]?.values.numbers;
  const sumOf = (line: readonly number[]): number =>
    line.reduce((sum, group) => sum + (values?.[group] || 0), 0);
  return all.sort((left, right) => sumOf(right) - sumOf(left)).slice(0, maxLines);
}

function downsample(cube: Cube, rows: readonly number[], window: AxisWindow): readonly number[] {
  const { start, end, intervals } = window;
  if (rows.length <= intervals * ROWS_PER_INTERVAL) return rows;
  const kept = new Set<number>();
  const byInterval = new Map<number, number[]>();
  for (const group of rows) {
    const place = Math.floor(((axisValue(cube, group) - start) / (end - start || 1)) * intervals);
    byInterval.set(place, [...(byInterval.get(place) ?? []), group]);
  }
  for (const members of byInterval.values()) {
    for (const group of [members[0], members.at(-1)]) if (group !== undefined) kept.add(group);
    for (const { values } of cube.measures) {
      const valueOf = (group: number): number => values.numbers[group] ?? Number.NaN;
      kept.add(members.reduce((best, group) => (valueOf(group) < valueOf(best) ? group : best)));
      kept.add(members.reduce((best, group) => (valueOf(group) > valueOf(best) ? group : best)));
    }
  }
  return rows.filter((group) => kept.has(group));
}
