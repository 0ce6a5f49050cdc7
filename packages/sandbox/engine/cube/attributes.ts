import type { Grouping, GroupingPart } from '../expression/grouping.ts';
import type { RegionalSettings } from '../expression/regional-settings.ts';
import { valueAt, type ValueColumn } from '../expression/value-column.ts';
import type { Field } from '../model/field.ts';
import { jsonNumber, toArray, toObject, toText, type JsonObject } from '../protocol/json.ts';
import { NULL_ELEMENT, valueNumber } from './cells.ts';
import { columnError, type ColumnError } from './columns.ts';
import type { Cube } from './cube.ts';
import { customMembers } from './definition.ts';

/** Evaluated attribute expressions and attribute dimensions of a column. */
interface Attributes {
  readonly expressions: readonly AttributeExpression[];
  readonly dimensions: readonly AttributeDimension[];
}

interface AttributeExpression {
  readonly definition: JsonObject;
  readonly title: string;
  readonly column: ValueColumn | undefined;
  readonly error: ColumnError | undefined;
}

interface AttributeDimension {
  readonly definition: JsonObject;
  readonly title: string;
  readonly field: Field | undefined;
  /** Code per group; -1 for a group without a value or with several values. */
  readonly codes: Int32Array;
  readonly error: ColumnError | undefined;
}

/**
 * Returns a reader of a column's attributes per group of the cube. Attributes of a measure are evaluated per row of the cube,
 * attributes of a dimension per value.
 * @param fields the dimension's field; undefined for a measure
 */
export function attributeReader(
  cube: Cube,
  definition: JsonObject,
  fields: readonly string[] | undefined,
): (group: number) => JsonObject {
  if (!hasAttributes(definition)) return () => ({});
  if (!fields) return attributesOver(cube, definition, cube.grouping);
  const { grouping, groupMap } = cube.grouping.coarser(fields);
  const read = attributesOver(cube, definition, grouping);
  return (group) => read(groupMap[group] ?? 0);
}

/** Returns a reader of a column's attributes per group of any grouping of the cube's rows. */
export function attributesOver(
  cube: Cube,
  definition: JsonObject,
  grouping: Grouping,
): (group: number) => JsonObject {
  if (!hasAttributes(definition)) return () => ({});
  const { expressions, dimensions } = evaluateAttributes(cube, definition, grouping);
  const { settings } = cube.context.scope;
  return (group) => ({
    ...(expressions.length === 0
      ? {}
      : { qAttrExps: { qValues: expressions.map(expressionValue(group, settings)) } }),
    ...(dimensions.length === 0 ? {} : { qAttrDims: { qValues: dimensions.map(dimensionValue(group)) } }),
  });
}

/** Returns `qAttrExprInfo` and `qAttrDimInfo` of a column. */
export function attributeInfo(
  cube: Cube,
  definition: JsonObject,
  fields: readonly string[] | undefined,
): JsonObject {
  if (!hasAttributes(definition) || cube.error) return { qAttrExprInfo: [], qAttrDimInfo: [] };
  const grouping = fields ? cube.grouping.coarser(fields).grouping : cube.grouping;
  const { expressions, dimensions } = evaluateAttributes(cube, definition, grouping);
  return {
    qAttrExprInfo: expressions.map((attribute) => ({
      ...rangeOf(attribute.column, cube.context.scope.settings),
      qFallbackTitle: attribute.title,
      qNumFormat: { qType: 'U', qnDec: 0, qUseThou: 0 },
      qIsAutoFormat: true,
      ...(attribute.error ? { qError: attribute.error } : {}),
      ...customMembers(attribute.definition),
    })),
    qAttrDimInfo: dimensions.map((attribute) => ({
      qCardinal: attribute.field?.symbols.size ?? 0,
      qSize: { qcx: 2, qcy: new Set(attribute.codes).size },
      qFallbackTitle: attribute.title,
      ...(attribute.field?.isCalculated ? { qIsCalculated: true } : {}),
      ...(attribute.error ? { qError: attribute.error } : {}),
      ...customMembers(attribute.definition),
    })),
  };
}

function hasAttributes(definition: JsonObject): boolean {
  return (
    toArray(definition['qAttributeExpressions']).length > 0 ||
    toArray(definition['qAttributeDimensions']).length > 0
  );
}

const known = new WeakMap<Grouping, Map<JsonObject, Attributes>>();

function evaluateAttributes(cube: Cube, definition: JsonObject, grouping: Grouping): Attributes {
  const made = known.get(grouping)?.get(definition);
  if (made) return made;
  const attributes = {
    expressions: toArray(definition['qAttributeExpressions']).map((item) =>
      evaluateExpression(cube, toObject(item), grouping),
    ),
    dimensions: toArray(definition['qAttributeDimensions']).map((item) =>
      evaluateDimension(cube, toObject(item), grouping),
    ),
  };
  known.set(grouping, (known.get(grouping) ?? new Map<JsonObject, Attributes>()).set(definition, attributes));
  return attributes;
}

function evaluateExpression(cube: Cube, definition: JsonObject, grouping: Grouping): AttributeExpression {
  const { scope, state, library } = cube.context;
  const measure = toObject(library.measure(toText(definition['qLibraryId']))?.['qMeasure']);
  const expression = toText(measure['qDef']) || toText(definition['qExpression']);
  const title = toText(measure['qLabel']) || expression.replace(/^=/, '');
  try {
    const column = expression === '' ? undefined : scope.evaluateOver(expression, grouping, state);
    return { definition, title, column, error: undefined };
  } catch (error) {
    // An invalid color or tooltip expression leaves its attributes empty; the chart itself is valid.
    return { definition, title, column: undefined, error: columnError(error, expression) };
  }
}

function evaluateDimension(cube: Cube, definition: JsonObject, grouping: Grouping): AttributeDimension {
  const { scope, state, library } = cube.context;
  const qDim = toObject(library.dimension(toText(definition['qLibraryId']))?.['qDim']);
  const source = toText(toArray(qDim['qFieldDefs'])[0]) || toText(definition['qDef']);
  const common = { definition, title: toText(qDim['title']) || source.replace(/^=/, '') };
  const codes = new Int32Array(grouping.size).fill(-1);
  try {
    const field = scope.dimensionField(source, state);
    fillOnlyCodes(codes, field, grouping.partOf(field.island));
    return { ...common, field, codes, error: undefined };
  } catch (error) {
    return { ...common, field: undefined, codes, error: columnError(error, source) };
  }
}

/** Sets the codes of groups in which a field has only one value. */
function fillOnlyCodes(codes: Int32Array, field: Field, { grouping, groupMap }: GroupingPart): void {
  if (grouping.island?.index !== field.island) return;
  const only = new Int32Array(grouping.size).fill(-1);
  const isMixed = new Uint8Array(grouping.size);
  grouping.groupOf?.forEach((group, row) => {
    const code = field.codes[row] as number;
    if (group < 0 || code < 0) return;
    if ((only[group] as number) >= 0 && only[group] !== code) isMixed[group] = 1;
    only[group] = code;
  });
  groupMap.forEach((own, group) => {
    if (!isMixed[own]) codes[group] = only[own] as number;
  });
}

function expressionValue(
  group: number,
  settings: RegionalSettings,
): (attribute: AttributeExpression) => JsonObject {
  return ({ column }) => {
    const value = column ? valueAt(column, column.numbers.length === 1 ? 0 : group) : null;
    return { qText: settings.textOf(value), qNum: jsonNumber(valueNumber(value)) };
  };
}

function dimensionValue(group: number): (attribute: AttributeDimension) => JsonObject {
  return ({ field, codes }) => {
    const code = codes[group] ?? -1;
    return field && code >= 0
      ? { qText: field.symbols.textOf(code), qElemNo: code }
      : { qText: '-', qElemNo: NULL_ELEMENT };
  };
}

function rangeOf(column: ValueColumn | undefined, settings: RegionalSettings): JsonObject {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of column?.numbers ?? []) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min > max) return { qMin: 'NaN', qMax: 'NaN' };
  return { qMin: min, qMax: max, qMinText: settings.textOf(min), qMaxText: settings.textOf(max) };
}
