import { autoFormat, patternOf, type NumberFormat } from '../expression/number-format.ts';
import type { RegionalSettings } from '../expression/regional-settings.ts';
import { toFlag, toInteger, toNumber, toObject, toText, toTexts, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES } from '../protocol/qix-error.ts';
import {
  conditionError,
  evaluateExpressionText,
  evaluateText,
  type ColumnError,
  type CubeContext,
  type CubeMeasure,
  type Library,
} from './columns.ts';
import { customMembers } from './definition.ts';

/** An `NxMeasure` with its master item, before anything in it is evaluated. */
export interface MeasureSource {
  readonly definition: JsonObject;
  readonly qDef: JsonObject;
  readonly expression: string;
  /** `qMeasure` of the master item; empty without one. */
  readonly item: JsonObject;
  /** The definition with the labels: the one of the master item, or `qDef`. */
  readonly labels: JsonObject;
  /** The title of the master item. */
  readonly itemTitle: string;
  readonly error: ColumnError | undefined;
}

/** Resolves the master item of an `NxMeasure`. */
export function measureSource(definition: JsonObject, library: Library): MeasureSource {
  const qDef = toObject(definition['qDef']);
  const libraryId = toText(definition['qLibraryId']);
  const found = libraryId ? library.measure(libraryId) : undefined;
  const item = toObject(found?.['qMeasure']);
  const labels = libraryId ? item : qDef;
  const active = toTexts(labels['qExpressions'])[toInteger(labels['qActiveExpression'])];
  const error = {
    qErrorCode: QIX_CODES.notInLibrary,
    qContext: libraryId,
    qExtendedMessage: 'Measure not found in library',
  };
  return {
    definition,
    qDef,
    item,
    labels,
    expression: active || toText(labels['qDef']),
    itemTitle: toText(toObject(found?.['qMetaDef'])['title']),
    error: libraryId && !found ? error : undefined,
  };
}

/** Returns the title of a measure if no part of it is evaluated; undefined for a label with an expression. */
export function plainTitle({ labels, itemTitle, expression }: MeasureSource): string | undefined {
  const label = toText(labels['qLabel']);
  const isEvaluated = toText(labels['qLabelExpression']).trim() !== '' || label.trimStart().startsWith('=');
  return isEvaluated ? undefined : label || itemTitle || expression.replace(/^=/, '');
}

/** Evaluates the labels and the calculation condition of a measure. */
export function readMeasure(source: MeasureSource, context: CubeContext): CubeMeasure {
  const { definition, qDef, item, labels, expression, itemTitle } = source;
  const given = toObject((hasFormat(qDef) ? qDef : labels)['qNumFormat']);
  const isAutoFormat = !hasFormat({ qNumFormat: given });
  const condition = conditionError(definition, context);
  return {
    expression,
    isHidden: condition !== undefined,
    error: condition ?? source.error,
    title:
      plainTitle(source) ??
      (evaluateExpressionText(toText(labels['qLabelExpression']), context) ||
        evaluateText(toText(labels['qLabel']), context) ||
        itemTitle ||
        expression.replace(/^=/, '')),
    format: isAutoFormat ? autoFormat(context.scope.settings) : readFormat(given, context.scope.settings),
    settings: context.scope.settings,
    isAutoFormat,
    sort: toObject(definition['qSortBy']),
    isReversed: toFlag(qDef['qReverseSort']),
    totalFunction: toFlag(qDef['qBrutalSum']) ? 'Sum' : toText(qDef['qAggrFunc'], 'Expr'),
    definition,
    qDef,
    itemMembers: customMembers(item),
  };
}

function hasFormat(qDef: JsonObject): boolean {
  return !['', 'U'].includes(toText(toObject(qDef['qNumFormat'])['qType']));
}

function readFormat(given: JsonObject, settings: RegionalSettings): NumberFormat {
  const marks = toText(given['qType']) === 'M' ? settings.moneyMarks : settings.marks;
  const format = {
    qType: toText(given['qType'], 'U'),
    qnDec: toNumber(given['qnDec'], 10),
    qUseThou: toNumber(given['qUseThou']),
    qDec: toText(given['qDec']) || marks.decimal,
    qThou: toText(given['qThou']) || marks.thousands,
  };
  return { ...format, qFmt: toText(given['qFmt']) || patternOf(format, settings) };
}
