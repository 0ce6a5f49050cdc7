import { unsupported } from './engine-faults';
import type { FakeAppData, FakeMasterItem, FakeValue } from './fake-app-data';
import type { FakeContents } from './fake-contents';
import { formatNumber, type Measure, readMeasure } from './fake-expressions';
import { type FakeField, type FakeTable, NULL_ELEMENT, toText } from './fake-fields';
import type { FakeSelections, ValueState } from './fake-selections';
import { type Json, toList, toNumber, toRecord, toString } from './json';

/** What layouts are calculated from. */
export interface LayoutContext {
  readonly data: FakeAppData;
  readonly contents: FakeContents;
  readonly table: FakeTable;
  readonly selections: FakeSelections;
  readonly stateName: string;
}

/** A dimension of a hypercube or list object. */
export interface DimensionColumn {
  readonly field: FakeField;
  readonly title: string;
  readonly states: readonly ValueState[];
  readonly isLocked: boolean;
  readonly hidesNull: boolean;
  readonly isReversed: boolean;
  readonly compare: (one: number, other: number) => number;
  /** 1 or -1 by its criteria, 0 without a direction. */
  readonly sign: number;
}

/** A measure of a hypercube. */
export interface MeasureColumn {
  readonly title: string;
  readonly measure: Measure;
  readonly format: string;
  readonly isReversed: boolean;
  readonly sign: number;
}

/** Reads a member of `qDimensions`, or a list object's definition. */
export function readDimension(definition: unknown, context: LayoutContext): DimensionColumn {
  const { data, table, selections, stateName } = context;
  const given = toRecord(definition);
  const inline = toRecord(given['qDef']);
  const item = masterItem(given['qLibraryId'], data.dimensions, 'dimension');
  const definitions = toList(inline['qFieldDefs']);
  if (!item && definitions.length !== 1)
    throw unsupported('has no drill-down and cyclic dimensions', 'Give each dimension one field.');
  refuse(given['qOtherTotalSpec'], ({ qOtherMode }) => (qOtherMode ?? 'OTHER_OFF') !== 'OTHER_OFF', 'limits');
  refuseCondition(given);
  const fieldDefinition = item?.definition ?? toString(definitions[0]);
  const field = table.field(fieldDefinition);
  const states = selections.statesOf(field, stateName);
  return {
    field,
    title: toString(toList(inline['qFieldLabels'])[0]) || item?.title || field.name,
    states,
    isLocked: selections.of(stateName).get(field.name)?.isLocked ?? false,
    hidesNull: given['qNullSuppression'] === true,
    isReversed: inline['qReverseSort'] === true,
    ...readOrder(toRecord(toList(inline['qSortCriterias'])[0]), field, states),
  };
}

/** Reads a member of `qMeasures`. */
export function readMeasureColumn(definition: unknown, { data, table }: LayoutContext): MeasureColumn {
  const given = toRecord(definition);
  const inline = toRecord(given['qDef']);
  const item = masterItem(given['qLibraryId'], data.measures, 'measure');
  refuseCondition(given);
  const expression = item?.definition ?? toString(inline['qDef']);
  return {
    title: toString(inline['qLabel']) || item?.title || toText(expression),
    measure: readMeasure(expression, table),
    format: toString(toRecord(inline['qNumFormat'])['qFmt']),
    isReversed: inline['qReverseSort'] === true,
    sign: toNumber(toRecord(given['qSortBy'])['qSortByNumeric']),
  };
}

/** A cell of a dimension (`NxCell`). */
export function dimensionCell({ field, states }: DimensionColumn, element: number): Json {
  const value = field.values[element];
  if (element === NULL_ELEMENT || value === undefined)
    return { qText: '-', qNum: 'NaN', qElemNumber: NULL_ELEMENT, qState: 'L', qIsNull: true };
  return { ...valueCell(value, ''), qElemNumber: element, qState: states[element] };
}

/** A cell of a measure (`NxCell`). */
export function measureCell(value: FakeValue, format: string): Json {
  if (value === null || value === undefined)
    return { qText: '-', qNum: 'NaN', qElemNumber: 0, qState: 'L', qIsNull: true };
  return { ...valueCell(value, format), qElemNumber: 0, qState: 'L' };
}

/** `NxDimensionInfo`. */
export function dimensionInfo(column: DimensionColumn): Json {
  const { field, title, states, isLocked, isReversed, sign } = column;
  return {
    qFallbackTitle: title,
    qCardinal: field.values.length,
    ...(isLocked && { qLocked: true }),
    ...(isReversed && { qReverseSort: true }),
    qSortIndicator: indicator(sign, isReversed),
    qStateCounts: stateCounts(states),
    qTags: tagsOf(field),
    qDimensionType: field.isNumeric ? 'N' : 'D',
    qGroupFieldDefs: [field.name],
    qGrouping: 'N',
    qNumFormat: { qType: 'U', qnDec: 0, qUseThou: 0 },
    qIsAutoFormat: true,
    ...range(field.values),
  };
}

/** `qTags` of a field. */
export function tagsOf({ isNumeric }: FakeField): readonly string[] {
  return isNumeric ? ['$numeric'] : ['$ascii', '$text'];
}

/** `NxMeasureInfo`. @param values of its column */
export function measureInfo(column: MeasureColumn, values: readonly FakeValue[]): Json {
  const { title, format, isReversed, sign } = column;
  return {
    qFallbackTitle: title,
    ...(isReversed && { qReverseSort: true }),
    qSortIndicator: indicator(sign, isReversed),
    qNumFormat: format ? { qType: 'F', qFmt: format } : { qType: 'U', qnDec: 0, qUseThou: 0 },
    ...(format === '' && { qIsAutoFormat: true }),
    ...range(values),
  };
}

/** `NxStateCounts`. */
export function stateCounts(states: readonly ValueState[]): Json {
  const count = (state: ValueState) => states.filter((each) => each === state).length;
  return {
    qLocked: count('L'),
    qSelected: count('S'),
    qOption: count('O'),
    qDeselected: 0,
    qAlternative: count('A'),
    qExcluded: count('X'),
    qSelectedExcluded: count('XS'),
    qLockedExcluded: count('XL'),
  };
}

/** Compares values as Qlik sorts them: numbers before texts, null last. */
export function compareValues(one: FakeValue, other: FakeValue): number {
  const rank = (value: FakeValue) => (typeof value === 'number' ? 0 : typeof value === 'string' ? 1 : 2);
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'string' && typeof other === 'string') return one.localeCompare(other, 'en');
  return rank(one) - rank(other);
}

/**
 * Throws for an object that has a condition, see `qCalcCondition` and `qCalcCond`.
 * @throws {QlikError}
 */
export function refuseCondition(definition: Json): void {
  const condition = toRecord(toRecord(definition['qCalcCondition'])['qCond'])['qv'];
  const text = toString(condition) || toString(toRecord(definition['qCalcCond'])['qv']);
  if (text !== '')
    throw unsupported(`has no calculation conditions ("${text}")`, 'Leave the condition out in this test.');
}

/** Throws when a definition needs what the fake engine does not have. @throws {QlikError} */
export function refuse(definition: unknown, isRefused: (definition: Json) => boolean, what: string): void {
  if (isRefused(toRecord(definition)))
    throw unsupported(`has no ${what}`, 'Leave them out of the definition in this test.');
}

const ORDER_OF_STATES: readonly string[] = ['L', 'S', 'O', 'A', 'X', 'XS', 'XL'];

function readOrder(
  criteria: Json,
  field: FakeField,
  states: readonly ValueState[],
): Pick<DimensionColumn, 'compare' | 'sign'> {
  for (const name of ['qSortByExpression', 'qSortByFrequency', 'qSortByGreyness'])
    refuse(criteria, () => toNumber(criteria[name]) !== 0, `sort order "${name}"`);
  const byState = toNumber(criteria['qSortByState']);
  const byNumber = toNumber(criteria['qSortByNumeric']);
  const byText = toNumber(criteria['qSortByAscii']);
  const byLoadOrder = toNumber(criteria['qSortByLoadOrder']);
  const rank = (element: number) => ORDER_OF_STATES.indexOf(states[element] ?? 'X');
  const compare = (one: number, other: number): number => {
    const [first, second] = [field.values[one], field.values[other]];
    const isNumeric = typeof first === 'number' || typeof second === 'number';
    return (
      byState * (rank(one) - rank(other)) ||
      (isNumeric ? byNumber : 0) * compareValues(first, second) ||
      byText * compareValues(first, second) ||
      byLoadOrder * (one - other)
    );
  };
  const [first = 0] = [byState, byNumber, byText, byLoadOrder].filter((sign) => sign !== 0);
  // Null comes last, in every direction.
  return {
    sign: first,
    compare: (one, other) =>
      one < 0 || other < 0 ? Number(one < 0) - Number(other < 0) : compare(one, other),
  };
}

/** A master item with a title: its id where it has no other. */
export function toMasterItem(id: string, item: FakeMasterItem): Exclude<FakeMasterItem, string> {
  return typeof item === 'string' ? { title: id, definition: item } : item;
}

function masterItem(
  libraryId: unknown,
  items: Readonly<Record<string, FakeMasterItem>> | undefined,
  kind: string,
): Exclude<FakeMasterItem, string> | undefined {
  const id = toString(libraryId);
  if (id === '') return undefined;
  const item = items?.[id];
  if (item === undefined)
    throw unsupported(`has no master ${kind} "${id}"`, `Give it in the ${kind}s of the app.`);
  return toMasterItem(id, item);
}

function valueCell(value: string | number, format: string): Json {
  return typeof value === 'number'
    ? { qText: formatNumber(value, format), qNum: value }
    : { qText: value, qNum: 'NaN' };
}

function range(values: readonly FakeValue[]): Json {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === 0) return { qMin: 'NaN', qMax: 'NaN' };
  return { qMin: Math.min(...numbers), qMax: Math.max(...numbers) };
}

function indicator(sign: number, isReversed: boolean): 'A' | 'D' | 'N' {
  const direction = isReversed ? -sign : sign;
  return direction === 0 ? 'N' : direction > 0 ? 'A' : 'D';
}
