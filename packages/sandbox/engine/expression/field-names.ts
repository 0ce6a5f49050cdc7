import type { Aggr, Expression, SetElements, SetExpression } from './ast.ts';
import { INTER_RECORD_FUNCTIONS } from './contextual-functions.ts';
import { childrenOf, somePart } from './walk.ts';

/** Returns the names of an expression's fields, including those in set modifiers, `total <…>` and `Aggr`. */
export function fieldNamesIn(expression: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  visit(expression, names);
  return names;
}

/** Returns whether an expression contains an aggregation outside `Aggr`. */
export function hasAggregation(expression: Expression): boolean {
  if (expression.type === 'aggregation') return true;
  return expression.type !== 'aggr' && childrenOf(expression).some(hasAggregation);
}

/** Returns whether an expression contains `Aggr`; its values depend on selections then. */
export function hasAggr(expression: Expression): boolean {
  return somePart(expression, (part) => part.type === 'aggr');
}

/** Returns whether an expression contains an inter-record function outside `Aggr`, which defines its own order. */
export function isInterRecord(expression: Expression): boolean {
  if (expression.type === 'call' && Object.hasOwn(INTER_RECORD_FUNCTIONS, expression.name)) return true;
  return expression.type !== 'aggr' && childrenOf(expression).some(isInterRecord);
}

/** Returns the outermost `Aggr`s of an expression. */
export function aggrsIn(expression: Expression): readonly Aggr[] {
  return expression.type === 'aggr' ? [expression] : childrenOf(expression).flatMap(aggrsIn);
}

/** Returns the names of a row expression's fields outside `Aggr`. */
export function rowFieldsIn(expression: Expression): ReadonlySet<string> {
  if (expression.type === 'field') return new Set([expression.name]);
  if (expression.type === 'aggr') return new Set();
  return new Set(childrenOf(expression).flatMap((part) => [...rowFieldsIn(part)]));
}

/** Returns the sets of an expression's records: those of its outermost aggregations, fields and `Aggr`s. */
export function recordSetsIn(expression: Expression): readonly SetExpression[] {
  switch (expression.type) {
    case 'field':
    case 'aggregation':
      return expression.set ? [expression.set] : [];
    case 'aggr':
      return expression.outerSet ? [expression.outerSet] : [];
    default:
      return childrenOf(expression).flatMap(recordSetsIn);
  }
}

function visit(expression: Expression, names: Set<string>): void {
  if (expression.type === 'field') names.add(expression.name);
  if (expression.type === 'aggregation') expression.total?.forEach((name) => names.add(name));
  if (expression.type === 'aggr') expression.dimensions.forEach(({ field }) => names.add(field));
  const set = setOf(expression);
  if (set) visitSet(set, names);
  childrenOf(expression).forEach((part) => visit(part, names));
}

function setOf(expression: Expression): SetExpression | undefined {
  const { type } = expression;
  return type === 'field' || type === 'aggregation' || type === 'aggr' ? expression.set : undefined;
}

function visitSet(set: SetExpression, names: Set<string>): void {
  switch (set.type) {
    case 'operation':
      visitSet(set.left, names);
      visitSet(set.right, names);
      break;
    case 'complement':
      visitSet(set.operand, names);
      break;
    case 'modified':
      visitSet(set.entity, names);
      for (const { field, elements } of set.modifiers) {
        names.add(field);
        if (elements) visitElements(elements, names);
      }
      break;
    default:
      break;
  }
}

function visitElements(elements: SetElements, names: Set<string>): void {
  switch (elements.type) {
    case 'operation':
      visitElements(elements.left, names);
      visitElements(elements.right, names);
      break;
    case 'complement':
      visitElements(elements.operand, names);
      break;
    case 'associated':
      if (elements.field !== undefined) names.add(elements.field);
      visitSet(elements.set, names);
      break;
    case 'field':
    case 'selected':
      names.add(elements.field);
      break;
    case 'list':
      break;
  }
}
