import { randomUUID } from 'node:crypto';
import type { EntryKind, StoredObject } from '../objects/stored-object.ts';
import { cloneJson, toObject, toText, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { SessionDocument } from '../session/session-document.ts';

/** Maximum number of entries per store: a limit for clients that create objects in a loop. */
const MAX_ENTRIES = 20_000;

/** Options of {@link createEntry}. */
export interface NewEntry {
  readonly kind: EntryKind;
  readonly properties: JsonObject;
  readonly isSession: boolean;
  readonly parent?: StoredObject;
}

/**
 * Creates an entry with the id in `qInfo.qId`, or with a random id.
 * @throws {QixError} 3 when the id exists and either entry is not a session object; 19 when there are too many entries
 */
export function createEntry(
  document: SessionDocument,
  { kind, properties, isSession, parent }: NewEntry,
): StoredObject {
  const info = toObject(properties['qInfo']);
  const id = toText(info['qId']) || randomUUID();
  const store = isSession ? document.sessionStore : document.app.store;
  const known = document.find(kind, id);
  if (known && !(isSession && known.isSession))
    throw new QixError(QIX_CODES.alreadyExists, 'Already exists', id);
  if (store.size >= MAX_ENTRIES)
    throw new QixError(QIX_CODES.memoryLimit, 'Too many objects', String(MAX_ENTRIES));
  const now = new Date().toISOString();
  const type = toText(info['qType']) || kind;
  const own = cloneJson(properties);
  own['qInfo'] = { ...info, qId: id, qType: type };
  if (known) {
    // Clients create 'FieldList' and similar objects repeatedly in a session: the object is updated with the latest properties.
    if (JSON.stringify(known.properties) !== JSON.stringify(own)) store.update(known, own);
    return known;
  }
  const entry = store.add({
    kind,
    id,
    type,
    properties: own,
    parent: parent?.id,
    children: [],
    isSession,
    createdAt: now,
    modifiedAt: now,
    isPublished: false,
    isApproved: false,
  });
  if (parent) {
    parent.children.push(id);
    document.storeOf(parent).touch(parent);
  }
  return entry;
}

/** Replaces an entry's properties; keeps its id and type. */
export function replaceProperties(
  document: SessionDocument,
  entry: StoredObject,
  properties: JsonObject,
): void {
  const next = cloneJson(properties);
  next['qInfo'] = { ...toObject(next['qInfo']), qId: entry.id, qType: entry.type };
  document.storeOf(entry).update(entry, next);
}
