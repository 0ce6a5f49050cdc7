import { expressionCheck, evaluateText, evaluateValue } from './doc-expressions.ts';
import { tableAssociations, tableRows } from '../objects/data-model-view.ts';
import { infoOf } from '../objects/stored-object.ts';
import { toObject, toText, toTexts, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { DEFAULT_STATE } from '../selection/selection-set.ts';
import { appLayout, localeInfo } from '../objects/app-layout.ts';
import { createdEntry, openEntry, type DocumentContext } from './context.ts';
import { createEntry } from './create-entry.ts';
import { clearFields } from './field-selection.ts';
import { DOC_COPY_METHODS } from './doc-copy-methods.ts';
import { DOC_CYCLE_METHODS } from './cyclic-dimensions.ts';
import { DOC_CONTENTS_METHODS } from './doc-contents-methods.ts';
import { DOC_DRAFT_METHODS } from './doc-draft-methods.ts';
import { DOC_FIELD_METHODS } from './doc-field-methods.ts';
import { DOC_LIBRARY_METHODS } from './doc-library-methods.ts';
import { DOC_MODEL_METHODS } from './doc-model-methods.ts';
import { DOC_SCRIPT_METHODS } from './doc-script-methods.ts';
import { DOC_SEARCH_METHODS } from './doc-search-methods.ts';
import { MODEL_CHANGE_METHODS } from './model-change-methods.ts';
import { flag, integer, method, object, text, texts, type MethodTable } from './method.ts';
import { isOnTheFly } from '../objects/field-list.ts';
import { DOC_HANDLE } from '../session/handles.ts';
import { listItem } from '../objects/lists.ts';
import { mediaUrl, staticContent } from '../objects/static-content.ts';

function requireState({ document }: DocumentContext, state: string): string {
  if (document.selections.hasState(state)) return state || DEFAULT_STATE;
  throw new QixError(QIX_CODES.notFound, 'State not found', state);
}

function lockAll(context: DocumentContext, state: string, isLocked: boolean): void {
  context.document.selections.setLocked(requireState(context, state), isLocked, () => true);
  context.document.selectionsChanged();
}

function moveInHistory({ document }: DocumentContext, direction: 'back' | 'forward'): void {
  document.requireNotModal();
  const isMoved = direction === 'back' ? document.selections.back() : document.selections.forward();
  if (isMoved) document.selectionsChanged();
}

/** Methods of a document. */
export const DOC_METHODS: MethodTable<DocumentContext> = {
  GetAppLayout: method([], ({ document }: DocumentContext) => {
    document.handles.markFresh(DOC_HANDLE, new Set(['app'] as const));
    return { qLayout: appLayout(document) };
  }),
  GetAppProperties: method([], ({ document }: DocumentContext) => ({ qProp: { ...document.appProperties } })),
  SetAppProperties: method([object('qProp')], ({ document }: DocumentContext, properties) => {
    Object.assign(document.appProperties, structuredClone(properties));
    document.handles.invalidateTopic('app');
  }),
  GetLocaleInfo: method([], ({ document }: DocumentContext) => ({ qReturn: localeInfo(document) })),
  // Objects are saved when they are created: only script and data remain to be saved.
  DoSave: method([text('qFileName')], ({ save }: DocumentContext) => save()),
  SaveObjects: method([], () => undefined),
  ClearUndoBuffer: method([], () => undefined),
  // There is no history of property changes, as `qUndoInfo` reports.
  Undo: method([], () => ({ qSuccess: false })),
  Redo: method([], () => ({ qSuccess: false })),
  GetMediaList: method([], ({ document, mediaPaths }: DocumentContext) => {
    const { id } = document.app.summary;
    const qItems = mediaPaths().map((path) => {
      const qUrlDef = mediaUrl(path);
      return { qUrlDef, qUrl: staticContent({ qUrl: qUrlDef }, id)['qUrl'] };
    });
    return { qList: { qItems } };
  }),

  GetObject: method([text('qId')], ({ document }: DocumentContext, id) =>
    openEntry(document, document.find('object', id)),
  ),
  CreateSessionObject: method([object('qProp')], ({ document }: DocumentContext, properties) =>
    openEntry(document, createEntry(document, { kind: 'object', properties, isSession: true })),
  ),
  CreateObject: method([object('qProp')], ({ document }: DocumentContext, properties) =>
    createdEntry(document, createEntry(document, { kind: 'object', properties, isSession: false })),
  ),
  GetOrCreateObject: method([object('qProp')], ({ document }: DocumentContext, properties) => {
    const id = toText(toObject(properties['qInfo'])['qId']);
    const known = id ? document.find('object', id) : undefined;
    const entry = known ?? createEntry(document, { kind: 'object', properties, isSession: false });
    return { ...createdEntry(document, entry), qNewObject: known === undefined };
  }),
  CloneObject: method([text('qId')], ({ document }: DocumentContext, id) => {
    const source = document.find('object', id);
    if (!source) throw new QixError(QIX_CODES.notFound, 'Object not found', id);
    const properties = { ...source.properties, qInfo: { qId: '', qType: source.type } };
    return { qCloneId: createEntry(document, { kind: 'object', properties, isSession: false }).id };
  }),
  DestroySessionObject: method([text('qId')], ({ document }: DocumentContext, id) => ({
    qSuccess: document.sessionStore.remove('object', id),
  })),
  DestroyObject: method([text('qId')], ({ document }: DocumentContext, id) => ({
    qSuccess: document.app.store.remove('object', id),
  })),
  GetObjects: method([object('qOptions')], ({ document, layouts }: DocumentContext, options) => {
    const types = toTexts(options['qTypes']);
    const hasSession = options['qIncludeSessionObjects'] === true;
    const entries = document
      .all('object')
      .filter(
        (entry) => (hasSession || !entry.isSession) && (types.length === 0 || types.includes(entry.type)),
      );
    const context = { document, builder: layouts, entry: undefined, topics: new Set<never>() };
    return { qList: entries.map((entry) => listItem(entry, options['qData'], context)) };
  }),
  GetAllInfos: method([], ({ document }: DocumentContext) => ({
    qInfos: (['object', 'dimension', 'measure', 'variable', 'bookmark'] as const).flatMap((kind) =>
      document.all(kind).map(infoOf),
    ),
  })),
  ClearAllSoftPatches: method([], ({ document }: DocumentContext) => document.patches.clearAll()),

  GetField: method([text('qFieldName'), text('qStateName')], (context: DocumentContext, name, stateName) => {
    const { document } = context;
    const state = requireState(context, stateName);
    const field = document.app.fields.model.field(name) ?? document.scope.resolveField(name);
    const qHandle = document.handles.open(`field:${state}:${field.name}`, {
      kind: 'field',
      name: field.name,
      state,
    });
    return { qReturn: { qType: 'Field', qHandle, qGenericId: field.name, qGenericType: 'Field' } };
  }),
  GetFieldDescription: method([text('qFieldName')], ({ document }: DocumentContext, name) => {
    const field = document.scope.resolveField(name);
    const { model } = document.app.fields;
    return {
      qReturn: {
        qName: field.name,
        qCardinal: field.symbols.size,
        qTotalCount: field.symbols.size,
        qIsNumeric: field.tags.includes('$numeric'),
        qTags: field.tags,
        qSrcTables: model.tableNames(field),
        qIsHidden: field.tags.includes('$hidden'),
        qIsSystem: field.tags.includes('$system'),
        qAndMode: false,
        qIsDefinitionOnly: isOnTheFly(document.app.fields, field.name),
        ...(field.comment === undefined ? {} : { qComment: field.comment }),
      },
    };
  }),
  ClearAll: method(
    [flag('qLockedAlso'), text('qStateName')],
    (context: DocumentContext, isLockedAlso, state) => {
      context.document.requireNotModal();
      clearFields(context.document, requireState(context, state), (_, isLocked) => isLockedAlso || !isLocked);
    },
  ),
  LockAll: method([text('qStateName')], (context: DocumentContext, state) => lockAll(context, state, true)),
  UnlockAll: method([text('qStateName')], (context: DocumentContext, state) =>
    lockAll(context, state, false),
  ),
  Back: method([], (context: DocumentContext) => moveInHistory(context, 'back')),
  Forward: method([], (context: DocumentContext) => moveInHistory(context, 'forward')),
  BackCount: method([], ({ document }: DocumentContext) => ({ qReturn: document.selections.backCount })),
  ForwardCount: method([], ({ document }: DocumentContext) => ({
    qReturn: document.selections.forwardCount,
  })),
  AbortModal: method([flag('qAccept')], ({ document }: DocumentContext, isAccepted) =>
    document.endModal(isAccepted ? 'accept' : 'abort'),
  ),
  AddAlternateState: method([text('qStateName')], (context: DocumentContext, name) =>
    addState(context, name, ''),
  ),
  AddSessionAlternateState: method([text('qStateName'), text('qSourceStateName')], addState),
  RemoveAlternateState: method([text('qStateName')], (context: DocumentContext, name) => {
    removeState(context, name);
  }),
  RemoveSessionAlternateState: method([text('qStateName')], removeState),

  Evaluate: method([text('qExpression')], ({ document }: DocumentContext, expression) => ({
    qReturn: evaluateText(document, expression),
  })),
  EvaluateEx: method([text('qExpression')], ({ document }: DocumentContext, expression) => ({
    qValue: evaluateValue(document, expression),
  })),
  ExpandExpression: method([text('qExpression')], ({ document }: DocumentContext, expression) => ({
    qExpandedExpression: document.scope.expand(expression),
  })),
  CheckExpression: method(
    [text('qExpr'), texts('qLabels')],
    ({ document }: DocumentContext, expression, labels) => expressionCheck(document, expression, labels),
  ),
  GetTablesAndKeys: method(
    [
      object('qWindowSize'),
      object('qNullSize'),
      integer('qCellHeight'),
      flag('qSyntheticMode'),
      flag('qIncludeSysVars'),
      flag('qIncludeProfiling'),
    ],
    ({ document }: DocumentContext, _window, _null, _height, isSynthetic) =>
      tableAssociations(document.app.fields.model, isSynthetic),
  ),
  GetTableData: method(
    [integer('qOffset'), integer('qRows'), flag('qSyntheticMode'), text('qTableName')],
    ({ document }: DocumentContext, offset, count, isSynthetic, table) => ({
      qData: tableRows(document.app.fields.model, table, { offset, count, isSynthetic }),
    }),
  ),
  ...DOC_LIBRARY_METHODS,
  ...DOC_SCRIPT_METHODS,
  ...DOC_SEARCH_METHODS,
  ...DOC_FIELD_METHODS,
  ...DOC_MODEL_METHODS,
  ...DOC_CYCLE_METHODS,
  ...DOC_DRAFT_METHODS,
  ...DOC_CONTENTS_METHODS,
  ...DOC_COPY_METHODS,
  ...MODEL_CHANGE_METHODS,
};

function addState({ document }: DocumentContext, name: string, source: string): JsonObject {
  if (name === '' || name === DEFAULT_STATE || name === '1')
    throw new QixError(QIX_CODES.invalidParameters, 'Invalid Params', 'qStateName');
  if (document.selections.hasState(name)) throw new QixError(QIX_CODES.alreadyExists, 'Already exists', name);
  document.selections.addState(name, document.selections.selections(source));
  document.handles.invalidateTopic('app');
  return {};
}

function removeState({ document }: DocumentContext, name: string): JsonObject {
  const qSuccess = document.selections.removeState(name);
  if (qSuccess) {
    document.handles.invalidateTopic('app');
    document.selectionsChanged();
  }
  return { qSuccess };
}
