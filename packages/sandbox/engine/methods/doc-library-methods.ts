import { describeSelections } from '../objects/bookmark-selections.ts';
import { listItem } from '../objects/lists.ts';
import type { EntryKind } from '../objects/stored-object.ts';
import { toFlag, toObject, toText, toTexts, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { applyBookmark, applySelections } from './apply-bookmark.ts';
import { createdEntry, openEntry, type DocumentContext } from './context.ts';
import { createEntry } from './create-entry.ts';
import { method, object, text, texts, type Method, type MethodTable } from './method.ts';

function getter(kind: EntryKind): Method<DocumentContext> {
  return method([text('qId')], ({ document }: DocumentContext, id) =>
    openEntry(document, document.find(kind, id)),
  );
}

function creator(kind: EntryKind): Method<DocumentContext> {
  return method([object('qProp')], ({ document }: DocumentContext, properties) =>
    createdEntry(document, createEntry(document, { kind, properties, isSession: false })),
  );
}

function destroyer(kind: EntryKind): Method<DocumentContext> {
  return method([text('qId')], ({ document }: DocumentContext, id) => ({
    qSuccess: document.sessionStore.remove(kind, id) || document.app.store.remove(kind, id),
  }));
}

function cloner(kind: EntryKind): Method<DocumentContext> {
  return method([text('qId')], ({ document }: DocumentContext, id) => {
    const source = document.find(kind, id);
    if (!source) throw new QixError(QIX_CODES.notFound, 'Object not found', id);
    const properties = { ...source.properties, qInfo: { qId: '', qType: source.type } };
    return { qCloneId: createEntry(document, { kind, properties, isSession: false }).id };
  });
}

function createVariable(
  { document }: DocumentContext,
  properties: JsonObject,
  isSession: boolean,
): JsonObject {
  const name = toText(properties['qName']);
  if (name === '') throw new QixError(QIX_CODES.variableNameMissing, 'The variable has no name', 'qName');
  if (findVariable(document, name))
    throw new QixError(QIX_CODES.variableNameTaken, 'A variable with this name exists', name);
  return createdEntry(document, createEntry(document, { kind: 'variable', properties, isSession }));
}

function findVariable(document: DocumentContext['document'], name: string) {
  return document.all('variable').find((entry) => entry.properties['qName'] === name);
}

function destroyVariableByName({ document }: DocumentContext, name: string): JsonObject {
  const entry = findVariable(document, name);
  return { qSuccess: entry !== undefined && document.storeOf(entry).remove('variable', entry.id) };
}

function createBookmark({ document }: DocumentContext, properties: JsonObject): JsonObject {
  const { snapshot } = document.selections;
  const names = [...snapshot.values()].flatMap((set) => [...set.keys()]);
  const full = {
    ...properties,
    selections: describeSelections(snapshot),
    selectionFields: [...new Set(names)].join(', '),
  };
  const info = toObject(properties['qInfo']);
  const typed = { ...full, qInfo: { ...info, qType: toText(info['qType']) || 'bookmark' } };
  return createdEntry(
    document,
    createEntry(document, { kind: 'bookmark', properties: typed, isSession: false }),
  );
}

/** Methods of a document for master items, variables and bookmarks. */
export const DOC_LIBRARY_METHODS: MethodTable<DocumentContext> = {
  GetDimension: getter('dimension'),
  CreateDimension: creator('dimension'),
  DestroyDimension: destroyer('dimension'),
  CloneDimension: cloner('dimension'),
  GetMeasure: getter('measure'),
  CreateMeasure: creator('measure'),
  DestroyMeasure: destroyer('measure'),
  CloneMeasure: cloner('measure'),

  GetVariableById: getter('variable'),
  // Of older clients, by name; `GetVariableByName`, `CreateVariableEx` and `DestroyVariableByName` replaced them.
  GetVariable: method([text('qName')], ({ document }: DocumentContext, name) =>
    openEntry(document, findVariable(document, name)),
  ),
  CreateVariable: method([text('qName')], (context: DocumentContext, qName) => {
    if (qName === '' || findVariable(context.document, qName)) return { qReturn: false };
    createVariable(context, { qName, qInfo: { qType: 'variable' } }, false);
    return { qReturn: true };
  }),
  RemoveVariable: method([text('qName')], (context: DocumentContext, name) => ({
    qReturn: toFlag(destroyVariableByName(context, name)['qSuccess']),
  })),
  GetVariableByName: method([text('qName')], ({ document }: DocumentContext, name) =>
    openEntry(document, findVariable(document, name)),
  ),
  CreateVariableEx: method([object('qProp')], (context: DocumentContext, properties) =>
    createVariable(context, properties, false),
  ),
  CreateSessionVariable: method([object('qProp')], (context: DocumentContext, properties) => {
    const { qReturn } = createVariable(context, properties, true);
    return { qReturn };
  }),
  DestroyVariableById: destroyer('variable'),
  DestroySessionVariable: destroyer('variable'),
  DestroySessionVariableById: destroyer('variable'),
  DestroyVariableByName: method([text('qName')], destroyVariableByName),
  DestroySessionVariableByName: method([text('qName')], destroyVariableByName),
  GetVariables: method([object('qListDef')], ({ document, layouts }: DocumentContext, definition) => {
    const context = { document, builder: layouts, entry: undefined, topics: new Set<never>() };
    const entries = document
      .all('variable')
      .filter((entry) => !entry.isSession || toFlag(definition['qShowSession']));
    return {
      qList: entries.map((entry) => ({
        ...listItem(entry, definition['qData'], context),
        qName: entry.properties['qName'],
        qDefinition: entry.properties['qDefinition'],
      })),
    };
  }),

  GetBookmark: getter('bookmark'),
  CreateBookmark: method([object('qProp')], createBookmark),
  CreateBookmarkEx: method(
    [object('qProp'), texts('qObjectIdsToPatch')],
    (context: DocumentContext, properties) => createBookmark(context, properties),
  ),
  DestroyBookmark: destroyer('bookmark'),
  CloneBookmark: cloner('bookmark'),
  ApplyBookmark: method([text('qId')], ({ document }: DocumentContext, id) => ({
    qSuccess: applyBookmark(document, id),
  })),
  ApplyAndVerifyBookmark: method([text('qId')], ({ document }: DocumentContext, id) => ({
    qResult: { qApplySuccess: applyBookmark(document, id), qWarnings: [] },
  })),
  CreateTemporaryBookmark: method(
    [object('qOptions'), texts('qObjectIdsToPatch')],
    ({ document, keepBookmark }: DocumentContext) => {
      const properties = { selections: describeSelections(document.selections.snapshot) };
      const typed = { ...properties, qInfo: { qId: '', qType: 'temporarybookmark' } };
      const { id } = createEntry(document, { kind: 'bookmark', properties: typed, isSession: true });
      keepBookmark(id, properties.selections);
      return { qId: id };
    },
  ),
  ApplyTemporaryBookmark: method([text('qId')], ({ document, keptBookmark }: DocumentContext, id) => {
    if (applyBookmark(document, id)) return { qReturn: true };
    const kept = keptBookmark(id);
    if (kept !== undefined) applySelections(document, kept);
    return { qReturn: kept !== undefined };
  }),
  GetMeasureWithLabel: method([text('qLabel')], ({ document }: DocumentContext, label) =>
    openEntry(
      document,
      document.all('measure').find(({ properties }) => toObject(properties['qMeasure'])['qLabel'] === label),
    ),
  ),
  GetBookmarks: method([object('qOptions')], ({ document, layouts }: DocumentContext, options) => {
    const types = toTexts(options['qTypes']);
    const context = { document, builder: layouts, entry: undefined, topics: new Set<never>() };
    const entries = document
      .all('bookmark')
      .filter((entry) => types.length === 0 || types.includes(entry.type));
    return { qList: entries.map((entry) => listItem(entry, options['qData'], context)) };
  }),
};
