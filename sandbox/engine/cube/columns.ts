import type { EvaluationScope } from '../expression/evaluation-scope.ts';
import { AUTO_FORMAT, type NumberFormat } from '../expression/number-format.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { textOf } from '../expression/value.ts';
import type { Field } from '../model/field.ts';
import { QIX_CODES } from '../protocol/qix-error.ts';
import {
  toArray,
  toFlag,
  toInteger,
  toNumber,
  toObject,
  toText,
  toTexts,
  type JsonObject,
} from '../protocol/json.ts';

/** Master items, by id. */
export interface Library {
  dimension(id: string): JsonObject | undefined;
  measure(id: string): JsonObject | undefined;
}

/** What a cube or list is computed in. */
export interface CubeContext {
  /** Decides rows and values: in modal mode the moment it began, for the object that is modal. */
  readonly scope: EvaluationScope;
  /** Decides cell states: always now. */
  readonly liveScope: EvaluationScope;
  readonly library: Library;
  /** The object's state: `$` unless it says otherwise. */
  readonly state: string;
}

/** `NxValidationError`. */
export interface ColumnError {
  readonly qErrorCode: number;
  readonly qContext: string;
  readonly qExtendedMessage: string;
}

/** A dimension of a cube or list, library references resolved. */
export interface CubeDimension {
  /** Undefined where there is an error. */
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
  /** The dimension as defined, all members present. */
  readonly definition: JsonObject;
  readonly qDef: JsonObject;
}

/** A measure of a cube, library references resolved. */
export interface CubeMeasure {
  readonly expression: string;
  readonly error: ColumnError | undefined;
  readonly title: string;
  readonly format: NumberFormat;
  readonly isAutoFormat: boolean;
  readonly sort: JsonObject;
  readonly isReversed: boolean;
  /** How its total is made: `Expr` evaluates the expression over everything. */
  readonly totalFunction: string;
  readonly definition: JsonObject;
  readonly qDef: JsonObject;
}

/** The error of a column, from whatever was thrown. @throws what is no error of an expression. */
export function columnError(error: unknown, context: string): ColumnError {
  if (!(error instanceof ExpressionError)) throw error;
  return { qErrorCode: QIX_CODES.invalidDefinition, qContext: context, qExtendedMessage: error.message };
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
  const activeField = Math.min(
    Math.max(toInteger(qDef['qActiveField']), 0),
    Math.max(groupFieldDefs.length - 1, 0),
  );
  const groupTitles = groupFieldDefs.map(
    (def, place) => evaluated(labels[place] ?? '', context) || def.replace(/^=/, ''),
  );
  const fieldDef = groupFieldDefs[activeField] ?? '';
  const common = {
    title:
      evaluated(toText(source['qLabelExpression']), context) ||
      (labels[activeField] ? groupTitles[activeField] : '') ||
      toText(qDim['title']) ||
      toText(toObject(item?.['qMetaDef'])['title']) ||
      (groupTitles[activeField] ?? ''),
    groupTitles,
    groupFieldDefs,
    grouping: toText(source['qGrouping'], 'N'),
    activeField,
    sort: toObject(toArray(qDef['qSortCriterias'])[activeField] ?? toArray(qDef['qSortCriterias'])[0]),
    isReversed: toFlag(qDef['qReverseSort']),
    isNullSuppressed: toFlag(definition['qNullSuppression']),
    definition,
    qDef,
  };
  if (libraryId && !item) {
    const error = {
      qErrorCode: QIX_CODES.notInLibrary,
      qContext: libraryId,
      qExtendedMessage: 'Dimension not found in library',
    };
    return { ...common, field: undefined, error };
  }
  try {
    return { ...common, field: context.scope.resolveField(fieldDef, context.state), error: undefined };
  } catch (error) {
    return { ...common, field: undefined, error: columnError(error, fieldDef) };
  }
}

/** Reads an `NxMeasure`. */
export function readMeasure(definition: JsonObject, context: CubeContext): CubeMeasure {
  const qDef = toObject(definition['qDef']);
  const libraryId = toText(definition['qLibraryId']);
  const item = libraryId ? context.library.measure(libraryId) : undefined;
  const qMeasure = toObject(item?.['qMeasure']);
  const source = libraryId ? qMeasure : qDef;
  const active = toTexts(source['qExpressions'])[toInteger(source['qActiveExpression'])];
  const expression = active || toText(source['qDef']);
  const given = toObject((libraryId && !hasFormat(qDef) ? qMeasure : qDef)['qNumFormat']);
  const isAutoFormat = !hasFormat({ qNumFormat: given });
  return {
    expression,
    error:
      libraryId && !item
        ? {
            qErrorCode: QIX_CODES.notInLibrary,
            qContext: libraryId,
            qExtendedMessage: 'Measure not found in library',
          }
        : undefined,
    title:
      evaluated(toText(source['qLabelExpression']), context) ||
      evaluated(toText(source['qLabel']), context) ||
      toText(toObject(item?.['qMetaDef'])['title']) ||
      expression.replace(/^=/, ''),
    format: isAutoFormat ? AUTO_FORMAT : readFormat(given),
    isAutoFormat,
    sort: toObject(definition['qSortBy']),
    isReversed: toFlag(qDef['qReverseSort']),
    totalFunction: toFlag(qDef['qBrutalSum']) ? 'Sum' : toText(qDef['qAggrFunc'], 'Expr'),
    definition,
    qDef,
  };
}

function hasFormat(qDef: JsonObject): boolean {
  return !['', 'U'].includes(toText(toObject(qDef['qNumFormat'])['qType']));
}

function readFormat(given: JsonObject): NumberFormat {
  return {
    qType: toText(given['qType'], 'U'),
    qnDec: toNumber(given['qnDec'], 10),
    qUseThou: toNumber(given['qUseThou']),
    qFmt: toText(given['qFmt']),
    qDec: toText(given['qDec']) || '.',
    qThou: toText(given['qThou']) || ',',
  };
}

/** A text, or what it yields where it begins with `=`; an expression that fails yields nothing. */
export function evaluated(source: string, context: CubeContext): string {
  if (!source.trimStart().startsWith('=')) return source;
  try {
    return textOf(context.scope.evaluate(source, context.state));
  } catch (error) {
    // A label must not take the chart down: Qlik leaves it empty.
    if (error instanceof ExpressionError) return '';
    throw error;
  }
}

/** The expression in a `ValueExpr` or `StringExpr` (`{qv}` or `{qExpr}`), or in a plain text. */
export function expressionIn(value: unknown): string {
  if (typeof value === 'string') return value;
  const holder = toObject(value);
  return toText(holder['qExpr']) || toText(holder['qv']);
}
