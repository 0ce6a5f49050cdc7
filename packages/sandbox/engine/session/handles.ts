import type { StoredObject } from '../objects/stored-object.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';

/** What a layout was made of: a change of one of these makes it stale. */
export const ALL_TOPICS = [
  'selections',
  'objects',
  'dimensions',
  'measures',
  'variables',
  'bookmarks',
  'app',
] as const;
export type Topic = (typeof ALL_TOPICS)[number];

/** What a handle stands for. */
export type HandleTarget =
  | { readonly kind: 'doc' }
  | { readonly kind: 'entry'; readonly entry: StoredObject }
  | { readonly kind: 'field'; readonly name: string; readonly state: string };

interface Handle {
  readonly key: string;
  readonly target: HandleTarget;
  /** Topics of the layout that the client holds; undefined where it holds none that is fresh. */
  topics: ReadonlySet<Topic> | undefined;
}

/** Handle of the document; the client counts on it before `OpenDoc` answers. */
export const DOC_HANDLE = 1;

/**
 * A session's handles. The same thing keeps its handle, so that clients that open it over and over take no memory.
 * Also knows which layouts clients hold and tells which of them went stale.
 */
export class HandleTable {
  private readonly handles = new Map<number, Handle>();
  private readonly byKey = new Map<string, number>();
  private readonly stale = new Set<number>();
  private readonly closed = new Set<number>();
  private nextHandle = DOC_HANDLE + 1;

  constructor(private readonly maxHandles: number) {
    this.handles.set(DOC_HANDLE, { key: 'doc', target: { kind: 'doc' }, topics: undefined });
  }

  get count(): number {
    return this.handles.size;
  }

  /** @throws {QixError} -1 when there is no such handle. */
  target(handle: number): HandleTarget {
    const found = this.handles.get(handle);
    if (!found) throw new QixError(QIX_CODES.invalidHandle, 'Invalid handle', String(handle));
    return found.target;
  }

  /** @throws {QixError} 19 when the session has too many. */
  open(key: string, target: HandleTarget): number {
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    if (this.handles.size >= this.maxHandles) {
      throw new QixError(
        QIX_CODES.memoryLimit,
        'Too many open objects in this session',
        String(this.maxHandles),
      );
    }
    const handle = this.nextHandle;
    this.nextHandle += 1;
    this.handles.set(handle, { key, target, topics: undefined });
    this.byKey.set(key, handle);
    return handle;
  }

  /** The client now holds a layout made of these. */
  markFresh(handle: number, topics: ReadonlySet<Topic>): void {
    const found = this.handles.get(handle);
    if (found) found.topics = topics;
    this.stale.delete(handle);
  }

  /** Layouts made of that topic are stale. */
  invalidateTopic(topic: Topic): void {
    for (const [handle, { topics }] of this.handles) if (topics?.has(topic)) this.invalidate(handle);
  }

  /** The layout behind a key, whatever it was made of, is stale. */
  invalidateKey(key: string): void {
    const handle = this.byKey.get(key);
    if (handle !== undefined) this.invalidate(handle);
  }

  invalidate(handle: number): void {
    const found = this.handles.get(handle);
    if (!found?.topics) return;
    found.topics = undefined;
    this.stale.add(handle);
  }

  /** The thing is gone; clients are told with the next answer. */
  close(key: string): void {
    const handle = this.byKey.get(key);
    if (handle === undefined) return;
    this.byKey.delete(key);
    this.handles.delete(handle);
    this.stale.delete(handle);
    this.closed.add(handle);
  }

  /** Handles that went stale or were closed since the last time. */
  takeChanges(): { readonly change: readonly number[]; readonly close: readonly number[] } {
    const taken = { change: [...this.stale], close: [...this.closed] };
    this.stale.clear();
    this.closed.clear();
    return taken;
  }
}
