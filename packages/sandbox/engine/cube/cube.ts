import type { Grouping } from '../expression/grouping.ts';
import { numberOf, type Value } from '../expression/value.ts';
import { collectValues, valueAt, type ValueColumn } from '../expression/value-column.ts';
import { toFlag, toText, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES } from '../protocol/qix-error.ts';
import {
  columnError,
  conditionError,
  type ColumnError,
  type CubeContext,
  type CubeDimension,
  type CubeMeasure,
} from './columns.ts';
import { sortColumns, sortGroups } from './cube-order.ts';
import { readColumns } from './read-columns.ts';
import type { Others } from './dimension-limits.ts';
import { modeOf } from './mode.ts';
import { withModifiers } from './measure-modifiers.ts';
import { codesByDimension, groupRows, NOT_GROUPED } from './group-rows.ts';

/** An evaluated measure. */
export interface MeasureResult {
  readonly measure: CubeMeasure;
  readonly error: ColumnError | undefined;
  /** One value per group. */
  readonly values: ValueColumn;
  /** The grand total. */
  readonly total: Value;
  /** For a relative measure (`qRelative`) the number that its values are shares in. */
  readonly whole?: number;
  /** Minimum and maximum of the visible rows; NaN without rows. */
  readonly min: number;
  readonly max: number;
}

/** A computed hypercube: groups, measures, and the groups in the order of rows. */
export interface Cube {
  readonly definition: JsonObject;
  readonly context: CubeContext;
  readonly dimensions: readonly CubeDimension[];
  readonly measures: readonly MeasureResult[];
  readonly grouping: Grouping;
  /** Per dimension the code of each group; undefined for a dimension without a field. */
  readonly codes: readonly (Int32Array | undefined)[];
  /** Per dimension the values that its limits combine. */
  readonly others: readonly (Others | undefined)[];
  readonly order: Int32Array;
  /** Column indexes, dimensions first, in sort order. */
  readonly sortOrder: readonly number[];
  /** Set when the calculation condition is not met or a dimension is invalid; the cube has no rows then. */
  readonly error: ColumnError | undefined;
}

/** Computes a hypercube from a definition with all members. */
export function computeCube(definition: JsonObject, given: CubeContext): Cube {
  const { context: outer, error: contextError } = contextOf(definition, given);
  const { dimensions, measures, context } = readColumns(definition, outer);
  const invalid =
    contextError ??
    conditionError(definition, context) ??
    dimensions.find((dimension) => dimension.error && !dimension.isHidden)?.error;
  const grouped = invalid ? NOT_GROUPED : groupRows(dimensions, measures, context);
  const { grouping, others } = grouped;
  const error = invalid ?? grouped.error;
  const codes = codesByDimension(dimensions, grouping);
  const results = measures.map((measure) => evaluateMeasure(measure, grouping, context, error));
  const shown = error ? new Int32Array() : shownGroups(definition, dimensions, grouping, results);
  const sortOrder = sortColumns(definition, dimensions.length, measures.length);
  // Measures that depend on the order of rows cannot determine that order.
  const sortable = results.map((result) => (!error && dependsOnOrder(result, context) ? undefined : result));
  sortGroups(shown, { sortOrder, dimensions, results: sortable, codes, others, context });
  const ordered = results.map((result, place) =>
    sortable[place] ? result : evaluateInOrder(result, grouping, shown, context),
  );
  const isPivot = modeOf(definition) === 'P';
  return {
    definition,
    context,
    dimensions,
    measures: ordered.map((result) => withRange(withModifiers(result, shown, isPivot), shown)),
    grouping,
    codes,
    others,
    order: shown,
    sortOrder,
    error,
  };
}

/** Returns the context of a cube's state (`qStateName`) and set (`qContextSetExpression`), or the error of that set. */
function contextOf(
  definition: JsonObject,
  given: CubeContext,
): { readonly context: CubeContext; readonly error?: ColumnError } {
  const stateName = toText(definition['qStateName']);
  const context = stateName === '' ? given : { ...given, state: stateName };
  const set = toText(definition['qContextSetExpression']);
  if (set.trim() === '') return { context };
  try {
    return { context: { ...context, scope: context.scope.within(set, context.state) } };
  } catch (error) {
    return { context, error: columnError(error, set) };
  }
}

function evaluateMeasure(
  measure: CubeMeasure,
  grouping: Grouping,
  { scope, state }: CubeContext,
  cubeError: ColumnError | undefined,
): MeasureResult {
  const empty = {
    values: collectValues(grouping.size, () => null),
    total: null,
    min: Number.NaN,
    max: Number.NaN,
  };
  // An unmet condition spares the calculation.
  const isSpared = cubeError?.qErrorCode === QIX_CODES.conditionNotMet;
  if (measure.error || isSpared || measure.expression.trim() === '')
    return { measure, error: measure.error, ...empty };
  try {
    const overall = scope.evaluate(measure.expression, state);
    // A cube with an error has no rows, and reports the errors of its measures.
    if (cubeError) return { measure, error: undefined, ...empty };
    const values = scope.evaluateOver(measure.expression, grouping, state);
    return { measure, error: undefined, ...empty, values, total: totalOf(measure, values, overall) };
  } catch (error) {
    return { measure, error: columnError(error, measure.expression), ...empty };
  }
}

function dependsOnOrder({ measure, error }: MeasureResult, { scope, state }: CubeContext): boolean {
  return !error && measure.expression.trim() !== '' && scope.dependsOnOrder(measure.expression, state);
}

/** Evaluates a measure with inter-record functions, such as `Above`, over the rows in their sort order. */
function evaluateInOrder(
  result: MeasureResult,
  grouping: Grouping,
  order: Int32Array,
  { scope, state }: CubeContext,
): MeasureResult {
  return { ...result, values: scope.evaluateOver(result.measure.expression, grouping, state, { order }) };
}

function totalOf(measure: CubeMeasure, values: ValueColumn, overall: Value): Value {
  if (measure.totalFunction === 'Expr') return overall;
  return combineTotal(
    measure.totalFunction,
    [...values.numbers].filter((value) => !Number.isNaN(value)),
    overall,
  );
}

/** Returns the total of numbers by a measure's `qAggrFunc`; `overall` for `Expr`. */
export function combineTotal(name: string, numbers: readonly number[], overall: Value): Value {
  const sum = (): number => numbers.reduce((total, value) => total + value, 0);
  switch (name) {
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

/**
 * Returns the groups that remain after suppression of zeros and missing values. The row of an unknown field exists only for the values of
 * measures.
 */
function shownGroups(
  definition: JsonObject,
  dimensions: readonly CubeDimension[],
  grouping: Grouping,
  measures: readonly MeasureResult[],
): Int32Array {
  const all = Int32Array.from({ length: grouping.size }, (_, group) => group);
  const isUnknown = dimensions.some(({ field }) => field?.isSelectable === false && field.symbols.size === 0);
  if (measures.length === 0) return grouping.fields.length === 0 || isUnknown ? new Int32Array() : all;
  const isZeroSuppressed = toFlag(definition['qSuppressZero']);
  const isMissingSuppressed = isUnknown || toFlag(definition['qSuppressMissing']);
  if (!isZeroSuppressed && !isMissingSuppressed) return all;
  return all.filter((group) =>
    measures.some(({ values }) => {
      const value = valueAt(values, group);
      return value !== null && !(isZeroSuppressed && numberOf(value) === 0);
    }),
  );
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
