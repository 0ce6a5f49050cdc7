import type { Expression } from './ast.ts';
import type { Value } from './value.ts';

/** Returns the direct subexpressions of an expression. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.type) {
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'call':
    case 'aggregation':
      return expression.args;
    case 'aggr':
      return [expression.expression];
    default:
      return [];
  }
}

/** Replaces every part of an expression, innermost first; returns the same object when nothing is replaced. */
export function mapExpression(expression: Expression, replace: (part: Expression) => Expression): Expression {
  const inner = (part: Expression): Expression => mapExpression(part, replace);
  switch (expression.type) {
    case 'unary': {
      const operand = inner(expression.operand);
      return replace(operand === expression.operand ? expression : { ...expression, operand });
    }
    case 'binary': {
      const [left, right] = [inner(expression.left), inner(expression.right)];
      const isSame = left === expression.left && right === expression.right;
      return replace(isSame ? expression : { ...expression, left, right });
    }
    case 'call':
    case 'aggregation': {
      const args = expression.args.map(inner);
      const isSame = args.every((arg, place) => arg === expression.args[place]);
      return replace(isSame ? expression : { ...expression, args });
    }
    case 'aggr': {
      const body = inner(expression.expression);
      return replace(body === expression.expression ? expression : { ...expression, expression: body });
    }
    default:
      return replace(expression);
  }
}

/** Returns whether a test is true for the expression or any part of it. */
export function somePart(expression: Expression, test: (part: Expression) => boolean): boolean {
  return test(expression) || childrenOf(expression).some((part) => somePart(part, test));
}

/** Returns an expression with a constant value. */
export function literalOf(value: Value): Expression {
  if (value === null) return { type: 'call', name: 'null', args: [] };
  if (typeof value === 'number') return { type: 'number', value };
  if (typeof value === 'string') return { type: 'text', value };
  const { text, number } = value;
  return {
    type: 'call',
    name: 'dual',
    args: [
      { type: 'text', value: text },
      { type: 'number', value: number },
    ],
  };
}
