import { Grouping } from '../expression/grouping.ts';
import { numberOf, type Value } from '../expression/value.ts';
import { collectValues, valueAt, type ValueColumn } from '../expression/value-column.ts';
import { recordSetsIn } from '../expression/field-names.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { toArray, toFlag, toObject, toText, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES } from '../protocol/qix-error.ts';
import {
  columnError,
  conditionError,
  readDimension,
  type ColumnError,
  type CubeContext,
  type CubeDimension,
  type CubeMeasure,
} from './columns.ts';
import { sortColumns, sortGroups } from './cube-order.ts';
import { readMeasures } from './read-measures.ts';
import { limitDimensions, type LimitedDimensions, type Others } from './dimension-limits.ts';

/** An evaluated measure. */
export interface MeasureResult {
  readonly measure: CubeMeasure;
  readonly error: ColumnError | undefined;
  /** One value per group. */
  readonly values: ValueColumn;
  /** The grand total. */
  readonly total: Value;
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
  const dimensions = associatedOnly(
    toArray(definition['qDimensions']).map((dimension) => readDimension(toObject(dimension), outer)),
  );
  const { context, measures } = readMeasures(definition, dimensions, outer);
  const error =
    contextError ??
    conditionError(definition, context) ??
    dimensions.find((dimension) => dimension.error && !dimension.isHidden)?.error;
  const { grouping, others } = error
    ? { grouping: Grouping.single(), others: [] }
    : groupRows(dimensions, measures, context);
  const codes = codesByDimension(dimensions, grouping);
  const results = measures.map((measure) => evaluateMeasure(measure, grouping, context, error));
  const shown = error ? new Int32Array() : shownGroups(definition, grouping, results);
  const sortOrder = sortColumns(definition, dimensions.length, measures.length);
  // Measures that depend on the order of rows cannot determine that order.
  const sortable = results.map((result) => (!error && dependsOnOrder(result, context) ? undefined : result));
  sortGroups(shown, { sortOrder, dimensions, results: sortable, codes, others, context });
  const ordered = results.map((result, place) =>
    sortable[place] ? result : evaluateInOrder(result, grouping, shown, context),
  );
  return {
    definition,
    context,
    dimensions,
    measures: ordered.map((result) => withRange(result, shown)),
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

/** A grouping has codes only for dimensions with a field. */
function codesByDimension(
  dimensions: readonly CubeDimension[],
  grouping: Grouping,
): readonly (Int32Array | undefined)[] {
  let place = 0;
  return dimensions.map((dimension) => {
    if (!dimension.field) return undefined;
    place += 1;
    return grouping.codes[place - 1];
  });
}

/** Sets an error on dimensions that are not associated with the first one: this engine computes no cross products. */
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

/** Groups the rows of a cube: the rows that pass the selections, and those of the measures' set expressions. */
function groupRows(
  dimensions: readonly CubeDimension[],
  measures: readonly CubeMeasure[],
  context: CubeContext,
): { readonly grouping: Grouping; readonly others: LimitedDimensions['others'] } {
  const first = dimensions.find((dimension) => dimension.field)?.field;
  if (!first) return { grouping: Grouping.single(), others: [] };
  const island = context.scope.fields.model.island(first.island);
  const { others, domain } = limitDimensions(
    dimensions,
    measures,
    island,
    cubeDomain(first.island, measures, context),
    context,
  );
  const active = dimensions.flatMap((dimension, place) =>
    dimension.field
      ? [{ field: others[place]?.field ?? dimension.field, isNullSuppressed: dimension.isNullSuppressed }]
      : [],
  );
  const grouping = Grouping.by(
    active.map(({ field }) => field),
    island,
    domain,
    active.map(({ isNullSuppressed }) => isNullSuppressed),
  );
  return { grouping, others };
}

function cubeDomain(island: number, measures: readonly CubeMeasure[], context: CubeContext): Uint8Array {
  const { scope, state } = context;
  let domain = scope.records(undefined, state).rows(island);
  for (const measure of measures) {
    for (const set of setsOf(measure, context)) {
      const rows = scope.records(set, state).rows(island);
      if (hasMoreRows(rows, domain)) domain = domain.map((flag, row) => flag | (rows[row] as number));
    }
  }
  return domain;
}

/** Returns whether a mask has rows that the other mask lacks. */
function hasMoreRows(rows: Uint8Array, known: Uint8Array): boolean {
  for (let row = 0; row < rows.length; row += 1) if (rows[row] === 1 && known[row] !== 1) return true;
  return false;
}

function setsOf(measure: CubeMeasure, { scope, state }: CubeContext) {
  if (measure.expression.trim() === '') return [];
  try {
    const parsed = scope.parse(measure.expression, state);
    const sets = recordSetsIn(parsed);
    for (const set of sets) scope.records(set, state);
    return sets;
  } catch (error) {
    // The evaluation of the measure reports the error.
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

/** Returns the groups that remain after suppression of zeros and missing values. */
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

function withRange(result: MeasureResult, shown: Int32Array): MeasureResult {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const group of shown) {
    const value = result.values.numbers[group] ?? Number.NaN;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min > max ? result : { ...result, min, max };
}
