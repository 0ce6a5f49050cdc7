import { infoOf, type StoredObject } from '../objects/stored-object.ts';
import { toArray, toObject, toText, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { shownProperties } from '../cube/definition.ts';
import type { SessionDocument } from '../session/session-document.ts';
import { createdEntry, openEntry, type EntryContext } from './context.ts';
import { createEntry, replaceProperties } from './create-entry.ts';
import { anyValue, method, object, text, texts, type MethodTable } from './method.ts';

/** Returns `GenericObjectEntry`: the properties of an object and all its children. */
function propertyTree(document: SessionDocument, entry: StoredObject): JsonObject {
  return {
    qProperty: shownProperties(entry.properties),
    qChildren: entry.children
      .flatMap((id) => document.find('object', id) ?? [])
      .map((child) => propertyTree(document, child)),
  };
}

/** Sets the properties of an object and its children from a tree; removes children that the tree lacks. */
function setTree(document: SessionDocument, entry: StoredObject, tree: JsonObject): void {
  replaceProperties(document, entry, toObject(tree['qProperty']));
  const kept = toArray(tree['qChildren']).map((item) => {
    const childTree = toObject(item);
    const properties = toObject(childTree['qProperty']);
    const id = toText(toObject(properties['qInfo'])['qId']);
    const known = entry.children.includes(id) ? document.find('object', id) : undefined;
    const child =
      known ??
      createEntry(document, { kind: 'object', properties, isSession: entry.isSession, parent: entry });
    setTree(document, child, childTree);
    return child.id;
  });
  for (const id of entry.children.filter((child) => !kept.includes(child)))
    document.storeOf(entry).remove('object', id);
  entry.children = kept;
  document.storeOf(entry).touch(entry);
}

function replaceOwnProperties(document: SessionDocument, entry: StoredObject, properties: unknown): void {
  const own = toObject(properties);
  if (Object.keys(own).length > 0) replaceProperties(document, entry, own);
}

/** Methods of a generic object for its children. */
export const CHILD_METHODS: MethodTable<EntryContext> = {
  GetChild: method([text('qId')], ({ document, entry }: EntryContext, id) =>
    openEntry(
      document,
      document.childrenOf(entry).find((child) => child.id === id),
    ),
  ),
  GetParent: method([], ({ document, entry }: EntryContext) =>
    openEntry(document, entry.parent === undefined ? undefined : document.find('object', entry.parent)),
  ),
  GetChildInfos: method([], ({ document, entry }: EntryContext) => ({
    qInfos: document.childrenOf(entry).map(infoOf),
  })),
  CreateChild: method(
    [object('qProp'), anyValue('qPropForThis')],
    ({ document, entry }: EntryContext, properties, own) => {
      const child = createEntry(document, {
        kind: 'object',
        properties,
        isSession: entry.isSession,
        parent: entry,
      });
      replaceOwnProperties(document, entry, own);
      return createdEntry(document, child);
    },
  ),
  DestroyChild: method(
    [text('qId'), anyValue('qPropForThis')],
    ({ document, entry }: EntryContext, id, own) => {
      const isChild = entry.children.includes(id);
      if (isChild) document.storeOf(entry).remove('object', id);
      replaceOwnProperties(document, entry, own);
      if (isChild) document.storeOf(entry).touch(entry);
      return { qSuccess: isChild };
    },
  ),
  DestroyAllChildren: method([anyValue('qPropForThis')], ({ document, entry }: EntryContext, own) => {
    for (const id of [...entry.children]) document.storeOf(entry).remove('object', id);
    replaceOwnProperties(document, entry, own);
    document.storeOf(entry).touch(entry);
  }),
  SetChildArrayOrder: method([texts('qIds')], ({ document, entry }: EntryContext, ids) => {
    const isSame = ids.length === entry.children.length && ids.every((id) => entry.children.includes(id));
    if (!isSame) throw new QixError(QIX_CODES.invalidParameters, 'Invalid Params', 'qIds');
    entry.children = [...ids];
    document.storeOf(entry).touch(entry);
  }),
  GetFullPropertyTree: method([], ({ document, entry }: EntryContext) => ({
    qPropEntry: propertyTree(document, entry),
  })),
  SetFullPropertyTree: method([object('qPropEntry')], ({ document, entry }: EntryContext, tree) =>
    setTree(document, entry, tree),
  ),
  CopyFrom: method([text('qFromId')], ({ document, entry }: EntryContext, id) => {
    const source = document.find('object', id);
    if (!source) throw new QixError(QIX_CODES.notFound, 'Object not found', id);
    replaceProperties(document, entry, source.properties);
  }),
};
