import type { ObjectEntry, AppContent, ObjectProperties } from '../../apps/app-definition.ts';
import { cloneJson, toObject, toText, type JsonObject } from '../protocol/json.ts';

/** The kind of an entry; each kind has its own ids and methods. */
export type EntryKind = 'object' | 'dimension' | 'measure' | 'variable' | 'bookmark';

/** An object of an app or of a session. Its properties are replaced, never mutated. */
export interface StoredObject {
  readonly kind: EntryKind;
  readonly id: string;
  readonly type: string;
  properties: JsonObject;
  parent: string | undefined;
  children: string[];
  /** A session object exists in its session only, and is removed with it. */
  readonly isSession: boolean;
  readonly createdAt: string;
  modifiedAt: string;
  isPublished: boolean;
  isApproved: boolean;
}

/** A change in a store. */
export interface StoreChange {
  readonly kind: EntryKind;
  readonly id: string;
  readonly type: 'created' | 'changed' | 'destroyed';
}

type Listener = (change: StoreChange) => void;

/** Objects by kind and id. */
export class ObjectStore {
  private readonly entries = new Map<string, StoredObject>();
  private readonly listeners = new Set<Listener>();

  get(kind: EntryKind, id: string): StoredObject | undefined {
    return this.entries.get(keyOf(kind, id));
  }

  /** Returns the entries of a kind in the order of creation. */
  all(kind: EntryKind): readonly StoredObject[] {
    return [...this.entries.values()].filter((entry) => entry.kind === kind);
  }

  get size(): number {
    return this.entries.size;
  }

  add(entry: StoredObject): StoredObject {
    this.entries.set(keyOf(entry.kind, entry.id), entry);
    this.notify({ kind: entry.kind, id: entry.id, type: 'created' });
    return entry;
  }

  update(entry: StoredObject, properties: JsonObject): void {
    entry.properties = properties;
    entry.modifiedAt = new Date().toISOString();
    this.notify({ kind: entry.kind, id: entry.id, type: 'changed' });
  }

  /** Notifies the listeners of a change in an entry's related data, such as its children. */
  touch(entry: StoredObject): void {
    this.notify({ kind: entry.kind, id: entry.id, type: 'changed' });
  }

  /** Removes an entry with its children. */
  remove(kind: EntryKind, id: string): boolean {
    const entry = this.get(kind, id);
    if (!entry) return false;
    for (const child of entry.children) this.remove('object', child);
    const parent = entry.parent === undefined ? undefined : this.get('object', entry.parent);
    if (parent) parent.children = parent.children.filter((child) => child !== id);
    this.entries.delete(keyOf(kind, id));
    this.notify({ kind, id, type: 'destroyed' });
    return true;
  }

  /** Calls the listener on every change until the returned function is called. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private notify(change: StoreChange): void {
    for (const listener of this.listeners) listener(change);
  }
}

/** Returns a store with an app's content. */
export function storeOf(content: AppContent, createdAt: string): ObjectStore {
  const store = new ObjectStore();
  const put = (kind: EntryKind, properties: ObjectProperties, parent?: string): StoredObject =>
    store.add({
      kind,
      id: properties.qInfo.qId,
      type: properties.qInfo.qType,
      properties: toObject(cloneJson(properties)),
      parent,
      children: [],
      isSession: false,
      createdAt,
      modifiedAt: createdAt,
      isPublished: false,
      isApproved: false,
    });
  const putTree = (entry: ObjectEntry, parent?: StoredObject): void => {
    const isBookmark = entry.isBookmark ?? entry.properties.qInfo.qType === 'bookmark';
    const kind = isBookmark ? 'bookmark' : 'object';
    const stored = put(kind, entry.properties, parent?.id);
    parent?.children.push(stored.id);
    for (const child of entry.children ?? []) putTree(child, stored);
  };
  for (const entry of content.objects) putTree(entry);
  for (const properties of content.dimensions) put('dimension', properties);
  for (const properties of content.measures) put('measure', properties);
  for (const properties of content.variables) put('variable', properties);
  return store;
}

/** Returns the content of a store, from which {@link storeOf} makes the same entries. */
export function contentOf(
  store: ObjectStore,
): Pick<AppContent, 'objects' | 'dimensions' | 'measures' | 'variables'> {
  const properties = (entry: StoredObject): ObjectProperties => ({
    ...cloneJson(entry.properties),
    qInfo: { ...infoOf(entry), qId: entry.id, qType: entry.type },
  });
  const tree = (entry: StoredObject): ObjectEntry => ({
    properties: properties(entry),
    children: entry.children.flatMap((id) => {
      const child = store.get('object', id);
      return child ? [tree(child)] : [];
    }),
  });
  const roots = store.all('object').filter(({ parent }) => parent === undefined);
  const [dimensions, measures, variables] = (['dimension', 'measure', 'variable'] as const).map((kind) =>
    store.all(kind).map(properties),
  );
  return {
    objects: [
      ...roots.map(tree),
      ...store.all('bookmark').map((entry): ObjectEntry => ({ ...tree(entry), isBookmark: true })),
    ],
    ...{ dimensions: dimensions ?? [], measures: measures ?? [], variables: variables ?? [] },
  };
}

/** Returns `qInfo` of an entry. */
export function infoOf(entry: StoredObject): JsonObject {
  const extra = toObject(entry.properties['qInfo']);
  return { ...extra, qId: entry.id, qType: entry.type };
}

/** Returns what the user may do with an entry. Session objects belong to no app: they cannot be published. */
export function privilegesOf(entry: StoredObject): readonly string[] {
  const common = ['read', 'update', 'delete', 'exportdata'];
  return entry.isSession ? common : [...common, 'publish', 'approve', 'exportimagedata', 'change_owner'];
}

/** Returns `qMeta` of an entry: its `qMetaDef` and the engine's own members. */
export function metaOf(entry: StoredObject): JsonObject {
  const definition = toObject(entry.properties['qMetaDef']);
  const privileges = privilegesOf(entry);
  if (entry.isSession) return { privileges, ...definition };
  return {
    ...definition,
    title: toText(definition['title']) || toText(entry.properties['title']),
    description: toText(definition['description']),
    privileges,
    createdDate: entry.createdAt,
    modifiedDate: entry.modifiedAt,
    published: entry.isPublished,
    approved: entry.isApproved,
    _resourcetype: 'app.object',
    _objecttype: entry.type,
    id: entry.id,
    qSize: -1,
    sourceObject: '',
    draftObject: '',
  };
}

function keyOf(kind: EntryKind, id: string): string {
  return `${kind}:${id}`;
}
