import { toNumber } from '../protocol/json.ts';
import type { Cube } from './cube.ts';
import { codesInOrder } from './cube-order.ts';
import { valueOrder } from './sorting.ts';

const orders = new WeakMap<Cube, Map<number, (left: number, right: number) => number>>();

/** Returns the order of a dimension's values as a level of a tree. */
export function levelOrder(cube: Cube, level: number): (left: number, right: number) => number {
  const known = orders.get(cube)?.get(level);
  if (known) return known;
  const order = makeLevelOrder(cube, level);
  orders.set(
    cube,
    (orders.get(cube) ?? new Map<number, ReturnType<typeof makeLevelOrder>>()).set(level, order),
  );
  return order;
}

/** Sorts by the dimension's criteria, or by a measure that precedes the dimension in the sort order. */
function makeLevelOrder(cube: Cube, level: number): (left: number, right: number) => number {
  const dimension = cube.dimensions[level];
  if (!dimension?.field) return (left, right) => left - right;
  const other = cube.others[level]?.code;
  const byDimension = codesInOrder(dimension, dimension.field, other, cube.context);
  const first = cube.sortOrder.find((column) => column === level || column >= cube.dimensions.length);
  const result =
    first === undefined || first === level ? undefined : cube.measures[first - cube.dimensions.length];
  if (!result || result.error || result.measure.expression.trim() === '') return byDimension;
  const measureDirection =
    Math.sign(toNumber(result.measure.sort['qSortByNumeric'])) * (result.measure.isReversed ? -1 : 1);
  if (measureDirection === 0) return byDimension;
  const { grouping } = cube.grouping.coarser([dimension.field.name]);
  const values = cube.context.scope.evaluateOver(result.measure.expression, grouping, cube.context.state);
  const groupOf = new Map([...(grouping.codes[0] ?? [])].map((code, group) => [code, group]));
  const byValue = valueOrder(values);
  return (left, right) => {
    if (left === other || right === other) return Number(left === other) - Number(right === other);
    const byMeasure = byValue(groupOf.get(left) ?? -1, groupOf.get(right) ?? -1);
    return measureDirection * byMeasure || byDimension(left, right);
  };
}
