import { unsupported } from './engine-faults';
import type { FakeAppData, FakeMasterItem, FakeValue } from './fake-app-data';
import type { FakeContents } from './fake-contents';
import { labelText } from './fake-evaluation';
import { formatNumber, isIntegerMeasure, type Measure, readMeasure } from './fake-expressions';
import { type FakeField, type FakeTable, NULL_ELEMENT, toText, toTitle } from './fake-fields';
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
  /** The field as it is defined: `=Region`, `[Region]`. */
  readonly definition: string;
  readonly title: string;
  readonly states: readonly ValueState[];
  readonly isLocked: boolean;
  readonly hidesNull: boolean;
  readonly isReversed: boolean;
  /** The order of two elements, by the criteria and {@link isReversed}. */
  readonly compare: (one: number, other: number) => number;
  readonly criteria: Json;
}

/** A measure of a hypercube. */
export interface MeasureColumn {
  readonly title: string;
  readonly measure: Measure;
  readonly format: string;
  /** Whether all values are integers, by the expression. */
  readonly isInteger: boolean;
  readonly isReversed: boolean;
  readonly criteria: Json;
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
  refuse(
    given['qOtherTotalSpec'],
    ({ qTotalMode }) => qTotalMode === 'TOTAL_EXPR',
    'rows of totals ("qTotalMode")',
  );
  refuse(given, ({ qShowAll }) => qShowAll === true, 'excluded values in hypercubes ("qShowAll")');
  refuseAttributes(given);
  refuseCondition(given);
  const fieldDefinition = item?.definition ?? toString(definitions[0]);
  const field = table.dimensionField(fieldDefinition);
  const states = selections.statesOf(field, stateName);
  const isReversed = inline['qReverseSort'] === true;
  const [label] = toList(inline['qFieldLabels']);
  return {
    field,
    definition: fieldDefinition,
    title:
      item?.title ??
      (labelText({ label, expression: inline['qLabelExpression'] }, context) || toTitle(fieldDefinition)),
    states,
    isLocked: selections.of(stateName).get(field.name)?.isLocked ?? false,
    hidesNull: given['qNullSuppression'] === true,
    isReversed,
    ...readOrder(toRecord(toList(inline['qSortCriterias'])[0]), { field, states, isReversed }),
  };
}

/** Reads a member of `qMeasures`. */
export function readMeasureColumn(definition: unknown, context: LayoutContext): MeasureColumn {
  const { data, table } = context;
  const given = toRecord(definition);
  const inline = toRecord(given['qDef']);
  const item = masterItem(given['qLibraryId'], data.measures, 'measure');
  refuseCondition(given);
  refuseAttributes(given);
  refuse(inline, ({ qAccumulate }) => toNumber(qAccumulate) !== 0, 'accumulation ("qAccumulate")');
  refuse(inline, ({ qModifiers }) => toList(qModifiers).length > 0, 'modifiers of measures ("qModifiers")');
  refuse(inline, ({ qRelative }) => qRelative === true, 'relative values ("qRelative")');
  refuse(
    inline,
    ({ qAggrFunc }) => !['', 'Expr'].includes(toString(qAggrFunc)),
    'other totals ("qAggrFunc")',
  );
  refuse(
    given['qSortBy'],
    ({ qSortByExpression }) => toNumber(qSortByExpression) !== 0,
    'sort order "qSortByExpression"',
  );
  const expression = item?.definition ?? toString(inline['qDef']);
  const label = labelText({ label: inline['qLabel'], expression: inline['qLabelExpression'] }, context);
  return {
    title: label || item?.title || toText(expression),
    measure: readMeasure(expression, table),
    format: toString(toRecord(inline['qNumFormat'])['qFmt']),
    isInteger: isIntegerMeasure(expression, table),
    isReversed: inline['qReverseSort'] === true,
    criteria: toRecord(given['qSortBy']),
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

/** A cell of the row of totals (`NxCell`). */
export function totalCell(value: FakeValue, format: string): Json {
  return { ...measureCell(value, format), qElemNumber: TOTAL_ELEMENT, qState: 'X', qIsTotalCell: true };
}

/** `NxDimensionInfo`. */
export function dimensionInfo(column: DimensionColumn): Json {
  const { field, definition, title, states, isLocked, isReversed, criteria } = column;
  return {
    qFallbackTitle: title,
    qCardinal: field.values.length,
    ...(isLocked && { qLocked: true }),
    ...(isReversed && { qReverseSort: true }),
    qSortIndicator: indicator(criteria, isReversed),
    qStateCounts: stateCounts(states),
    qTags: tagsOf(field),
    qDimensionType: field.isNumeric ? 'N' : 'D',
    qGroupFieldDefs: [definition],
    qGrouping: 'N',
    qNumFormat: { qType: 'U', qnDec: 0, qUseThou: 0 },
    qIsAutoFormat: true,
    ...range(field.values),
  };
}

/** `qTags` of a field. */
export function tagsOf({ isNumeric, values }: FakeField): readonly string[] {
  if (values.length === 0) return [];
  if (isNumeric) return ['$numeric', ...(values.every(Number.isInteger) ? ['$integer'] : [])];
  return [...(values.every((value) => /^[\0-\x7f]*$/.test(String(value))) ? ['$ascii'] : []), '$text'];
}

/** `NxMeasureInfo`. @param values of its column */
export function measureInfo(column: MeasureColumn, values: readonly FakeValue[]): Json {
  const { title, format, isInteger, isReversed, criteria } = column;
  const automaticFormat = isInteger
    ? { qType: 'I', qnDec: 0, qUseThou: 1 }
    : { qType: 'U', qnDec: 10, qUseThou: 0 };
  return {
    qFallbackTitle: title,
    ...(isReversed && { qReverseSort: true }),
    qSortIndicator: indicator(criteria, isReversed),
    qNumFormat: format ? { qType: 'F', qFmt: format } : automaticFormat,
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
  if (typeof one === 'string' && typeof other === 'string') return TEXT_ORDER.compare(one, other);
  return rank(one) - rank(other);
}

/**
 * Throws for an object that has a condition, see `qCalcCondition` and `qCalcCond`.
 * @throws {UnsupportedByFake}
 */
export function refuseCondition(definition: Json): void {
  const condition = toRecord(toRecord(definition['qCalcCondition'])['qCond'])['qv'];
  const text = toString(condition) || toString(toRecord(definition['qCalcCond'])['qv']);
  if (text !== '')
    throw unsupported(`has no calculation conditions ("${text}")`, 'Leave the condition out in this test.');
}

function refuseAttributes(definition: Json): void {
  for (const name of ['qAttributeExpressions', 'qAttributeDimensions'])
    refuse(definition, () => toList(definition[name]).length > 0, `attributes of columns ("${name}")`);
}

/** Throws when a definition needs what the fake engine does not have. @throws {UnsupportedByFake} */
export function refuse(definition: unknown, isRefused: (definition: Json) => boolean, what: string): void {
  if (isRefused(toRecord(definition)))
    throw unsupported(`has no ${what}`, 'Leave them out of the definition in this test.');
}

const RANKS_OF_STATES: Readonly<Record<ValueState, number>> = { L: 0, S: 0, O: 1, A: 2, X: 3, XS: 3, XL: 3 };
/** Alphabetical, without regard to case and accents. */
const TEXT_ORDER = new Intl.Collator('en', { sensitivity: 'base' });
/** The element number of a total. */
const TOTAL_ELEMENT = -1;

function readOrder(
  criteria: Json,
  { field, states, isReversed }: Pick<DimensionColumn, 'field' | 'states' | 'isReversed'>,
): Pick<DimensionColumn, 'compare' | 'criteria'> {
  for (const name of ['qSortByExpression', 'qSortByFrequency', 'qSortByGreyness'])
    refuse(criteria, () => toNumber(criteria[name]) !== 0, `sort order "${name}"`);
  const byState = toNumber(criteria['qSortByState']);
  const byNumber = toNumber(criteria['qSortByNumeric']);
  const byText = toNumber(criteria['qSortByAscii']);
  const byLoadOrder = toNumber(criteria['qSortByLoadOrder']);
  const rank = (element: number) => RANKS_OF_STATES[states[element] ?? 'X'];
  const textAt = (element: number) => String(field.values[element]);
  // Texts are no numbers, so all of them come after each number, and none before another.
  const numberAt = (element: number): FakeValue => {
    const value = field.values[element];
    return typeof value === 'number' ? value : null;
  };
  const compare = (one: number, other: number): number => {
    return (
      byState * (rank(one) - rank(other)) ||
      byNumber * compareValues(numberAt(one), numberAt(other)) ||
      byText * compareValues(textAt(one), textAt(other)) ||
      (byLoadOrder || 1) * (one - other)
    );
  };
  // Null comes last, in every direction.
  return {
    criteria,
    compare: (one, other) =>
      one < 0 || other < 0
        ? Number(one < 0) - Number(other < 0)
        : (isReversed ? -1 : 1) * compare(one, other),
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

/** `qSortIndicator`: the direction of the first criterion other than that of states. */
function indicator(criteria: Json, isReversed: boolean): 'A' | 'D' | 'N' {
  const names = ['qSortByNumeric', 'qSortByAscii', 'qSortByLoadOrder'];
  const sign = names.map((name) => toNumber(criteria[name])).find((each) => each !== 0) ?? 0;
  const direction = isReversed ? -sign : sign;
  return direction === 0 ? 'N' : direction > 0 ? 'A' : 'D';
}
