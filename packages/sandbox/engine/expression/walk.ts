import type { Aggr, AggrDimension, Expression } from './ast.ts';
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
      return [expression.expression, ...orderExpressionsOf(expression)];
    default:
      return [];
  }
}

function orderExpressionsOf({ dimensions }: Aggr): readonly Expression[] {
  return dimensions.flatMap(({ orders }) => orders.flatMap(({ by }) => (typeof by === 'object' ? [by] : [])));
}

/** Replaces the direct subexpressions of an expression; returns the same object when nothing is replaced. */
export function mapChildren(expression: Expression, replace: (part: Expression) => Expression): Expression {
  switch (expression.type) {
    case 'unary': {
      const operand = replace(expression.operand);
      return operand === expression.operand ? expression : { ...expression, operand };
    }
    case 'binary': {
      const [left, right] = [replace(expression.left), replace(expression.right)];
      const isSame = left === expression.left && right === expression.right;
      return isSame ? expression : { ...expression, left, right };
    }
    case 'call':
    case 'aggregation': {
      const args = expression.args.map(replace);
      const isSame = args.every((arg, place) => arg === expression.args[place]);
      return isSame ? expression : { ...expression, args };
    }
    case 'aggr':
      return mapAggr(expression, replace);
    default:
      return expression;
  }
}

function mapAggr(node: Aggr, replace: (part: Expression) => Expression): Aggr {
  const expression = replace(node.expression);
  const dimensions = node.dimensions.map((dimension): AggrDimension => {
    const orders = dimension.orders.map((order) => {
      if (typeof order.by !== 'object') return order;
      const by = replace(order.by);
      return by === order.by ? order : { ...order, by };
    });
    return orders.every((order, place) => order === dimension.orders[place])
      ? dimension
      : { ...dimension, orders };
  });
  const isSame =
    expression === node.expression &&
    dimensions.every((dimension, place) => dimension === node.dimensions[place]);
  return isSame ? node : { ...node, expression, dimensions };
}

/** Replaces every part of an expression, innermost first; returns the same object when nothing is replaced. */
export function mapExpression(expression: Expression, replace: (part: Expression) => Expression): Expression {
  return replace(mapChildren(expression, (part) => mapExpression(part, replace)));
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
