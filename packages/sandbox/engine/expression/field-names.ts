import type { Aggr, Aggregation, Expression, SetElements, SetExpression } from './ast.ts';
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

/** Returns the outermost aggregations of an expression outside `Aggr`. */
export function aggregationsIn(expression: Expression): readonly Aggregation[] {
  if (expression.type === 'aggregation') return [expression];
  return expression.type === 'aggr' ? [] : childrenOf(expression).flatMap(aggregationsIn);
}

function visit(expression: Expression, names: Set<string>): void {
  if (expression.type === 'field') names.add(expression.name);
  if (expression.type === 'aggregation') expression.total?.forEach((name) => names.add(name));
  if (expression.type === 'aggr') expression.dimensions.forEach(({ field }) => names.add(field));
  if ((expression.type === 'aggregation' || expression.type === 'aggr') && expression.set)
    visitSet(expression.set, names);
  childrenOf(expression).forEach((part) => visit(part, names));
}

function visitSet(set: SetExpression, names: Set<string>): void {
  if (set.type === 'operation') {
    visitSet(set.left, names);
    visitSet(set.right, names);
    return;
  }
  for (const modifier of set.modifiers) {
    names.add(modifier.field);
    if (modifier.elements) visitElements(modifier.elements, names);
  }
}

function visitElements(elements: SetElements, names: Set<string>): void {
  switch (elements.type) {
    case 'operation':
      visitElements(elements.left, names);
      visitElements(elements.right, names);
      break;
    case 'associated':
      if (elements.field !== undefined) names.add(elements.field);
      visitSet(elements.set, names);
      break;
    case 'selected':
      names.add(elements.field);
      break;
    case 'list':
      break;
  }
}
