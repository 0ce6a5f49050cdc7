import type { Field } from '../model/field.ts';
import { toText, jsonNumber, type JsonObject } from '../protocol/json.ts';
import type { StateCounts } from '../selection/association.ts';
import type { CubeContext, CubeDimension, CubeMeasure } from './columns.ts';
import type { MeasureResult } from './cube.ts';
import { valueNumber, valueText } from './cells.ts';
import { measureFormat } from './automatic-format.ts';
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
    ...(dimension.isReversed ? { qReverseSort: true } : {}),
    qGrouping: dimension.grouping,
    qNumFormat: { qType: field ? numberType(field) : 'U', qnDec: 0, qUseThou: 0 },
    qIsAutoFormat: true,
    qGroupFieldDefs: dimension.groupFieldDefs,
    qMin: jsonNumber(range.min),
    qMax: jsonNumber(range.max),
    ...(field?.tags.includes('$numeric') === true ? { qContinuousAxes: true } : {}),
    ...(dimension.grouping === 'C' ? { qIsCyclic: true } : {}),
    ...(field?.derivation ? { qDerivedField: true } : {}),
    ...attributes,
    ...conditionMessage(dimension),
    ...(field?.isCalculated === true ? { qIsCalculated: true } : {}),
    ...(field && context.library.isOneAndOnlyOne?.(field.name) ? { qIsOneAndOnlyOne: true } : {}),
    qCardinalities: { qCardinal: field?.symbols.size ?? 0, qHypercubeCardinal: rows, qAllValuesCardinal: -1 },
    ...libraryId(dimension.definition),
    ...(dimension.grouping === 'N'
      ? {}
      : { qEffectiveDimensionName: dimension.groupFieldDefs[dimension.activeField] ?? '' }),
    ...dimension.itemMembers,
    ...customMembers(dimension.qDef),
  };
}

/** Returns `NxMeasureInfo`. */
export function measureInfo(
  result: MeasureResult,
  context: CubeContext,
  attributes: JsonObject = NO_ATTRIBUTES,
): JsonObject {
  const { measure } = result;
  return {
    qFallbackTitle: measure.title,
    qApprMaxGlyphCount: longestOf(result),
    qCardinal: 0,
    qSortIndicator: sortIndicator(measure.sort, measure.isReversed),
    qNumFormat: measureFormat(measure, context),
    qMin: jsonNumber(result.min),
    qMax: jsonNumber(result.max),
    ...(result.error ? { qError: result.error } : {}),
    ...(measure.isReversed ? { qReverseSort: true } : {}),
    ...(measure.isAutoFormat ? { qIsAutoFormat: true } : {}),
    ...attributes,
    ...conditionMessage(measure),
    ...libraryId(measure.definition),
    qTrendLines: [],
    ...measure.itemMembers,
    ...customMembers(measure.qDef),
  };
}

function conditionMessage({ isHidden, error }: CubeDimension | CubeMeasure): JsonObject {
  return isHidden && error?.qExtendedMessage ? { qCalcCondMsg: error.qExtendedMessage } : {};
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

/** Returns the length of the longest text of a field. */
export function longestText(field: Field): number {
  const known = longest.get(field);
  if (known !== undefined) return known;
  let length = 0;
  for (let code = 0; code < field.symbols.size; code += 1)
    length = Math.max(length, field.symbols.textOf(code).length);
  longest.set(field, length);
  return length;
}

/** Returns the length of the longest text among a measure's least and greatest value and its total. */
function longestOf({ measure, min, max, total }: MeasureResult): number {
  const texts = [min, max]
    .filter(Number.isFinite)
    .concat(valueNumber(total))
    .map((value) => (Number.isNaN(value) ? '' : valueText(value, measure)));
  return Math.max(1, ...texts.map(({ length }) => length));
}
