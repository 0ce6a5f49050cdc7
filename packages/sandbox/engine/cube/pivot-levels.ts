import { toInteger, toIntegers } from '../protocol/json.ts';
import type { Cube } from './cube.ts';
import type { PivotLevel } from './pivot-axis.ts';

/** The pseudo dimension, which stands for the measures in `qInterColumnSortOrder`. */
const PSEUDO_DIMENSION = -1;

/** The levels of both sides of a pivot table. */
export interface PivotLevels {
  readonly left: readonly PivotLevel[];
  readonly top: readonly PivotLevel[];
}

/**
 * Returns the levels of both sides. `qInterColumnSortOrder` lists dimensions and measures (-1), outermost first;
 * `qNoOfLeftDims` is the number of these on the left. With -1 all dimensions are on the left, and the measures on top unless a
 * dimension follows them. A single measure has no level.
 */
export function pivotLevels(cube: Cube): PivotLevels {
  const count = cube.dimensions.length;
  const given = toIntegers(cube.definition['qInterColumnSortOrder']).filter(
    (column) => column >= PSEUDO_DIMENSION && column < count,
  );
  const missing = Array.from({ length: count }, (_, dimension) => dimension);
  const order = [...new Set([...given, ...missing, PSEUDO_DIMENSION])];
  const wanted = toInteger(cube.definition['qNoOfLeftDims'], -1);
  const isPseudoLast = order.at(-1) === PSEUDO_DIMENSION;
  const left = wanted >= 0 ? wanted : isPseudoLast ? count : order.length;
  return { left: shown(cube, order.slice(0, left)), top: shown(cube, order.slice(left)) };
}

function shown(cube: Cube, order: readonly number[]): readonly PivotLevel[] {
  const measures = cube.measures.filter(({ measure }) => !measure.isHidden);
  return order.flatMap((column): readonly PivotLevel[] => {
    if (column === PSEUDO_DIMENSION) return measures.length > 1 ? ['measures'] : [];
    return cube.dimensions[column]?.field ? [column] : [];
  });
}

/** Returns `qEffectiveInterColumnSortOrder` of a pivot table. */
export function effectiveLevels({ left, top }: PivotLevels): readonly number[] {
  return [...left, ...top].map((level) => (level === 'measures' ? PSEUDO_DIMENSION : level));
}
