import type { Field } from '../model/field.ts';
import { toText, jsonNumber, type JsonObject } from '../protocol/json.ts';
import type { StateCounts } from '../selection/association.ts';
import type { CubeContext, CubeDimension } from './columns.ts';
import type { MeasureResult } from './cube.ts';
import { customMembers } from './definition.ts';
import { sortIndicator } from './sorting.ts';

const NO_COUNTS: StateCounts = {
  qLocked: 0,
  qSelected: 0,
  qOption: 0,
  qDeselected: 0,
  qAlternative: 0,
  qExcluded: 0,
  qSelectedExcluded: 0,
  qLockedExcluded: 0,
};

/** Attribute information of a column without attributes. */
const NO_ATTRIBUTES: JsonObject = { qAttrExprInfo: [], qAttrDimInfo: [] };

/** Returns `NxDimensionInfo`. `rows` is the number of the dimension's values in the cube. */
export function dimensionInfo(
  dimension: CubeDimension,
  context: CubeContext,
  rows: number,
  attributes: JsonObject = NO_ATTRIBUTES,
): JsonObject {
  const { field } = dimension;
  const range = field ? numericRange(field) : { min: Number.NaN, max: Number.NaN };
  const association = context.liveScope.association(context.state);
  const isLocked = field ? association.selections.get(field.name)?.isLocked === true : false;
  return {
    ...customMembers(dimension.qDef),
    qFallbackTitle: dimension.title,
    qApprMaxGlyphCount: Math.max(field ? longestText(field) : 0, 1),
    qCardinal: field?.symbols.size ?? 0,
    ...(isLocked ? { qLocked: true } : {}),
    qSortIndicator: sortIndicator(dimension.sort, dimension.isReversed),
    qGroupFallbackTitles: dimension.groupTitles,
    qGroupPos: dimension.activeField,
    qStateCounts: field ? association.statesOf(field).counts : NO_COUNTS,
    qTags: field?.tags ?? [],
    ...(dimension.error ? { qError: dimension.error } : {}),
    qDimensionType: dimensionType(field),
    qReverseSort: dimension.isReversed,
    qGrouping: dimension.grouping,
    qIsSemantic: false,
    qNumFormat: { qType: field ? numberType(field) : 'U', qnDec: 0, qUseThou: 0 },
    qIsAutoFormat: true,
    qGroupFieldDefs: dimension.groupFieldDefs,
    qMin: jsonNumber(range.min),
    qMax: jsonNumber(range.max),
    qContinuousAxes: field?.tags.includes('$numeric') === true,
    qIsCyclic: dimension.grouping === 'C',
    qDerivedField: false,
    ...attributes,
    qCalcCondMsg: dimension.isHidden ? (dimension.error?.qExtendedMessage ?? '') : '',
    qIsCalculated: field?.isCalculated === true,
    qIsOneAndOnlyOne: false,
    qCardinalities: { qCardinal: field?.symbols.size ?? 0, qHypercubeCardinal: rows, qAllValuesCardinal: -1 },
    ...libraryId(dimension.definition),
    qEffectiveDimensionName: dimension.groupFieldDefs[dimension.activeField] ?? '',
  };
}

/** Returns `NxMeasureInfo`. */
export function measureInfo(result: MeasureResult, attributes: JsonObject = NO_ATTRIBUTES): JsonObject {
  const { measure } = result;
  return {
    ...customMembers(measure.qDef),
    qFallbackTitle: measure.title,
    qApprMaxGlyphCount: 1 + Math.max(textLength(result.min), textLength(result.max)),
    qCardinal: 0,
    qSortIndicator: sortIndicator(measure.sort, measure.isReversed),
    qNumFormat: measure.format,
    qMin: jsonNumber(result.min),
    qMax: jsonNumber(result.max),
    ...(result.error ? { qError: result.error } : {}),
    qReverseSort: measure.isReversed,
    qIsAutoFormat: measure.isAutoFormat,
    ...attributes,
    qCalcCondMsg: measure.isHidden ? (measure.error?.qExtendedMessage ?? '') : '',
    ...libraryId(measure.definition),
    qTrendLines: [],
    qMiniChart: {},
  };
}

function libraryId(definition: JsonObject): JsonObject {
  const qLibraryId = toText(definition['qLibraryId']);
  return qLibraryId ? { qLibraryId } : {};
}

function dimensionType(field: Field | undefined): 'D' | 'N' | 'T' {
  if (!field) return 'D';
  if (field.tags.includes('$date') || field.tags.includes('$timestamp')) return 'T';
  return field.tags.includes('$numeric') ? 'N' : 'D';
}

function numberType(field: Field): string {
  if (field.tags.includes('$date')) return 'D';
  if (field.tags.includes('$timestamp')) return 'TS';
  return 'U';
}

function numericRange(field: Field): { min: number; max: number } {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of field.symbols.numbers) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min > max ? { min: Number.NaN, max: Number.NaN } : { min, max };
}

const longest = new WeakMap<Field, number>();

function longestText(field: Field): number {
  const known = longest.get(field);
  if (known !== undefined) return known;
  let length = 0;
  for (let code = 0; code < field.symbols.size; code += 1)
    length = Math.max(length, field.symbols.textOf(code).length);
  longest.set(field, length);
  return length;
}

function textLength(value: number): number {
  return Number.isFinite(value) ? String(Math.round(value)).length : 0;
}
