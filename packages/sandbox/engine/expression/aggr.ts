import { compareNumbers } from '../model/symbol-table.ts';
import type { Field } from '../model/field.ts';
import type { Aggr, AggrDimension, SetExpression } from './ast.ts';
import type { AggrColumn } from './field-catalog.ts';
import { evaluateGroups, type GroupEvaluationScope } from './group-evaluation.ts';
import { Grouping } from './grouping.ts';
import { ExpressionError } from './tokens.ts';
import { collectValues, valueAt } from './value-column.ts';

/**
 * Returns the values of an `Aggr` over the rows of its island. A value is at the first record of its combination of dimension values, so
 * that an outer aggregation uses it once; with `nodistinct`, or as a dimension, it is at every record. Combinations with null have no value.
 * @param outerSet the set of the outer aggregation, which determines the combinations unless `Aggr` has its own set
 * @throws {ExpressionError} when a dimension is not a field, or the dimensions are not associated
 */
export function aggrColumn(
  node: Aggr,
  scope: GroupEvaluationScope,
  outerSet: SetExpression | undefined,
  state: string,
): AggrColumn {
  const fields = node.dimensions.map(({ field }) => scope.fields.resolve(field));
  const [first] = fields;
  if (!first || fields.some((field) => field.island !== first.island))
    throw new ExpressionError('Error in expression: the dimensions of Aggr are not associated', 0);
  const island = scope.fields.model.island(first.island);
  const domain = scope.records(node.set ?? outerSet, state).rows(first.island);
  const grouping = Grouping.by(
    fields,
    island,
    domain,
    fields.map(() => true),
  );
  const chart = { order: orderOf(grouping, node.dimensions) };
  const perGroup = evaluateGroups(node.expression, grouping, scope, state, chart);
  const isTaken = new Uint8Array(grouping.size);
  const values = collectValues(island.rowCount, (row) => {
    const group = grouping.groupOf?.[row] ?? -1;
    if (group < 0 || (isTaken[group] === 1 && !node.isRepeated)) return null;
    isTaken[group] = 1;
    return valueAt(perGroup, group);
  });
  return { island: first.island, values };
}

/** Returns the groups in the order of the dimensions, by default in load order. */
function orderOf(grouping: Grouping, dimensions: readonly AggrDimension[]): Int32Array {
  const ranks = dimensions.map(({ order }, place) => {
    const field = grouping.fields[place];
    const codes = grouping.codes[place] ?? new Int32Array();
    const rank = field ? rankOfCodes(field, order, codes) : (code: number) => code;
    const direction = order?.isDescending === true ? -1 : 1;
    return (group: number): number => direction * rank(codes[group] ?? -1);
  });
  return Int32Array.from({ length: grouping.size }, (_, group) => group).sort((left, right) => {
    for (const rank of ranks) {
      const difference = compareNumbers(rank(left), rank(right));
      if (difference !== 0) return difference;
    }
    return left - right;
  });
}

function rankOfCodes(
  { symbols }: Field,
  order: AggrDimension['order'],
  codes: Int32Array,
): (code: number) => number {
  switch (order?.by) {
    case 'numeric':
      return (code) => symbols.numberRanks[code] ?? -1;
    case 'text':
      return (code) => symbols.textRanks[code] ?? -1;
    case 'frequency': {
      const counts = new Map<number, number>();
      for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
      return (code) => -(counts.get(code) ?? 0);
    }
    default:
      return (code) => code;
  }
}
