import type { Aggr, Aggregation, Expression } from './ast.ts';
import { APP_FUNCTIONS, SELECTION_FUNCTIONS } from './contextual-functions.ts';
import { withOuterSet } from './set-context.ts';
import { literalOf, mapChildren } from './walk.ts';

/** What a name in an expression can refer to. Undefined stands for a name that is not known. */
export interface NameSource {
  isField(name: string): boolean;
  variable(name: string): Expression | undefined;
  /** A measure of the chart, or a master measure, by its label. */
  measure(name: string): Expression | undefined;
  /** A master dimension by its name. */
  dimension(name: string): Expression | undefined;
  /** `Column(n)`: a measure of the chart by its position; null outside a chart. */
  column(position: Expression): Expression;
}

/** How a field name is used: outside an aggregation, in its argument or in a dimension, or as the argument of a function over fields. */
type Use = 'value' | 'row' | 'name';

/**
 * Replaces names by what they refer to. Outside an aggregation a measure has precedence over a variable, and a variable over a field; in
 * an argument of an aggregation, and in a dimension, a field has precedence over a variable. An unknown name is null.
 *
 * A measure, or a dimension, inherits the outer set of its name.
 * @param use `row` for the expression of a dimension
 */
export function bindNames(expression: Expression, source: NameSource, use: 'value' | 'row'): Expression {
  const bind = (part: Expression, as: Use): Expression => {
    switch (part.type) {
      case 'field': {
        const known = referenceOf(part.name, source, as);
        return known && part.set ? withOuterSet(known, part.set) : (known ?? part);
      }
      case 'aggregation':
        return bindAggregation(part, source, (argument) => bind(argument, 'row'));
      case 'aggr':
        return bindAggr(part, source, (inner) => bind(inner, 'value'));
      case 'call': {
        if (part.name === 'column' && part.args[0]) {
          const measure = source.column(part.args[0]);
          return part.set ? withOuterSet(measure, part.set) : measure;
        }
        const isOverFields =
          Object.hasOwn(SELECTION_FUNCTIONS, part.name) || Object.hasOwn(APP_FUNCTIONS, part.name);
        return mapChildren(part, (argument) => bind(argument, isOverFields ? 'name' : as));
      }
      default:
        return mapChildren(part, (child) => bind(child, as));
    }
  };
  return bind(expression, use);
}

/** Returns what a name refers to; undefined for a field. */
function referenceOf(name: string, source: NameSource, use: Use): Expression | undefined {
  const measureOrVariable = use === 'value' ? (source.measure(name) ?? source.variable(name)) : undefined;
  if (measureOrVariable) return measureOrVariable;
  if (source.isField(name)) return undefined;
  const known = use === 'value' ? undefined : source.variable(name);
  if (known || use === 'name') return known;
  return source.dimension(name) ?? literalOf(null);
}

function bindAggregation(
  node: Aggregation,
  source: NameSource,
  bind: (argument: Expression) => Expression,
): Expression {
  const bound = mapChildren(node, bind);
  if (bound.type !== 'aggregation' || !node.total?.some((name) => !source.isField(name))) return bound;
  return { ...bound, total: node.total.map((name) => fieldOf(name, source)) };
}

function bindAggr(node: Aggr, source: NameSource, bind: (inner: Expression) => Expression): Expression {
  const bound = mapChildren(node, bind);
  if (bound.type !== 'aggr' || node.dimensions.every(({ field }) => source.isField(field))) return bound;
  const dimensions = bound.dimensions.map((dimension) => ({
    ...dimension,
    field: fieldOf(dimension.field, source),
  }));
  return { ...bound, dimensions };
}

/** Returns the field of a master dimension that is one field; any other name itself. */
function fieldOf(name: string, source: NameSource): string {
  if (source.isField(name)) return name;
  const dimension = source.dimension(name);
  return dimension?.type === 'field' ? dimension.name : name;
}
