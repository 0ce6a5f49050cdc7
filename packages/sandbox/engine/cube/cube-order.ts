import { valueAt } from '../expression/value-column.ts';
import type { Field } from '../model/field.ts';
import { toIntegers, toNumber, type JsonObject } from '../protocol/json.ts';
import type { CubeContext, CubeDimension } from './columns.ts';
import type { MeasureResult } from './cube.ts';
import type { Others } from './dimension-limits.ts';
import { codeOrder, valueOrder } from './sorting.ts';

/** Returns the given sort order of columns, completed by missing columns, without the pseudo dimension (-1). */
export function sortColumns(definition: JsonObject, dimensions: number, measures: number): readonly number[] {
  const all = Array.from({ length: dimensions + measures }, (_, column) => column);
  const given = toIntegers(definition['qInterColumnSortOrder']).filter(
    (column) => column >= 0 && column < all.length,
  );
  return [...new Set([...given, ...all])];
}

/** Input of {@link sortGroups}. */
export interface SortedParts {
  readonly sortOrder: readonly number[];
  readonly dimensions: readonly CubeDimension[];
  /** Undefined for a measure that cannot sort. */
  readonly results: readonly (MeasureResult | undefined)[];
  readonly codes: readonly (Int32Array | undefined)[];
  readonly others: readonly (Others | undefined)[];
  readonly context: CubeContext;
}

/** Sorts groups into the order of a table's rows. */
export function sortGroups(groups: Int32Array, parts: SortedParts): void {
  const { sortOrder, dimensions, results, codes, others, context } = parts;
  const orders = sortOrder.flatMap((column): readonly GroupOrder[] => {
    if (column < dimensions.length) {
      const order = dimensionOrder(dimensions[column], codes[column], others[column]?.code, context);
      return order ? [order] : [];
    }
    const order = measureOrder(results[column - dimensions.length]);
    // "Others" is always last.
    const othersLast = others.flatMap((other, place) =>
      other ? [isOtherOrder(codes[place], other.code)] : [],
    );
    return order ? [...othersLast, order] : [];
  });
  sortNumbers(groups, (left, right) => {
    for (const order of orders) {
      const difference = order(left, right);
      if (difference !== 0) return difference;
    }
    return left - right;
  });
}

/** Sorts in place. What is in order already, as the values of a key are in the order of their loading, is looked at once. */
export function sortNumbers(numbers: Int32Array, order: (left: number, right: number) => number): void {
  const isSorted = numbers.every(
    (number, place) => place === 0 || order(numbers[place - 1] as number, number) <= 0,
  );
  if (!isSorted) numbers.sort(order);
}

type GroupOrder = (left: number, right: number) => number;

function isOtherOrder(codes: Int32Array | undefined, other: number): GroupOrder {
  return (left, right) => Number(codes?.[left] === other) - Number(codes?.[right] === other);
}

function dimensionOrder(
  dimension: CubeDimension | undefined,
  codes: Int32Array | undefined,
  other: number | undefined,
  context: CubeContext,
): GroupOrder | undefined {
  if (!dimension?.field || !codes) return undefined;
  const order = codesInOrder(dimension, dimension.field, other, context);
  return (left, right) => order(codes[left] as number, codes[right] as number);
}

/** Returns the order of a dimension's values by its sort criteria, then null, then "Others". */
export function codesInOrder(
  dimension: CubeDimension,
  field: Field,
  other: number | undefined,
  context: CubeContext,
): (left: number, right: number) => number {
  const order = codeOrder(field, dimension.sort, context);
  const direction = dimension.isReversed ? -1 : 1;
  return (first, second) => {
    if (first === other || second === other) return Number(first === other) - Number(second === other);
    if (first < 0 || second < 0) return first === second ? 0 : first < 0 ? 1 : -1;
    return direction * order(first, second);
  };
}

function measureOrder(result: MeasureResult | undefined): GroupOrder | undefined {
  if (!result) return undefined;
  const { sort, isReversed } = result.measure;
  const direction =
    Math.sign(toNumber(sort['qSortByNumeric']) || toNumber(sort['qSortByAscii'])) * (isReversed ? -1 : 1);
  if (direction === 0) return undefined;
  const order = valueOrder(result.values);
  const isNull = (group: number): boolean => valueAt(result.values, group) === null;
  return (left, right) => {
    if (isNull(left) || isNull(right)) return Number(isNull(left)) - Number(isNull(right));
    return direction * order(left, right);
  };
}
