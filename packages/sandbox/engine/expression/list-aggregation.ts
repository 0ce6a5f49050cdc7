import type { Field } from '../model/field.ts';
import type { Aggregation, Expression } from './ast.ts';
import type { Evaluator } from './compile.ts';
import type { FieldCatalog } from './field-catalog.ts';
import { rowFieldsIn } from './field-names.ts';
import type { Grouping } from './grouping.ts';
import { numberOf, numeric, type Value } from './value.ts';
import { valueOfCode } from './value-column.ts';
import { literalOf, mapExpression } from './walk.ts';

/**
 * Returns the synthetic dimension in an aggregation over other fields, as in `Sum(If(Year = ValueLoop(2023, 2024), Amount))`: the
 * aggregation is over all pairs of a record and a value. Undefined for any other aggregation.
 */
export function listAcross(node: Aggregation, fields: FieldCatalog): Field | undefined {
  if (!fields.hasValueLists) return undefined;
  const names = node.args.flatMap((argument) => [...rowFieldsIn(argument)]);
  const list = names.map((name) => fields.valueListNamed(name)).find((field) => field !== undefined);
  return list && names.some((name) => fields.loadedField(name).island !== list.island) ? list : undefined;
}

/** How the values per value of a list combine; an aggregation that is not here has no value over a list. */
const COMBINE: Readonly<Record<string, (left: number, right: number) => number>> = {
  ...Object.fromEntries(
    ['sum', 'count', 'numericcount', 'textcount', 'nullcount', 'missingcount'].map((name) => [name, add]),
  ),
  min: (left, right) => (Number.isNaN(right) || left < right ? left : right),
  max: (left, right) => (Number.isNaN(right) || left > right ? left : right),
};

/**
 * Evaluates an aggregation over a synthetic dimension: for the value of the group if the list is one of its dimensions, else for all values.
 */
export function overList(
  list: Field,
  node: Aggregation,
  grouping: Grouping,
  evaluatorOf: (node: Aggregation) => Evaluator,
): Evaluator {
  const evaluators = new Map<number, Evaluator>();
  const at = (code: number): Evaluator => {
    const known =
      evaluators.get(code) ?? evaluatorOf(withValue(node, list.name, valueOfCode(list.symbols, code)));
    evaluators.set(code, known);
    return known;
  };
  const codes = grouping.codes[grouping.fields.findIndex((field) => field.name === list.name)];
  if (codes) return (group) => at(codes[group] ?? -1)(group);
  const combine = node.isDistinct ? undefined : COMBINE[node.name];
  if (!combine) return () => null;
  const all = Array.from({ length: list.symbols.size }, (_, code) => code);
  return (group) => numeric(all.map((code) => numberOf(at(code)(group))).reduce(combine, Number.NaN));
}

function withValue(node: Aggregation, name: string, value: Value): Aggregation {
  const literal = literalOf(value);
  const replace = (part: Expression): Expression =>
    part.type === 'field' && part.name === name ? literal : part;
  return { ...node, args: node.args.map((argument) => mapExpression(argument, replace)) };
}

function add(left: number, right: number): number {
  return Number.isNaN(left) ? right : left + right;
}
