import type { Field } from '../model/field.ts';
import type { Aggr, AggrOrder, Expression, SetExpression } from './ast.ts';
import type { AggrColumn } from './field-catalog.ts';
import { recordSetsIn } from './field-names.ts';
import { evaluateGroups, type GroupEvaluationScope } from './group-evaluation.ts';
import { Grouping } from './grouping.ts';
import { ExpressionError } from './tokens.ts';
import { collectValues, encodeColumn, valueAt } from './value-column.ts';

/**
 * Returns the values of an `Aggr` over the rows of its island. `Aggr` is a table with a row per combination of dimension values: the
 * combinations in its own set (the selections, without a set) and in the sets of its inner aggregations. Combinations with null are left
 * out.
 *
 * A value is at the first record of its combination in the set of the outer aggregation, so that the outer aggregation uses it once; with
 * `nodistinct`, or as a dimension, it is at every record. The set of the outer aggregation has no effect on the values.
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
  const rowsOf = (set: SetExpression | undefined): Uint8Array => scope.records(set, state).rows(island.index);
  const domain = unionOf(rowsOf(node.set), recordSetsIn(node.expression).map(rowsOf));
  const placed = node.isRepeated ? new Uint8Array(island.rowCount).fill(1) : rowsOf(outerSet);
  const used = unionOf(domain, [placed]);
  const grouping = Grouping.by(
    fields,
    island,
    used,
    fields.map(() => true),
  );
  const isPresent = used === domain ? new Uint8Array(grouping.size).fill(1) : presentGroups(grouping, domain);
  const order = orderOf(grouping, isPresent, sortRanks(node, grouping, domain, scope, state));
  const perGroup = evaluateGroups(node.expression, grouping, scope, state, { order });
  const isTaken = new Uint8Array(grouping.size);
  const values = collectValues(island.rowCount, (row) => {
    const group = placed[row] === 1 ? (grouping.groupOf?.[row] ?? -1) : -1;
    if (group < 0 || isPresent[group] !== 1 || (isTaken[group] === 1 && !node.isRepeated)) return null;
    isTaken[group] = 1;
    return valueAt(perGroup, group);
  });
  return { island: first.island, values };
}

/** Returns the union of masks; the first mask itself when the others add no rows. */
function unionOf(mask: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
  const added = others.filter(
    (other) => other !== mask && other.some((flag, row) => flag > (mask[row] as number)),
  );
  return added.length === 0
    ? mask
    : mask.map((flag, row) => (added.some((other) => other[row] === 1) ? 1 : flag));
}

/** Returns 1 per group with a row in the mask. */
function presentGroups({ groupOf, size }: Grouping, mask: Uint8Array): Uint8Array {
  const isPresent = new Uint8Array(size);
  groupOf?.forEach((group, row) => {
    if (group >= 0 && mask[row] === 1) isPresent[group] = 1;
  });
  return isPresent;
}

/** Returns the present groups in the order of the dimensions. */
function orderOf(
  { codes, size }: Grouping,
  isPresent: Uint8Array,
  ranks: readonly (readonly ((code: number) => number)[])[],
): Int32Array {
  const groups = Int32Array.from({ length: size }, (_, group) => group).filter(
    (group) => isPresent[group] === 1,
  );
  return groups.sort((left, right) => {
    for (const [place, ranksOfField] of ranks.entries()) {
      const [first, second] = [codes[place]?.[left] ?? -1, codes[place]?.[right] ?? -1];
      for (const rank of ranksOfField) {
        const difference = rank(first) - rank(second);
        if (difference !== 0) return difference;
      }
      // Values of the same rank are in load order, so that the groups of a value stay together.
      if (first !== second) return first - second;
    }
    return left - right;
  });
}

/** Returns per dimension the sort ranks of a code, one per order. */
function sortRanks(
  { dimensions }: Aggr,
  grouping: Grouping,
  domain: Uint8Array,
  scope: GroupEvaluationScope,
  state: string,
): readonly (readonly ((code: number) => number)[])[] {
  return grouping.fields.map((field, place) =>
    (dimensions[place]?.orders ?? []).map(({ by, isDescending }) => {
      const direction = isDescending ? -1 : 1;
      const ranks = ranksOf(field, by, domain, scope, state);
      return (code) => direction * (ranks[code] ?? -1);
    }),
  );
}

function ranksOf(
  field: Field,
  by: AggrOrder['by'],
  domain: Uint8Array,
  scope: GroupEvaluationScope,
  state: string,
): ArrayLike<number> {
  const { symbols } = field;
  switch (by) {
    case 'numeric':
      return symbols.numberRanks;
    case 'text':
      return symbols.textRanks;
    case 'load':
      return Int32Array.from({ length: symbols.size }, (_, code) => code);
    case 'frequency': {
      const counts = new Int32Array(symbols.size);
      field.codes.forEach((code, row) => {
        if (code >= 0 && domain[row] === 1) counts[code] = (counts[code] as number) + 1;
      });
      return counts;
    }
    default:
      return expressionRanks(field, by, scope, state);
  }
}

/** Returns the ranks of a field's values by the value of an expression: numbers, then texts, then nulls. */
function expressionRanks(
  field: Field,
  expression: Expression,
  scope: GroupEvaluationScope,
  state: string,
): ArrayLike<number> {
  const island = scope.fields.model.island(field.island);
  const grouping = Grouping.by([field], island, new Uint8Array(island.rowCount).fill(1), [true]);
  const values = evaluateGroups(expression, grouping, scope, state);
  const { symbols, codes } = encodeColumn(values);
  const ranks = new Float64Array(field.symbols.size).fill(Number.MAX_SAFE_INTEGER);
  grouping.codes[0]?.forEach((code, group) => {
    const value = codes[group] as number;
    if (value < 0) return;
    const isText = Number.isNaN(symbols.numberOf(value));
    ranks[code] = isText
      ? symbols.size + (symbols.textRanks[value] as number)
      : (symbols.numberRanks[value] as number);
  });
  return ranks;
}
