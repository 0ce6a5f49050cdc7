import { Grouping } from '../expression/grouping.ts';
import { isTrue, numberOf, type Value } from '../expression/value.ts';
import { collectValues, valueAt, type ValueColumn } from '../expression/value-column.ts';
import { aggregationsIn } from '../expression/field-names.ts';
import { ExpressionError } from '../expression/tokens.ts';
import type { Field } from '../model/field.ts';
import {
  toArray,
  toFlag,
  toIntegers,
  toNumber,
  toObject,
  toText,
  type JsonObject,
} from '../protocol/json.ts';
import { QIX_CODES } from '../protocol/qix-error.ts';
import {
  columnError,
  expressionIn,
  readDimension,
  readMeasure,
  type ColumnError,
  type CubeContext,
  type CubeDimension,
  type CubeMeasure,
} from './columns.ts';
import { codeOrder, valueOrder } from './sorting.ts';

/** A measure with its values. */
export interface MeasureResult {
  readonly measure: CubeMeasure;
  readonly error: ColumnError | undefined;
  /** One value per group. */
  readonly values: ValueColumn;
  /** Over everything. */
  readonly total: Value;
  /** Smallest and largest of the rows that are shown; NaN without rows. */
  readonly min: number;
  readonly max: number;
}

/** A hypercube computed: groups, measures, and the groups in the order of its rows. */
export interface Cube {
  readonly definition: JsonObject;
  readonly context: CubeContext;
  readonly dimensions: readonly CubeDimension[];
  readonly measures: readonly MeasureResult[];
  readonly grouping: Grouping;
  readonly order: Int32Array;
  /** Column indexes, dimensions first, in the order of sorting. */
  readonly sortOrder: readonly number[];
  /** Set where the calculation condition is not met or a dimension is wrong: there are no rows then. */
  readonly error: ColumnError | undefined;
}

/** Computes a hypercube from its filled-in definition. */
export function computeCube(definition: JsonObject, given: CubeContext): Cube {
  const stateName = toText(definition['qStateName']);
  const context = stateName === '' ? given : { ...given, state: stateName };
  const dimensions = associatedOnly(
    toArray(definition['qDimensions']).map((dimension) => readDimension(toObject(dimension), context)),
  );
  const measures = toArray(definition['qMeasures']).map((measure) => readMeasure(toObject(measure), context));
  const fields = dimensions.flatMap((dimension) => dimension.field ?? []);
  const error = conditionError(definition, context) ?? dimensions.find((dimension) => dimension.error)?.error;
  const grouping = error ? Grouping.single() : groupRows(dimensions, fields, measures, context);
  const results = measures.map((measure) => evaluateMeasure(measure, grouping, context, error));
  const shown = error ? new Int32Array() : shownGroups(definition, grouping, results);
  const sortOrder = sortColumns(definition, dimensions.length, measures.length);
  sortGroups(shown, sortOrder, dimensions, results, grouping, context);
  return {
    definition,
    context,
    dimensions,
    measures: results.map((result) => withRange(result, shown)),
    grouping,
    order: shown,
    sortOrder,
    error,
  };
}

/** Dimensions must be associated with each other: the engine here makes no cross products. */
function associatedOnly(dimensions: readonly CubeDimension[]): readonly CubeDimension[] {
  const first = dimensions.find((dimension) => dimension.field)?.field;
  return dimensions.map((dimension) => {
    if (!first || !dimension.field || dimension.field.island === first.island) return dimension;
    const error: ColumnError = {
      qErrorCode: QIX_CODES.calculationTooLarge,
      qContext: dimension.field.name,
      qExtendedMessage: `"${dimension.field.name}" is not associated with "${first.name}"`,
    };
    return { ...dimension, field: undefined, error };
  });
}

function conditionError(definition: JsonObject, context: CubeContext): ColumnError | undefined {
  const condition = toObject(definition['qCalcCondition']);
  const expression = expressionIn(condition['qCond']) || expressionIn(definition['qCalcCond']);
  if (expression === '') return undefined;
  try {
    if (isTrue(context.scope.evaluate(expression, context.state))) return undefined;
  } catch (error) {
    return columnError(error, expression);
  }
  return {
    qErrorCode: QIX_CODES.conditionNotMet,
    qContext: '',
    qExtendedMessage: expressionIn(condition['qMsg']),
  };
}

/** The rows of a cube: those selected, and those that a set expression of a measure brings in. */
function groupRows(
  dimensions: readonly CubeDimension[],
  fields: readonly Field[],
  measures: readonly CubeMeasure[],
  context: CubeContext,
): Grouping {
  const [first] = fields;
  if (!first) return Grouping.single();
  const { scope, state } = context;
  const island = scope.fields.model.island(first.island);
  let domain = scope.association(state).rows(first.island);
  for (const measure of measures) {
    for (const set of setsOf(measure, context)) {
      const rows = scope.records(set, state).rows(first.island);
      if (rows.some((flag, row) => flag === 1 && domain[row] !== 1)) {
        domain = domain.map((flag, row) => flag | (rows[row] as number));
      }
    }
  }
  return Grouping.by(
    fields,
    island,
    domain,
    dimensions.map((dimension) => dimension.isNullSuppressed),
  );
}

function setsOf(measure: CubeMeasure, { scope, state }: CubeContext) {
  if (measure.expression.trim() === '') return [];
  try {
    const parsed = scope.parse(measure.expression, state);
    const sets = aggregationsIn(parsed).flatMap((node) => node.set ?? []);
    for (const set of sets) scope.records(set, state);
    return sets;
  } catch (error) {
    // Told where the measure itself is evaluated.
    if (error instanceof ExpressionError) return [];
    throw error;
  }
}

function evaluateMeasure(
  measure: CubeMeasure,
  grouping: Grouping,
  { scope, state }: CubeContext,
  cubeError: ColumnError | undefined,
): MeasureResult {
  const nothing = {
    values: collectValues(grouping.size, () => null),
    total: null,
    min: Number.NaN,
    max: Number.NaN,
  };
  if (cubeError || measure.error) return { measure, error: measure.error, ...nothing };
  if (measure.expression.trim() === '') return { measure, error: undefined, ...nothing };
  try {
    const values = scope.evaluateOver(measure.expression, grouping, state);
    return {
      measure,
      error: undefined,
      ...nothing,
      values,
      total: totalOf(measure, values, scope.evaluate(measure.expression, state)),
    };
  } catch (error) {
    return { measure, error: columnError(error, measure.expression), ...nothing };
  }
}

function totalOf(measure: CubeMeasure, values: ValueColumn, overall: Value): Value {
  const numbers = [...values.numbers].filter((value) => !Number.isNaN(value));
  const sum = (): number => numbers.reduce((total, value) => total + value, 0);
  switch (measure.totalFunction) {
    case 'Sum':
      return sum();
    case 'Avg':
      return numbers.length ? sum() / numbers.length : null;
    case 'Count':
      return numbers.length;
    case 'Min':
      return numbers.length ? numbers.reduce((least, value) => Math.min(least, value)) : null;
    case 'Max':
      return numbers.length ? numbers.reduce((most, value) => Math.max(most, value)) : null;
    case 'None':
      return null;
    default:
      return overall;
  }
}

/** Groups that suppression of zeros and of missing values leaves. */
function shownGroups(
  definition: JsonObject,
  grouping: Grouping,
  measures: readonly MeasureResult[],
): Int32Array {
  const all = Int32Array.from({ length: grouping.size }, (_, group) => group);
  if (measures.length === 0) return grouping.fields.length === 0 ? new Int32Array() : all;
  const isZeroSuppressed = toFlag(definition['qSuppressZero']);
  const isMissingSuppressed = toFlag(definition['qSuppressMissing']);
  if (!isZeroSuppressed && !isMissingSuppressed) return all;
  return all.filter((group) =>
    measures.some(({ values }) => {
      const value = valueAt(values, group);
      return value !== null && !(isZeroSuppressed && numberOf(value) === 0);
    }),
  );
}

/** The given order of columns, completed by those it leaves out; -1 is the pseudo dimension and sorts nothing. */
function sortColumns(definition: JsonObject, dimensions: number, measures: number): readonly number[] {
  const all = Array.from({ length: dimensions + measures }, (_, column) => column);
  const given = toIntegers(definition['qInterColumnSortOrder']).filter(
    (column) => column >= 0 && column < all.length,
  );
  return [...new Set([...given, ...all])];
}

function sortGroups(
  groups: Int32Array,
  sortOrder: readonly number[],
  dimensions: readonly CubeDimension[],
  measures: readonly MeasureResult[],
  grouping: Grouping,
  context: CubeContext,
): void {
  const orders = sortOrder.flatMap((column) => {
    const order =
      column < dimensions.length
        ? dimensionOrder(dimensions[column], grouping.codes[column], context)
        : measureOrder(measures[column - dimensions.length]);
    return order ? [order] : [];
  });
  groups.sort((left, right) => {
    for (const order of orders) {
      const difference = order(left, right);
      if (difference !== 0) return difference;
    }
    return left - right;
  });
}

type GroupOrder = (left: number, right: number) => number;

function dimensionOrder(
  dimension: CubeDimension | undefined,
  codes: Int32Array | undefined,
  context: CubeContext,
): GroupOrder | undefined {
  if (!dimension?.field || !codes) return undefined;
  const order = codeOrder(dimension.field, dimension.sort, context);
  const direction = dimension.isReversed ? -1 : 1;
  return (left, right) => {
    const [first, second] = [codes[left] as number, codes[right] as number];
    // Null is last either way.
    if (first < 0 || second < 0) return first === second ? 0 : first < 0 ? 1 : -1;
    return direction * order(first, second);
  };
}

function measureOrder(result: MeasureResult | undefined): GroupOrder | undefined {
  if (!result) return undefined;
  const { sort, isReversed } = result.measure;
  const direction =
    Math.sign(toNumber(sort['qSortByNumeric']) || toNumber(sort['qSortByAscii'])) * (isReversed ? -1 : 1);
  if (direction === 0) return undefined;
  const order = valueOrder(result.values);
  const isNull = (group: number): boolean => valueAt(result.values, group) === null;
  return (left, right) => {
    if (isNull(left) || isNull(right)) return Number(isNull(left)) - Number(isNull(right));
    return direction * order(left, right);
  };
}

function withRange(result: MeasureResult, shown: Int32Array): MeasureResult {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const group of shown) {
    const value = result.values.numbers[group] ?? Number.NaN;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min > max ? result : { ...result, min, max };
}
