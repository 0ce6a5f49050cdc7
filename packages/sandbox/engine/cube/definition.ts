import { isRecord } from '../../json/is-record.ts';
import { toArray, toObject, toText, type JsonObject } from '../protocol/json.ts';

/** Returns a definition completed with default members. Custom members are kept. */
export function withDefaults(given: unknown, defaults: JsonObject): JsonObject {
  const source = toObject(given);
  const result: JsonObject = { ...source };
  for (const [key, standard] of Object.entries(defaults)) {
    const value = source[key];
    if (value === undefined || value === null) result[key] = structuredClone(standard);
    else if (isRecord(standard) && isRecord(value)) result[key] = withDefaults(value, standard);
  }
  return result;
}

const SORT_CRITERIA: JsonObject = {
  qSortByState: 0,
  qSortByFrequency: 0,
  qSortByNumeric: 0,
  qSortByAscii: 0,
  qSortByLoadOrder: 0,
  qSortByExpression: 0,
  qExpression: { qv: '' },
  qSortByGreyness: 0,
};

const OTHER_TOTAL: JsonObject = {
  qOtherMode: 'OTHER_OFF',
  qOtherCounted: { qv: '' },
  qOtherLimit: { qv: '' },
  qOtherLimitMode: 'OTHER_GT_LIMIT',
  qSuppressOther: false,
  qForceBadValueKeeping: true,
  qApplyEvenWhenPossiblyWrongResult: true,
  qGlobalOtherGrouping: false,
  qOtherCollapseInnerDimensions: false,
  qOtherSortMode: 'OTHER_SORT_DESCENDING',
  qTotalMode: 'TOTAL_OFF',
  qReferencedExpression: { qv: '' },
};

const DIMENSION: JsonObject = {
  qLibraryId: '',
  qDef: {
    qGrouping: 'N',
    qFieldDefs: [],
    qFieldLabels: [],
    qSortCriterias: [],
    qNumberPresentations: [],
    qReverseSort: false,
    qActiveField: 0,
    qLabelExpression: '',
  },
  qNullSuppression: false,
  qIncludeElemValue: false,
  qOtherTotalSpec: OTHER_TOTAL,
  qShowTotal: false,
  qShowAll: false,
  qOtherLabel: { qv: '' },
  qTotalLabel: { qv: '' },
  qCalcCond: { qv: '' },
  qAttributeExpressions: [],
  qAttributeDimensions: [],
  qCalcCondition: { qCond: { qv: '' }, qMsg: { qv: '' } },
};

const MEASURE: JsonObject = {
  qLibraryId: '',
  qDef: {
    qLabel: '',
    qDescription: '',
    qTags: [],
    qGrouping: 'N',
    qDef: '',
    qRelative: false,
    qBrutalSum: false,
    qAggrFunc: 'Expr',
    qAccumulate: 0,
    qReverseSort: false,
    qActiveExpression: 0,
    qExpressions: [],
    qLabelExpression: '',
  },
  qSortBy: SORT_CRITERIA,
  qAttributeExpressions: [],
  qAttributeDimensions: [],
  qCalcCond: { qv: '' },
  qCalcCondition: { qCond: { qv: '' }, qMsg: { qv: '' } },
  qTrendLines: [],
  qMiniChartDef: {
    qSortBy: SORT_CRITERIA,
    qOtherTotalSpec: OTHER_TOTAL,
    qMaxNumberPoints: -1,
    qAttributeExpressions: [],
    qNullSuppression: false,
  },
};

const HYPER_CUBE: JsonObject = {
  qStateName: '',
  qDimensions: [],
  qMeasures: [],
  qInterColumnSortOrder: [],
  qSuppressZero: false,
  qSuppressMissing: false,
  qInitialDataFetch: [],
  qReductionMode: 'N',
  qMode: 'S',
  qPseudoDimPos: -1,
  qNoOfLeftDims: -1,
  qAlwaysFullyExpanded: false,
  qMaxStackedCells: 5000,
  qPopulateMissing: false,
  qShowTotalsAbove: false,
  qIndentMode: false,
  qCalcCond: { qv: '' },
  qSortbyYValue: 0,
  qTitle: { qv: '' },
  qCalcCondition: { qCond: { qv: '' }, qMsg: { qv: '' } },
  qColumnOrder: [],
  qExpansionState: [],
  qDynamicScript: [],
  qContextSetExpression: '',
  qSuppressMeasureTotals: false,
};

const LIST_OBJECT: JsonObject = {
  qStateName: '',
  qLibraryId: '',
  qDef: toObject(DIMENSION['qDef']),
  qAutoSortByState: { qDisplayNumberOfRows: -1 },
  qFrequencyMode: 'N',
  qShowAlternatives: false,
  qInitialDataFetch: [],
  qExpressions: [],
  qDirectQuerySimplifiedView: false,
  qShowTitle: false,
  qTitle: { qv: '' },
  qOtherTotalSpec: OTHER_TOTAL,
};

const PAGE: JsonObject = { qLeft: 0, qTop: 0, qWidth: 0, qHeight: 0 };

function fillPages(def: JsonObject): void {
  def['qInitialDataFetch'] = toArray(def['qInitialDataFetch']).map((page) => withDefaults(page, PAGE));
}

function fillSorting(qDef: JsonObject): void {
  qDef['qSortCriterias'] = toArray(qDef['qSortCriterias']).map((criteria) =>
    withDefaults(criteria, SORT_CRITERIA),
  );
}

/** A number format with a type has no pattern unless one is given: the type has the app's format then. */
const TYPED_FORMAT: JsonObject = { qnDec: 10, qUseThou: 0, qFmt: '', qDec: '', qThou: '' };

function filledMeasure(given: unknown): JsonObject {
  const format = toObject(toObject(toObject(given)['qDef'])['qNumFormat']);
  const filled = withDefaults(given, MEASURE);
  const isTyped = !['', 'U'].includes(toText(format['qType']));
  return isTyped
    ? { ...filled, qDef: { ...toObject(filled['qDef']), qNumFormat: withDefaults(format, TYPED_FORMAT) } }
    : filled;
}

/** Returns a hypercube definition with all members of `HyperCubeDef`. */
export function fillHyperCubeDef(given: unknown): JsonObject {
  const def = withDefaults(given, HYPER_CUBE);
  def['qDimensions'] = toArray(def['qDimensions']).map((dimension) => {
    const filled = withDefaults(dimension, DIMENSION);
    fillSorting(toObject(filled['qDef']));
    return filled;
  });
  def['qMeasures'] = toArray(def['qMeasures']).map(filledMeasure);
  fillPages(def);
  return def;
}

/** Returns a list object definition with all members of `ListObjectDef`. */
export function fillListObjectDef(given: unknown): JsonObject {
  const def = withDefaults(given, LIST_OBJECT);
  fillSorting(toObject(def['qDef']));
  fillPages(def);
  return def;
}

/** Returns properties in which all hypercube and list object definitions, at any depth, have all members. Paths of patches refer to it. */
export function fillDefinitions(properties: JsonObject): JsonObject {
  return toObject(fillDeep(properties, (filled) => filled));
}

/**
 * Returns properties as `GetProperties` does: definitions are filled in, and members with `false`, an empty text or 0 are left out. The
 * recordings of an engine show which of these are there all the same.
 */
export function shownProperties(properties: JsonObject): JsonObject {
  const { qInfo, qExtendsId, qMetaDef, ...rest } = properties;
  return {
    qInfo,
    ...(qExtendsId === undefined || qExtendsId === '' ? {} : { qExtendsId }),
    qMetaDef: qMetaDef ?? {},
    ...toObject(fillDeep(rest, (filled) => toObject(withoutDefaults(filled)))),
  };
}

function fillDeep(value: unknown, finish: (definition: JsonObject) => JsonObject): unknown {
  if (Array.isArray(value)) return value.map((item) => fillDeep(item, finish));
  if (!isRecord(value)) return value;
  const result: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    if (key === 'qHyperCubeDef' && isRecord(member)) result[key] = finish(fillHyperCubeDef(member));
    else if (key === 'qListObjectDef' && isRecord(member)) result[key] = finish(fillListObjectDef(member));
    else result[key] = fillDeep(member, finish);
  }
  return result;
}

/** Members that are written with the value 0 too. */
const ALWAYS_WRITTEN = new Set([
  ...['qActiveField', 'qAccumulate', 'qActiveExpression', 'qLeft', 'qTop', 'qWidth', 'qHeight'],
  ...['qnDec', 'qUseThou', 'qNoOfLeftDims', 'qPseudoDimPos'],
]);

function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => !isOwn(name) || ALWAYS_WRITTEN.has(name) || !isDefault(name, member))
      // Settings of charts are left as they are.
      .map(([name, member]) => [name, isOwn(name) ? withoutDefaults(member) : member]),
  );
}

/** Returns whether a member is Qlik's own. */
function isOwn(name: string): boolean {
  return /^q([A-Z]|v$)/.test(name);
}

function isDefault(name: string, member: unknown): boolean {
  return member === false || member === '' || member === 0 || (name === 'qAggrFunc' && member === 'Expr');
}

/** Returns the custom members of a structure (settings of charts), which the layout contains unchanged. */
export function customMembers(given: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(given)) if (!/^q[A-Z]/.test(key)) result[key] = value;
  return result;
}
