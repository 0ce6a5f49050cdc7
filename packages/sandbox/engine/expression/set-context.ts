import type { Expression, SetElements, SetEntity, SetExpression, SetModifier } from './ast.ts';
import { mapChildren } from './walk.ts';

/**
 * Returns an expression in the scope of an outer set expression. Its aggregations, its `Aggr`s with the aggregations in them, and its
 * fields outside an aggregation inherit the outer set; a set of their own is merged with it ({@link mergeSets}).
 *
 * An aggregation of `Aggr` does not pass its own set on to the aggregations in that `Aggr`.
 */
export function withOuterSet(expression: Expression, outer: SetExpression): Expression {
  const inherit = (part: Expression): Expression => withOuterSet(part, outer);
  switch (expression.type) {
    case 'field':
      return { ...expression, set: mergeSets(expression.set, outer) };
    case 'aggregation': {
      const args = expression.args.map((arg) => aggrsWithOuterSet(arg, outer));
      return { ...expression, set: mergeSets(expression.set, outer), args };
    }
    case 'aggr':
      return {
        ...expression,
        set: mergeSets(expression.set, outer),
        outerSet: mergeSets(expression.outerSet, outer),
        expression: inherit(expression.expression),
        dimensions: expression.dimensions.map(({ field, orders }) => ({
          field,
          orders: orders.map((order) =>
            typeof order.by === 'object' ? { ...order, by: inherit(order.by) } : order,
          ),
        })),
      };
    case 'call':
      if (expression.name !== 'column') return mapChildren(expression, inherit);
      return { ...expression, set: mergeSets(expression.set, outer) };
    default:
      return mapChildren(expression, inherit);
  }
}

/** In an argument of an aggregation, only `Aggr` has records of its own. */
function aggrsWithOuterSet(argument: Expression, outer: SetExpression): Expression {
  if (argument.type === 'aggr') return withOuterSet(argument, outer);
  return mapChildren(argument, (part) => aggrsWithOuterSet(part, outer));
}

/**
 * Merges a set with its outer set: an entity without identifier modifies the outer set, one with an identifier replaces it.
 *
 * If the outer set is an operation, each of its operands is modified; a complement is modified as `1 - operand`.
 */
function mergeSets(set: SetExpression | undefined, outer: SetExpression): SetExpression {
  if (!set) return outer;
  switch (set.type) {
    case 'operation':
      return { ...set, left: mergeSets(set.left, outer), right: mergeSets(set.right, outer) };
    case 'complement':
      return { ...set, operand: mergeSets(set.operand, outer) };
    default:
      return mergeEntity(set, outer);
  }
}

function mergeEntity(entity: SetEntity, outer: SetExpression): SetExpression {
  switch (entity.type) {
    case 'context':
      return outer;
    case 'identifier':
      return entity;
    case 'modified': {
      const modifiers = entity.modifiers.map(({ elements, ...modifier }) => ({
        ...modifier,
        elements: elements && mergeElements(elements, outer),
      }));
      return modify(mergeEntity(entity.entity, outer), modifiers);
    }
  }
}

function modify(set: SetExpression, modifiers: readonly SetModifier[]): SetExpression {
  switch (set.type) {
    case 'operation':
      return { ...set, left: modify(set.left, modifiers), right: modify(set.right, modifiers) };
    case 'complement':
      return {
        type: 'operation',
        operator: '-',
        left: { type: 'modified', entity: { type: 'identifier', name: '1' }, modifiers },
        right: modify(set.operand, modifiers),
      };
    default:
      return { type: 'modified', entity: set, modifiers };
  }
}

/** The sets of `P()` and `E()` inherit the outer set, too. */
function mergeElements(elements: SetElements, outer: SetExpression): SetElements {
  switch (elements.type) {
    case 'associated':
      return { ...elements, set: mergeSets(elements.set, outer) };
    case 'operation':
      return {
        ...elements,
        left: mergeElements(elements.left, outer),
        right: mergeElements(elements.right, outer),
      };
    case 'complement':
      return { ...elements, operand: mergeElements(elements.operand, outer) };
    default:
      return elements;
  }
}
