import type { StoredObject } from '../objects/stored-object.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';

/** The inputs of layouts: a change of one invalidates the layouts that depend on it. */
export const ALL_TOPICS = [
  'selections',
  'objects',
  'children',
  'dimensions',
  'measures',
  'variables',
  'bookmarks',
  'app',
] as const;
export type Topic = (typeof ALL_TOPICS)[number];

/** The target of a handle. */
export type HandleTarget =
  | { readonly kind: 'doc' }
  | { readonly kind: 'entry'; readonly entry: StoredObject }
  | { readonly kind: 'field'; readonly name: string; readonly state: string };

interface Handle {
  readonly key: string;
  readonly target: HandleTarget;
  /** Topics of the layout that the client read last; undefined when the layout is stale or was never read. */
  topics: ReadonlySet<Topic> | undefined;
}

/** Handle of the document; clients use it before `OpenDoc` has returned. */
export const DOC_HANDLE = 1;

/**
 * A session's handles. A target that is opened repeatedly keeps its handle, so that memory does not grow. The table also
 * tracks the layouts that clients have read and which of them are stale.
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

  /** @throws {QixError} -1 for an unknown handle */
  target(handle: number): HandleTarget {
    const found = this.handles.get(handle);
    if (!found) throw new QixError(QIX_CODES.invalidHandle, 'Invalid handle', String(handle));
    return found.target;
  }

  /** Returns the handle of a target. @throws {QixError} 19 when the session has too many handles */
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

  /** Records that the client has read a layout that depends on the topics. */
  markFresh(handle: number, topics: ReadonlySet<Topic>): void {
    const found = this.handles.get(handle);
    if (found) found.topics = topics;
    this.stale.delete(handle);
  }

  /** Invalidates all layouts that depend on a topic. */
  invalidateTopic(topic: Topic): void {
    for (const [handle, { topics }] of this.handles) if (topics?.has(topic)) this.invalidate(handle);
  }

  /** Invalidates the layout of a key. */
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

  /** Closes the handle of a destroyed target; the next response reports it in `close`. */
  close(key: string): void {
    const handle = this.byKey.get(key);
    if (handle === undefined) return;
    this.byKey.delete(key);
    this.handles.delete(handle);
    this.stale.delete(handle);
    this.closed.add(handle);
  }

  /** Returns the handles that became stale or were closed since the last call. */
  takeChanges(): { readonly change: readonly number[]; readonly close: readonly number[] } {
    const taken = { change: [...this.stale], close: [...this.closed] };
    this.stale.clear();
    this.closed.clear();
    return taken;
  }
}
