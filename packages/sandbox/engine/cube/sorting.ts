import { Grouping } from '../expression/grouping.ts';
import { ExpressionError } from '../expression/tokens.ts';
import type { ValueColumn } from '../expression/value-column.ts';
import type { Field } from '../model/field.ts';
import { compareNumbers, compareTexts } from '../model/symbol-table.ts';
import { toNumber, type JsonObject } from '../protocol/json.ts';
import type { ValueState } from '../selection/association.ts';
import { expressionIn, type CubeContext } from './columns.ts';

/** Compares two codes of a field. */
export type CodeOrder = (left: number, right: number) => number;

/** `qSortIndicator`: ascending, descending, or none. */
export type SortIndicator = 'A' | 'D' | 'N';

const STATE_RANK: Readonly<Record<ValueState, number>> = { L: 0, S: 0, O: 1, A: 2, X: 3, XS: 3, XL: 3 };

/**
 * Returns the order of a field's values by sort criteria, null last. Criteria apply in Qlik's order: state, expression,
 * frequency, number, text, load order.
 */
export function codeOrder(field: Field, criteria: JsonObject, context: CubeContext): CodeOrder {
  const { symbols } = field;
  const orders: CodeOrder[] = [];
  const add = (key: string, makeOrder: () => CodeOrder): void => {
    const direction = Math.sign(toNumber(criteria[key]));
    if (direction === 0) return;
    const order = makeOrder();
    orders.push(direction > 0 ? order : (left, right) => order(right, left));
  };
  add('qSortByState', () => {
    const states = context.scope.association(context.state).statesOf(field);
    const ranks = Int8Array.from({ length: symbols.size }, (_, code) => STATE_RANK[states.stateOf(code)]);
    return (left, right) => (ranks[left] as number) - (ranks[right] as number);
  });
  add('qSortByExpression', () => byExpression(field, expressionIn(criteria['qExpression']), context));
  add('qSortByFrequency', () => {
    const counts = frequencies(field, context);
    return (left, right) => (counts[left] as number) - (counts[right] as number);
  });
  add('qSortByNumeric', () => byRanks(() => symbols.numberRanks));
  add('qSortByAscii', () => byRanks(() => symbols.textRanks));
  add('qSortByLoadOrder', () => (left, right) => left - right);
  return (left, right) => {
    if (left < 0 || right < 0) return left === right ? 0 : left < 0 ? 1 : -1;
    for (const order of orders) {
      const difference = order(left, right);
      if (difference !== 0) return difference;
    }
    return left - right;
  };
}

/** The ranks are made when they are first needed: numbers that differ need none of their texts, which take a second for a million. */
function byRanks(ranksOf: () => Int32Array): CodeOrder {
  let ranks: Int32Array | undefined;
  return (left, right) => {
    ranks ??= ranksOf();
    return (ranks[left] as number) - (ranks[right] as number);
  };
}

/** Returns the number of possible rows of each value. */
export function frequencies(field: Field, context: CubeContext): Float64Array {
  const counts = new Float64Array(field.symbols.size);
  const island = context.scope.fields.model.island(field.island);
  const mask = context.liveScope.association(context.state).rows(field.island);
  for (const row of Grouping.single().rowsFor(island, field.tables.slice(0, 1), mask)) {
    const code = field.codes[row] as number;
    if (code >= 0) counts[code] = (counts[code] as number) + 1;
  }
  return counts;
}

function byExpression(field: Field, expression: string, context: CubeContext): CodeOrder {
  if (expression === '') return () => 0;
  const island = context.scope.fields.model.island(field.island);
  const grouping = Grouping.by(
    [field],
    island,
    context.scope.records(undefined, context.state).rows(field.island),
    [true],
  );
  let column: ValueColumn;
  try {
    column = context.scope.evaluateOver(expression, grouping, context.state);
  } catch (error) {
    // An invalid sort expression does not sort, as in Qlik; the chart is still valid.
    if (error instanceof ExpressionError) return () => 0;
    throw error;
  }
  const groupOf = new Int32Array(field.symbols.size).fill(-1);
  grouping.codes[0]?.forEach((code, group) => {
    groupOf[code] = group;
  });
  const byGroup = valueOrder(column);
  return (left, right) => {
    const [first, second] = [groupOf[left] as number, groupOf[right] as number];
    if (first < 0 || second < 0) return Math.sign(second) - Math.sign(first);
    return byGroup(first, second);
  };
}

/** Returns the order of a column's values: numbers before texts, null last. */
export function valueOrder(column: ValueColumn): (left: number, right: number) => number {
  const { numbers, texts } = column;
  return (left, right) => {
    const byNumber = compareNumbers(numbers[left] ?? Number.NaN, numbers[right] ?? Number.NaN);
    if (byNumber !== 0 || !texts) return byNumber;
    return compareTexts(texts[left] ?? '', texts[right] ?? '');
  };
}

/** Returns the sort direction of a column for its arrow. */
export function sortIndicator(criteria: JsonObject, isReversed: boolean): SortIndicator {
  const keys = [
    'qSortByExpression',
    'qSortByFrequency',
    'qSortByNumeric',
    'qSortByAscii',
    'qSortByLoadOrder',
  ];
  const direction = keys.map((key) => toNumber(criteria[key])).find((value) => value !== 0) ?? 0;
  if (direction === 0) return 'N';
  return direction > 0 !== isReversed ? 'A' : 'D';
}
