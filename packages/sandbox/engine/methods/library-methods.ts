import { applyPatches, readPatches } from '../objects/patches.ts';
import { dimensionInfos } from '../objects/lists.ts';
import { customMembers, withDefaults } from '../cube/definition.ts';
import { infoOf, metaOf, type EntryKind } from '../objects/stored-object.ts';
import { bookmarkSelections } from '../objects/bookmark-selections.ts';
import { toObject, toText, toTexts, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { formatPlainNumber } from '../model/symbol-table.ts';
import { isNumeric, numberOf, textOf } from '../expression/value.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { BOOKMARK_SELECTION_METHODS, linkedObjects, placeInGroup } from './bookmark-methods.ts';
import type { EntryContext } from './context.ts';
import { replaceProperties } from './create-entry.ts';
import { PUBLICATION_METHODS } from './publication-methods.ts';
import { integer, list, method, number, object, text, type MethodTable } from './method.ts';
import type { Topic } from '../session/handles.ts';

/** Returns the methods of all library items; `layout` returns the part of the layout that depends on the kind. */
function commonMethods(
  layout: (context: EntryContext, topics: Set<Topic>) => JsonObject,
): MethodTable<EntryContext> {
  return {
    GetLayout: method([], (context: EntryContext) => {
      const { entry, document, handle } = context;
      const topics = new Set<Topic>();
      const qLayout = { ...layout(context, topics), qInfo: infoOf(entry), qMeta: metaOf(entry) };
      document.handles.markFresh(handle, topics);
      return { qLayout };
    }),
    GetProperties: method([], ({ entry }: EntryContext) => ({ qProp: completed(entry) })),
    SetProperties: method([object('qProp')], ({ document, entry }: EntryContext, properties) =>
      replaceProperties(document, entry, properties),
    ),
    ApplyPatches: method([list('qPatches')], ({ document, entry }: EntryContext, patches) =>
      replaceProperties(document, entry, applyPatches(entry.properties, readPatches(patches))),
    ),
    GetInfo: method([], ({ entry }: EntryContext) => ({ qInfo: infoOf(entry) })),
  };
}

/** Members that an engine adds to the definitions of library items. */
const DEFAULTS: Readonly<Partial<Record<EntryKind, JsonObject>>> = {
  dimension: { qDim: { qGrouping: 'N', qFieldDefs: [], qFieldLabels: [] } },
  measure: {
    qMeasure: {
      qDef: '',
      qGrouping: 'N',
      qExpressions: [],
      qActiveExpression: 0,
      qNumFormat: { qType: 'U', qnDec: 10, qUseThou: 0 },
    },
  },
  variable: {
    qName: '',
    qComment: '',
    qNumberPresentation: { qType: 'U', qnDec: 10, qUseThou: 0 },
    qDefinition: '',
  },
};

/** Returns an entry's properties with the members that an engine adds. */
function completed({ kind, properties }: EntryContext['entry']): JsonObject {
  const { qInfo, qMetaDef, ...rest } = properties;
  return { qInfo, qMetaDef: qMetaDef ?? {}, ...withDefaults(rest, DEFAULTS[kind] ?? {}) };
}

/** Returns an entry's properties with their expressions evaluated. */
function evaluatedProperties({ entry, layouts }: EntryContext, topics: Set<Topic>): JsonObject {
  const { qMetaDef: _meta, ...rest } = completed(entry);
  return toObject(layouts.evaluateFragment(rest, topics));
}

/** Methods of a master dimension. */
export const DIMENSION_METHODS: MethodTable<EntryContext> = {
  ...commonMethods((context, topics) => ({
    ...evaluatedProperties(context, topics),
    qDimInfos: dimensionInfos(context.entry, context.document),
  })),
  ...PUBLICATION_METHODS,
  GetLinkedObjects: method([], linkedObjects),
  GetActiveField: method([], ({ document, entry }: EntryContext) => ({
    qReturn: document.activeField(entry.id),
  })),
  SetActiveField: method([integer('qIx')], (context: EntryContext, place) =>
    setActiveField(context, placeInGroup(place, requireCycle(context).length)),
  ),
  StepCycle: method([integer('qStep')], (context: EntryContext, step) => {
    const { length } = requireCycle(context);
    const place = (context.document.activeField(context.entry.id) + step) % length;
    setActiveField(context, (place + length) % length);
  }),
  GetDimension: method([], ({ entry }: EntryContext) => ({ qDim: toObject(completed(entry)['qDim']) })),
};

/** Returns the fields of a cyclic dimension. @throws {QixError} -32602 for a dimension that is no group */
function requireCycle({ entry }: EntryContext): readonly string[] {
  const { qGrouping, qFieldDefs } = toObject(entry.properties['qDim']);
  if (qGrouping === 'C') return toTexts(qFieldDefs);
  throw new QixError(QIX_CODES.invalidParameters, 'The dimension is not cyclic', entry.id);
}

function setActiveField({ document, entry }: EntryContext, place: number): void {
  document.setActiveField(entry, place);
}

/** Methods of a master measure. */
export const MEASURE_METHODS: MethodTable<EntryContext> = {
  ...commonMethods(evaluatedProperties),
  ...PUBLICATION_METHODS,
  GetLinkedObjects: method([], linkedObjects),
  GetMeasure: method([], ({ entry }: EntryContext) => ({ qMeasure: toObject(completed(entry)['qMeasure']) })),
};

/** Methods of a variable. */
export const VARIABLE_METHODS: MethodTable<EntryContext> = {
  ...commonMethods(variableLayout),
  GetRawContent: method([], ({ entry }: EntryContext) => ({
    qReturn: toText(entry.properties['qDefinition']),
  })),
  SetStringValue: method([text('qVal')], ({ document, entry }: EntryContext, value) =>
    replaceProperties(document, entry, { ...entry.properties, qDefinition: value }),
  ),
  SetNumValue: method([number('qVal')], ({ document, entry }: EntryContext, value) =>
    replaceProperties(document, entry, { ...entry.properties, qDefinition: formatPlainNumber(value) }),
  ),
  SetDualValue: method([text('qText'), number('qNum')], ({ document, entry }: EntryContext, shown, value) =>
    replaceProperties(document, entry, {
      ...entry.properties,
      qDefinition: `=Dual('${shown.replaceAll("'", "''")}', ${value})`,
    }),
  ),
};

function variableLayout({ document, entry }: EntryContext, topics: Set<Topic>): JsonObject {
  const definition = toText(entry.properties['qDefinition']);
  topics.add('variables');
  const number = definition.trim() === '' ? Number.NaN : Number(definition);
  const own = customMembers(entry.properties);
  const plain = { qText: definition, ...(Number.isNaN(number) ? {} : { qNum: number }), ...own };
  if (!definition.startsWith('=')) return plain;
  topics.add('selections');
  try {
    const value = document.scope.evaluate(definition);
    return { qText: textOf(value), ...(isNumeric(value) ? { qNum: numberOf(value) } : {}), ...own };
  } catch (error) {
    // An invalid definition is shown unevaluated, as in Qlik.
    if (error instanceof ExpressionError) return { qText: definition, ...own };
    throw error;
  }
}

/** Methods of a bookmark. */
export const BOOKMARK_METHODS: MethodTable<EntryContext> = {
  ...commonMethods(bookmarkLayout),
  ...PUBLICATION_METHODS,
  ...BOOKMARK_SELECTION_METHODS,
};

function bookmarkLayout({ document, entry }: EntryContext): JsonObject {
  const { qMetaDef: _meta, selections: _selections, ...rest } = entry.properties;
  const states = bookmarkSelections(entry.properties, document.app.fields);
  return {
    ...rest,
    qBookmark: {
      qStateData: [...states].map(([state, set]) => ({
        qStateName: state,
        qFieldItems: [...set.values()].map(({ field, isLocked }) => ({
          qDef: { qName: field.name, qType: 'PRESENT' },
          qSelectInfo: {},
          qValues: [],
          qExcludedValues: [],
          qAndMode: false,
          qOneAndOnlyOne: false,
          qLocked: isLocked,
        })),
      })),
      qUtcModifyTime: 0,
      qVariableItems: [],
      qPatches: [],
    },
  };
}
