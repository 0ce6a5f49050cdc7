import { atPointer, toFlag, toObject, toText, type JsonObject } from '../protocol/json.ts';
import { longestText } from '../cube/column-info.ts';
import type { Field } from '../model/field.ts';
import type { Topic } from '../session/handles.ts';
import type { SessionDocument } from '../session/session-document.ts';
import { fieldList } from './field-list.ts';
import type { LayoutBuilder } from './layout.ts';
import { selectionObject } from './selection-object.ts';
import { infoOf, metaOf, type StoredObject } from './stored-object.ts';

/** Context of a list. */
export interface ListContext {
  readonly document: SessionDocument;
  readonly builder: LayoutBuilder;
  /** The object with the definition. */
  readonly entry: StoredObject | undefined;
  readonly topics: Set<Topic>;
}

type ListBuilder = (definition: JsonObject, context: ListContext) => JsonObject;

/** Returns whether a key names a list definition, such as `qFieldListDef`. */
export function isListDefinition(key: string): boolean {
  return Object.hasOwn(LISTS, key);
}

/** Returns the list of a definition. */
export function listLayout(key: string, definition: JsonObject, context: ListContext): JsonObject {
  return LISTS[key]?.(definition, context) ?? {};
}

/** Returns an item of a list; `qData` contains JSON pointers into the entry, whose values are evaluated. */
export function listItem(entry: StoredObject, qData: unknown, context: ListContext): JsonObject {
  const source = itemSource(entry, context);
  const data: JsonObject = {};
  for (const [key, pointer] of Object.entries(toObject(qData))) {
    if (typeof pointer !== 'string' || !pointer.startsWith('/')) data[key] = pointer;
    else {
      const found = atPointer(source, pointer);
      data[key] = found === undefined ? undefined : context.builder.evaluateFragment(found, context.topics);
    }
  }
  return { qInfo: infoOf(entry), qMeta: metaOf(entry), qData: data };
}

function itemSource(entry: StoredObject, { document }: ListContext): JsonObject {
  const meta = metaOf(entry);
  const properties = entry.kind === 'object' ? document.patches.effectiveProperties(entry) : entry.properties;
  const source: JsonObject = {
    ...properties,
    qMeta: meta,
    qMetaDef: { ...toObject(properties['qMetaDef']) },
  };
  if (entry.kind === 'dimension') source['qDimInfos'] = dimensionInfos(entry, document);
  return source;
}

/** Returns `qDimInfos`: what is known of each field of a master dimension. */
export function dimensionInfos(entry: StoredObject, document: SessionDocument): readonly JsonObject[] {
  const defs = toObject(entry.properties['qDim'])['qFieldDefs'];
  return (Array.isArray(defs) ? defs : []).map((def) => ({
    ...fieldInfo(document.app.fields.model.field(toText(def).replace(/^=?\[(.*)\]$/, '$1'))),
  }));
}

function fieldInfo(field: Field | undefined): JsonObject {
  if (!field) return { qTags: [] };
  return {
    qApprMaxGlyphCount: Math.max(longestText(field), 1),
    qCardinal: field.symbols.size,
    qTags: field.tags,
  };
}

function appObjectList(definition: JsonObject, context: ListContext): JsonObject {
  context.topics.add('objects');
  const type = toText(definition['qType']);
  const entries = context.document.app.store
    .all('object')
    .filter((entry) => type === '' || entry.type === type);
  return { qItems: entries.map((entry) => listItem(entry, definition['qData'], context)) };
}

function libraryList(kind: 'dimension' | 'measure', topic: Topic): ListBuilder {
  return (definition, context) => {
    context.topics.add(topic);
    const type = toText(definition['qType']);
    const entries = context.document
      .all(kind)
      .filter((entry) => type === '' || entry.type === type || type === kind);
    return { qItems: entries.map((entry) => listItem(entry, definition['qData'], context)) };
  };
}

function variableList(definition: JsonObject, context: ListContext): JsonObject {
  context.topics.add('variables');
  const hasReserved = toFlag(definition['qShowReserved']);
  const hasSession = toFlag(definition['qShowSession']);
  const entries = context.document.all('variable').filter((entry) => {
    if (entry.isSession && !hasSession) return false;
    return hasReserved || !toFlag(entry.properties['qIsReserved']);
  });
  return {
    qItems: entries.map((entry) => ({
      ...listItem(entry, definition['qData'], context),
      qName: toText(entry.properties['qName']),
      qDescription: toText(entry.properties['qComment']),
      qDefinition: toText(entry.properties['qDefinition']),
      qIsConfig: false,
      qIsReserved: toFlag(entry.properties['qIsReserved']),
      qIsScriptCreated: toFlag(entry.properties['qIsScriptCreated']),
    })),
  };
}

function bookmarkList(definition: JsonObject, context: ListContext): JsonObject {
  context.topics.add('bookmarks');
  const type = toText(definition['qType']);
  const entries = context.document.all('bookmark').filter((entry) => type === '' || entry.type === type);
  return { qItems: entries.map((entry) => listItem(entry, definition['qData'], context)) };
}

function childList(definition: JsonObject, context: ListContext): JsonObject {
  context.topics.add('children');
  const children = context.entry ? context.document.childrenOf(context.entry) : [];
  return { qItems: children.map((entry) => listItem(entry, definition['qData'], context)) };
}

/** There is no history of property changes: the counts are always 0. */
function undoInfo(): JsonObject {
  return { qUndoCount: 0, qRedoCount: 0 };
}

const LISTS: Readonly<Record<string, ListBuilder>> = {
  qAppObjectListDef: appObjectList,
  qDimensionListDef: libraryList('dimension', 'dimensions'),
  qMeasureListDef: libraryList('measure', 'measures'),
  qFieldListDef: fieldList,
  qVariableListDef: variableList,
  qBookmarkListDef: bookmarkList,
  qChildListDef: childList,
  qUndoInfoDef: undoInfo,
  qMediaListDef: () => ({ qItems: [] }),
  qSelectionObjectDef: selectionObject,
};
