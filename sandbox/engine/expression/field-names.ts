import type { Expression, SetElements, SetExpression } from './ast.ts';

/** Names of the fields an expression reads, those in set modifiers and `total <…>` included. */
export function fieldNamesIn(expression: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  visit(expression, names);
  return names;
}

/** Is there an aggregation in it? */
export function hasAggregation(expression: Expression): boolean {
  switch (expression.type) {
    case 'aggregation':
      return true;
    case 'unary':
      return hasAggregation(expression.operand);
    case 'binary':
      return hasAggregation(expression.left) || hasAggregation(expression.right);
    case 'call':
      return expression.args.some(hasAggregation);
    default:
      return false;
  }
}

/** Aggregations of an expression, the outermost of nested ones only. */
export function aggregationsIn(
  expression: Expression,
): readonly Extract<Expression, { type: 'aggregation' }>[] {
  switch (expression.type) {
    case 'aggregation':
      return [expression];
    case 'unary':
      return aggregationsIn(expression.operand);
    case 'binary':
      return [...aggregationsIn(expression.left), ...aggregationsIn(expression.right)];
    case 'call':
      return expression.args.flatMap(aggregationsIn);
    default:
      return [];
  }
}

function visit(expression: Expression, names: Set<string>): void {
  switch (expression.type) {
    case 'field':
      names.add(expression.name);
      break;
    case 'unary':
      visit(expression.operand, names);
      break;
    case 'binary':
      visit(expression.left, names);
      visit(expression.right, names);
      break;
    case 'aggregation':
      expression.total?.forEach((name) => names.add(name));
      if (expression.set) visitSet(expression.set, names);
      expression.args.forEach((arg) => visit(arg, names));
      break;
    case 'call':
      expression.args.forEach((arg) => visit(arg, names));
      break;
    default:
      break;
  }
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
  if (elements.type === 'operation') {
    visitElements(elements.left, names);
    visitElements(elements.right, names);
  } else if (elements.type === 'associated') {
    if (elements.field !== undefined) names.add(elements.field);
    visitSet(elements.set, names);
  }
}
