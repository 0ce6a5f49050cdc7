import type { EvaluationScope } from '../expression/evaluation-scope.ts';
import { unquote } from '../expression/field-catalog.ts';
import type { NumberFormat } from '../expression/number-format.ts';
import type { ObjectReference } from '../expression/object-functions.ts';
import { ExpressionError } from '../expression/tokens.ts';
import type { RegionalSettings } from '../expression/regional-settings.ts';
import { isTrue, textOf } from '../expression/value.ts';
import type { Field } from '../model/field.ts';
import { QIX_CODES } from '../protocol/qix-error.ts';
import { countMask } from '../selection/selection-set.ts';
import { customMembers } from './definition.ts';
import { toArray, toFlag, toInteger, toObject, toText, toTexts, type JsonObject } from '../protocol/json.ts';

/** Master items, by id. */
export interface Library {
  dimension(id: string): JsonObject | undefined;
  measure(id: string): JsonObject | undefined;
  /** Returns the place of the active field of a cyclic dimension. */
  activeField?(id: string): number;
  /** Returns whether a field always has one selected value. */
  isOneAndOnlyOne?(field: string): boolean;
}

/** Context in which a cube or list object is computed. */
export interface CubeContext {
  /** Scope of rows and values; for the modal object the scope of the start of modal mode. */
  readonly scope: EvaluationScope;
  /** Scope of cell states: always the current selections. */
  readonly liveScope: EvaluationScope;
  readonly library: Library;
  /** The object's state; `$` by default. */
  readonly state: string;
  /** The object, then the ones that contain it; undefined outside an object. */
  readonly objects?: readonly ObjectReference[];
}

/** Returns the scope of expressions of the object that belong to no cube. */
export function scopeOf({ scope, objects }: CubeContext): EvaluationScope {
  return objects ? scope.forObject({ objects, dimensions: [], measures: [] }) : scope;
}

/** `NxValidationError`. */
export interface ColumnError {
  readonly qErrorCode: number;
  readonly qContext: string;
  readonly qExtendedMessage: string;
}

/** A dimension of a cube or list object after library references are resolved. */
export interface CubeDimension {
  /** Undefined when there is an error. */
  readonly field: Field | undefined;
  readonly error: ColumnError | undefined;
  readonly title: string;
  readonly groupTitles: readonly string[];
  readonly groupFieldDefs: readonly string[];
  readonly grouping: string;
  readonly activeField: number;
  readonly sort: JsonObject;
  readonly isReversed: boolean;
  readonly isNullSuppressed: boolean;
  /** True when its calculation condition is not met: it is not part of the cube, and its information contains the message. */
  readonly isHidden: boolean;
  /** The definition with all members. */
  readonly definition: JsonObject;
  readonly qDef: JsonObject;
  /** Members of the master item that are not Qlik's own, such as its title and colors. */
  readonly itemMembers: JsonObject;
}

/** A measure of a cube after library references are resolved. */
export interface CubeMeasure {
  readonly expression: string;
  readonly error: ColumnError | undefined;
  readonly title: string;
  readonly format: NumberFormat;
  /** The formats of the app, for what the format leaves open. */
  readonly settings: RegionalSettings;
  readonly isAutoFormat: boolean;
  readonly sort: JsonObject;
  readonly isReversed: boolean;
  /** The function of its total; `Expr` evaluates the expression over all rows. */
  readonly totalFunction: string;
  /** True when its calculation condition is not met: it has no column. */
  readonly isHidden: boolean;
  readonly definition: JsonObject;
  readonly qDef: JsonObject;
  /** As of a dimension. */
  readonly itemMembers: JsonObject;
}

/** Returns the column error of an expression error. @throws any other error */
export function columnError(error: unknown, context: string): ColumnError {
  if (!(error instanceof ExpressionError)) throw error;
  return { qErrorCode: QIX_CODES.invalidDefinition, qContext: context, qExtendedMessage: error.message };
}

/** The title of a field definition without a label: the field's name, else the expression (`qFallbackTitle` in the types of `@qlik/api`). */
function unlabeledTitle(fieldDef: string): string {
  const text = fieldDef.trim();
  return text.startsWith('=') ? text.slice(1) : unquote(text);
}

/** Reads an `NxDimension` or the dimension part of a list object. */
export function readDimension(definition: JsonObject, context: CubeContext): CubeDimension {
  const qDef = toObject(definition['qDef']);
  const libraryId = toText(definition['qLibraryId']);
  const item = libraryId ? context.library.dimension(libraryId) : undefined;
  const qDim = toObject(item?.['qDim']);
  const source = libraryId ? qDim : qDef;
  const groupFieldDefs = toTexts(source['qFieldDefs']);
  const labels = toTexts(source['qFieldLabels']);
  const grouping = toText(source['qGrouping'], 'N');
  const active = libraryId
    ? (context.library.activeField?.(libraryId) ?? 0)
    : toInteger(qDef['qActiveField']);
  const activeField = activeFieldOf(grouping, groupFieldDefs, active, context);
  const groupTitles = groupFieldDefs.map(
    (def, place) => evaluateText(labels[place] ?? '', context) || unlabeledTitle(def),
  );
  const fieldDef = groupFieldDefs[activeField] ?? '';
  const common = {
    title:
      evaluateExpressionText(toText(source['qLabelExpression']), context) ||
      (labels[activeField] ? groupTitles[activeField] : '') ||
      toText(qDim['title']) ||
      toText(toObject(item?.['qMetaDef'])['title']) ||
      (groupTitles[activeField] ?? ''),
    groupTitles,
    groupFieldDefs,
    grouping,
    activeField,
    sort: toObject(toArray(qDef['qSortCriterias'])[activeField] ?? toArray(qDef['qSortCriterias'])[0]),
    isReversed: toFlag(qDef['qReverseSort']),
    isNullSuppressed: toFlag(definition['qNullSuppression']),
    isHidden: false,
    definition,
    qDef,
    itemMembers: customMembers(qDim),
  };
  const condition = conditionError(definition, context);
  if (condition) return { ...common, field: undefined, error: condition, isHidden: true };
  if (libraryId && !item) {
    const error = {
      qErrorCode: QIX_CODES.notInLibrary,
      qContext: libraryId,
      qExtendedMessage: 'Dimension not found in library',
    };
    return { ...common, field: undefined, error };
  }
  try {
    return { ...common, field: context.scope.dimensionField(fieldDef, context.state), error: undefined };
  } catch (error) {
    return { ...common, field: undefined, error: columnError(error, fieldDef) };
  }
}

/**
 * Returns the active field of a group: in a drill-down group (`H`) the first with more than one possible value, so that
 * selecting one value goes down one level; in a cyclic group (`C`) the field of `qActiveField`.
 */
function activeFieldOf(
  grouping: string,
  fieldDefs: readonly string[],
  active: number,
  { scope, state }: CubeContext,
): number {
  const last = Math.max(fieldDefs.length - 1, 0);
  if (grouping !== 'H') return Math.min(Math.max(active, 0), last);
  for (const [place, definition] of fieldDefs.entries()) {
    if (place === last) break;
    try {
      const states = scope.association(state).statesOf(scope.dimensionField(definition, state));
      if (countMask(states.possible) > 1) return place;
    } catch (error) {
      // An invalid level becomes active, so that its error is shown.
      if (error instanceof ExpressionError) return place;
      throw error;
    }
  }
  return last;
}

/** Returns error 7005 with its message if a calculation condition (`qCalcCondition`, or the older `qCalcCond`) is not met. */
export function conditionError(definition: JsonObject, context: CubeContext): ColumnError | undefined {
  const condition = toObject(definition['qCalcCondition']);
  const expression = expressionIn(condition['qCond']) || expressionIn(definition['qCalcCond']);
  if (expression === '') return undefined;
  try {
    if (isTrue(scopeOf(context).evaluate(expression, context.state))) return undefined;
  } catch (error) {
    return columnError(error, expression);
  }
  return {
    qErrorCode: QIX_CODES.conditionNotMet,
    qContext: '',
    qExtendedMessage: evaluateText(expressionIn(condition['qMsg']), context),
  };
}

/** Returns a text, or its value if it is an expression with `=`; the empty text for an invalid expression. */
export function evaluateText(source: string, context: CubeContext): string {
  if (!source.trimStart().startsWith('=')) return source;
  try {
    return textOf(scopeOf(context).evaluate(source, context.state));
  } catch (error) {
    // An invalid label does not fail the chart: Qlik leaves it empty.
    if (error instanceof ExpressionError) return '';
    throw error;
  }
}

/** Returns the value of an expression, with or without `=`, as a text; the empty text for an invalid expression. */
export function evaluateExpressionText(source: string, context: CubeContext): string {
  const isEmpty = source.trim() === '';
  return isEmpty ? '' : evaluateText(source.trimStart().startsWith('=') ? source : `=${source}`, context);
}

/** Returns the expression of a `ValueExpr` or `StringExpr` (`{qv}` or `{qExpr}`), or of a plain text. */
export function expressionIn(value: unknown): string {
  if (typeof value === 'string') return value;
  const holder = toObject(value);
  return toText(holder['qExpr']) || toText(holder['qv']);
}
