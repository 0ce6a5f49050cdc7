import { compareText, type ArgumentRows } from './reference-arguments.ts';
import type { FieldName, ReferenceRow, Scalar } from './reference-model.ts';
import { unchanged, type Mask, type ReferenceSet, type SetSurroundings } from './reference-sets.ts';

/** A group of rows with its values of the dimensions, and its place among the groups of an `Aggr`. */
export interface Surroundings extends SetSurroundings {
  readonly group: ReadonlyMap<FieldName, Scalar>;
  readonly segment?: { readonly groups: readonly Surroundings[]; readonly place: number };
}

/** A generated expression over a group of rows, with its value by plain loops. */
export interface GeneratedExpression {
  readonly text: string;
  readonly power: number;
  /** The sets of its outermost aggregations, in an outer set. */
  readonly sets: (around: SetSurroundings) => readonly ReferenceSet[];
  readonly value: (around: Surroundings) => Scalar;
}

/** Orders of a dimension of `Aggr` by a word. */
export const ORDERS = ['NUMERIC', 'TEXT', 'LOAD_ORDER', 'FREQUENCY'] as const;

/** A dimension of `Aggr` with its order. */
export interface SortedDimension {
  readonly field: FieldName;
  readonly order: (typeof ORDERS)[number] | GeneratedExpression | null;
  readonly isDescending: boolean;
}

/** Writes a dimension of `Aggr`. */
export function dimensionText({ field, order, isDescending }: SortedDimension): string {
  if (order === null) return field;
  return `(${field}, (${typeof order === 'object' ? `=${order.text}` : order}, ${isDescending ? 'DESC' : 'ASCENDING'}))`;
}

/** Compares values of a dimension by its order, then by load order. */
function comparison(
  { field, order, isDescending }: SortedDimension,
  domain: Mask,
  around: Surroundings,
): (left: Scalar, right: Scalar) => number {
  const { model } = around;
  const loaded = (value: Scalar): number => model.values[field].indexOf(value);
  const direction = isDescending && order !== null ? -1 : 1;
  return (left, right) => direction * ordered(left, right) || loaded(left) - loaded(right);

  function ordered(left: Scalar, right: Scalar): number {
    switch (order) {
      case null:
      case 'LOAD_ORDER':
        return loaded(left) - loaded(right);
      case 'NUMERIC':
        return typeof left === 'number' && typeof right === 'number' ? left - right : 0;
      case 'TEXT':
        return compareText(String(left), String(right));
      case 'FREQUENCY':
        return frequency(left) - frequency(right);
      default: {
        const [first, second] = [valueFor(order, left), valueFor(order, right)];
        if (first === second) return 0;
        if (first === null || second === null) return first === null ? 1 : -1;
        if (typeof first === 'number' && typeof second === 'number') return first - second;
        if (typeof first !== typeof second) return typeof first === 'number' ? -1 : 1;
        return compareText(String(first), String(second));
      }
    }
  }

  function frequency(value: Scalar): number {
    return model.rows.filter((row, place) => domain[place] === true && row.values[field] === value).length;
  }

  function valueFor(expression: GeneratedExpression, value: Scalar): Scalar {
    return expression.value({
      model,
      outer: around.outer,
      state: around.state,
      group: new Map([[field, value]]),
    });
  }
}

/** Returns the values of `Aggr` over rows: each at the first of the placed rows with its combination of dimension values. */
export function aggrValues(
  inner: GeneratedExpression,
  dimensions: readonly SortedDimension[],
  isRepeated: boolean,
  placed: Mask,
  around: Surroundings,
): ArgumentRows {
  const { model, outer, state } = around;
  const masks = [outer, ...inner.sets(around)].map((set) => set(unchanged));
  const domain = model.rows.map((_, row) => masks.some((mask) => mask[row] === true));
  const keyOf = (row: ReferenceRow): string => dimensions.map(({ field }) => row.values[field]).join('|');
  const combinations = new Map<string, ReadonlyMap<FieldName, Scalar>>();
  model.rows.forEach((row, place) => {
    if (domain[place] !== true || dimensions.some(({ field }) => row.values[field] === null)) return;
    combinations.set(keyOf(row), new Map(dimensions.map(({ field }) => [field, row.values[field]])));
  });
  const compare = dimensions.map((dimension) => comparison(dimension, domain, around));
  const sorted = [...combinations].sort(([, left], [, right]) => {
    for (const [place, { field }] of dimensions.entries()) {
      const difference = compare[place]?.(left.get(field) ?? null, right.get(field) ?? null) ?? 0;
      if (difference !== 0) return difference;
    }
    return 0;
  });
  const segments = new Map<string, Surroundings[]>();
  const values = new Map<string, () => Scalar>();
  for (const [key, group] of sorted) {
    const segmentKey = [...group.values()].slice(0, -1).join('|');
    const groups = segments.get(segmentKey) ?? [];
    segments.set(segmentKey, groups);
    const inside = { model, outer, state, group, segment: { groups, place: groups.length } };
    groups.push(inside);
    values.set(key, () => inner.value(inside));
  }
  const isTaken = new Set<string>();
  return model.rows.flatMap((record, row) => {
    const key = keyOf(record);
    const value = dimensions.some(({ field }) => record.values[field] === null) ? undefined : values.get(key);
    if (!value || placed[row] !== true || (isTaken.has(key) && !isRepeated)) return [{ row, value: null }];
    isTaken.add(key);
    return [{ row, value: value() }];
  });
}
