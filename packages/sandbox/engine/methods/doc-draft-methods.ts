import { randomUUID } from 'node:crypto';
import { describeSelections } from '../objects/bookmark-selections.ts';
import { infoOf, type StoredObject } from '../objects/stored-object.ts';
import { toObject, toText } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { SessionDocument } from '../session/session-document.ts';
import { applyBookmark } from './apply-bookmark.ts';
import type { DocumentContext } from './context.ts';
import { createEntry, replaceProperties } from './create-entry.ts';
import { flag, integer, method, text, texts, type MethodTable } from './method.ts';

/** Member of a draft\u2019s `qMetaDef` with the id of its source. */
const SOURCE = 'sourceObject';

function requireObject(document: SessionDocument, id: string): StoredObject {
  const entry = document.find('object', id);
  if (entry) return entry;
  throw new QixError(QIX_CODES.notFound, 'Object not found', id);
}

/** Copies an object with its children. */
function copyTree(document: SessionDocument, source: StoredObject, meta: object): StoredObject {
  const { isSession, type } = source;
  const properties = {
    ...source.properties,
    qInfo: { qId: '', qType: type },
    qMetaDef: { ...toObject(source.properties['qMetaDef']), ...meta },
  };
  const copy = createEntry(document, { kind: 'object', properties, isSession });
  copyChildren(document, source, copy);
  return copy;
}

function copyChildren(document: SessionDocument, source: StoredObject, target: StoredObject): void {
  for (const id of source.children) {
    const child = requireObject(document, id);
    const properties = { ...child.properties, qInfo: { qId: '', qType: child.type } };
    const { isSession } = target;
    const copy = createEntry(document, { kind: 'object', properties, isSession, parent: target });
    copyChildren(document, child, copy);
  }
}

/** Makes the source of a draft what the draft is, and removes the draft. */
function commitDraft(document: SessionDocument, id: string): void {
  const draft = requireObject(document, id);
  const { [SOURCE]: sourceId, ...meta } = toObject(draft.properties['qMetaDef']);
  const source = requireObject(document, toText(sourceId));
  for (const child of [...source.children]) document.storeOf(source).remove('object', child);
  replaceProperties(document, source, { ...draft.properties, qMetaDef: meta });
  copyChildren(document, draft, source);
  document.storeOf(draft).remove('object', draft.id);
}

/** Methods of a document for drafts of objects and for stored selections. */
export const DOC_DRAFT_METHODS: MethodTable<DocumentContext> = {
  CreateDraft: method([text('qId')], ({ document }: DocumentContext, id) => ({
    qDraftId: copyTree(document, requireObject(document, id), { [SOURCE]: id }).id,
  })),
  CommitDraft: method([text('qId')], ({ document }: DocumentContext, id) => commitDraft(document, id)),
  DestroyDraft: method([text('qId'), text('qSourceId')], ({ document }: DocumentContext, id, sourceId) => {
    const draft = document.find('object', id);
    const isDraft = toObject(draft?.properties['qMetaDef'])[SOURCE] === sourceId;
    return { qSuccess: draft !== undefined && isDraft && document.storeOf(draft).remove('object', id) };
  }),

  ReplaceBookmark: method(
    [text('qId'), flag('qIgnorePatches'), texts('qObjectIdsToPatch')],
    ({ document }: DocumentContext, id) => {
      const entry = document.find('bookmark', id);
      if (!entry) throw new QixError(QIX_CODES.notFound, 'Bookmark not found', id);
      const { snapshot } = document.selections;
      const names = [...snapshot.values()].flatMap((set) => [...set.keys()]);
      replaceProperties(document, entry, {
        ...entry.properties,
        selections: describeSelections(snapshot),
        selectionFields: [...new Set(names)].join(', '),
      });
      return { qInfo: infoOf(entry) };
    },
  ),
  StoreTempSelectionState: method([integer('qTTLOfTempState')], ({ document }: DocumentContext) => {
    const properties = {
      selections: describeSelections(document.selections.snapshot),
      qInfo: { qId: randomUUID(), qType: 'temporary-selections' },
    };
    return { qId: createEntry(document, { kind: 'bookmark', properties, isSession: true }).id };
  }),
  RestoreTempSelectionState: method([text('qId')], ({ document }: DocumentContext, id) => ({
    qReturn: applyBookmark(document, id),
  })),
};
