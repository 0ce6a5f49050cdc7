import { numberOf, textOf, type Value } from '../expression/value.ts';
import { compareNumbers, compareTexts } from '../model/symbol-table.ts';
import type { OrderItem } from './load-statement.ts';
import { ScriptError } from './script-error.ts';
import type { ScriptTable } from './script-table.ts';

/**
 * Returns rows sorted by fields: numbers before texts, nulls last.
 * @throws {ScriptError} for an unknown field
 */
export function orderRows(
  table: ScriptTable,
  rows: readonly number[],
  orderBy: readonly OrderItem[],
): readonly number[] {
  if (orderBy.length === 0) return rows;
  const orders = orderBy.map(({ field, isDescending }) => {
    const values = table.columns.get(field);
    if (!values) throw ScriptError.of('fieldNotFound', `Field '${field}' not found`);
    const direction = isDescending ? -1 : 1;
    return (left: number, right: number): number =>
      direction * compareValues(values[left] ?? null, values[right] ?? null);
  });
  return rows.toSorted((left, right) => {
    for (const order of orders) {
      const difference = order(left, right);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

function compareValues(left: Value, right: Value): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  const byNumber = compareNumbers(numberOf(left), numberOf(right));
  return byNumber === 0 && typeof left === 'string' ? compareTexts(left, textOf(right)) : byNumber;
}
