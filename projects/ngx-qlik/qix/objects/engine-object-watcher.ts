import { type Signal, signal, untracked } from '@angular/core';
import type { Doc, GenericObject } from '@qlik/api/qix';
import {
  type EngineValueState,
  type QlikError,
  ɵrejectAfter as rejectAfter,
  ɵwaitAtMost as waitAtMost,
} from 'ngx-qlik';
import type { AppSession, AppSessionState } from '../session/app-session';
import { Latest } from '../session/latest';
import { isAborted, MOST_ABORTIONS } from './engine-codes';
import { type AppItem, isDisconnectionOf, toCallError, toEngineTimeout } from './engine-errors';
import { toMissingObject } from './missing-object';
import { addSelectionReader, updateSelections } from './selection-readers';
import { removeSessionObject } from './session-objects';

/** What the engine has behind a handle: a `GenericObject`, a `GenericVariable` or another thing with a layout. */
export interface EngineHandle {
  readonly id: string;
  getLayout(): Promise<unknown>;
  on(event: 'changed' | 'closed', listener: () => void): unknown;
  removeListener(event: 'changed' | 'closed', listener: () => void): unknown;
}

/** The source of an engine object. A new source creates or fetches a new object. */
export type ObjectSource<H extends EngineHandle = GenericObject> =
  /** A session object, created and removed with the watcher. */
  | {
      readonly properties: Readonly<Record<string, unknown>>;
      /** Makes calls to a new object before all others: there is no object for calls, and no layout, until then. */
      readonly prepare?: (object: H) => Promise<unknown>;
    }
  /** An object of the app. */
  | { readonly objectId: string }
  /** Another thing of the app. */
  | { readonly fetch: (doc: Doc) => Promise<H> };

/** What an object is watched in. */
export interface Situation<H extends EngineHandle> {
  readonly appSession: AppSession | undefined;
  readonly doc: Doc | undefined;
  readonly source: ObjectSource<H> | undefined;
  /** Whether an app is requested. */
  readonly isAwaited: boolean;
  readonly status: AppSessionState['status'] | undefined;
  /** Why there is no open app. */
  readonly failure: QlikError | undefined;
}

const NOTHING = {
  appSession: undefined,
  doc: undefined,
  source: undefined,
  isAwaited: false,
  status: undefined,
  failure: undefined,
};

/** An object that is being created or fetched. */
interface Creation<H extends EngineHandle> {
  readonly object: Promise<H>;
  /** The calls that wait for it. */
  readonly uses: Promise<unknown>[];
}

/** Creates or fetches one object at a time, and reads its layouts. */
export class EngineObjectWatcher<T, H extends EngineHandle> {
  private readonly current = signal<EngineValueState<T>>({ status: 'loading' });
  private readonly reading = signal(false);
  private readonly present = signal<H | undefined>(undefined);
  private situation: Situation<H> = NOTHING;
  private readonly objects = new Latest();
  /** The layout requests. */
  private readonly readings = new Latest();
  /** The reading of the current state. */
  private shown: AbortSignal | undefined;
  /** Whether to create the object as soon as the session is open. */
  private isMissing = false;
  private isDestroyed = false;
  private creation: Creation<H> | undefined;
  /** Ends that commands of other objects wait for these selections. */
  private endReader: () => void = () => undefined;
  /** Those that wait for the value of an interrupted connection. */
  private readonly waiting = new Set<() => void>();

  readonly state: Signal<EngineValueState<T>> = this.current.asReadonly();
  /** Whether a layout is being read. */
  readonly isReading: Signal<boolean> = this.reading.asReadonly();
  readonly object: Signal<H | undefined> = this.present.asReadonly();
  /** The latest creation or reading. */
  private lastReading: Promise<void> = Promise.resolve();

  private readonly onChanged = () => void this.readLayout();
  private readonly onClosed = () => {
    // After a change of engine the socket is open again, but the object is lost.
    this.release();
    this.isMissing = true;
    if (this.situation.status === 'open') this.create();
  };

  /** @param observe returns the present situation */
  constructor(
    private readonly read: (layout: unknown) => T,
    private readonly limit: number,
    private readonly observe: () => Situation<H>,
  ) {}

  /** @see EngineObject.sync */
  sync(): void {
    if (!this.isDestroyed) untracked(() => this.update(this.observe()));
  }

  update(next: Situation<H>): void {
    const before = this.situation;
    const isSame =
      before.appSession === next.appSession && before.doc === next.doc && before.source === next.source;
    if (!isSame) {
      this.discard();
      // A rebuilt session keeps the last value until there is a newer one.
      if (before.appSession !== next.appSession || before.source !== next.source) {
        this.current.set({ status: 'loading' });
      }
      this.isMissing = true;
    }
    this.situation = next;
    if (next.failure) this.current.set({ status: 'failed', error: next.failure });
    else if (!next.doc && this.current().status === 'failed') this.current.set({ status: 'loading' });
    if (next.status === 'open' && this.isMissing) this.create();
    this.report();
  }

  async call<R>(work: (object: H, doc: Doc) => Promise<R>, wanted?: AppItem): Promise<R> {
    this.sync();
    const { doc, appSession, source } = this.situation;
    const run = async (object: H, app: Doc): Promise<R> => {
      try {
        return await rejectAfter(work(object, app), this.limit, () => toEngineTimeout(this.limit));
      } catch (thrown) {
        throw toCallError(thrown, appSession, wanted);
      }
    };
    const object = this.now();
    if (doc && object) return run(object, doc);
    if (!doc || !source || !this.creation) throw this.unavailable();
    const use = this.creation.object.then(
      (created) => run(created, doc),
      (thrown: unknown) => {
        throw toCallError(thrown, appSession, itemOf(source));
      },
    );
    this.creation.uses.push(use);
    return use;
  }

  async command<R>(work: (object: H, doc: Doc) => Promise<R>, wanted?: AppItem): Promise<R> {
    const result = await this.call(work, wanted);
    await this.applied();
    return result;
  }

  async applied(): Promise<void> {
    const { doc } = this.situation;
    await Promise.all([this.upToDate(), doc && updateSelections(doc)]);
  }

  /** @see SelectionReader.upToDate */
  async upToDate(): Promise<void> {
    const latest = Date.now() + 2 * this.limit;
    this.sync();
    await this.settled();
    while (this.isOutdated()) {
      const milliseconds = latest - Date.now();
      if (milliseconds <= 0 || this.isInterrupted()) return this.failOutdated();
      await this.reported(milliseconds);
      await this.settled();
    }
  }

  async settled(): Promise<void> {
    const latest = Date.now() + this.limit;
    let reading: Promise<void> | undefined;
    while (reading !== this.lastReading && Date.now() < latest) {
      reading = this.lastReading;
      await reading;
    }
  }

  isCurrent(): boolean {
    return this.shown?.aborted === false;
  }

  /** @see QlikResource.reload */
  reload(): boolean {
    this.sync();
    const { appSession, source } = this.situation;
    if (!appSession || !source) return false;
    const { status } = appSession.state();
    if (status === 'failed' || status === 'suspended') {
      appSession.resume();
      return true;
    }
    const isFailed = this.current().status === 'failed';
    if (status !== 'open' || this.reading() || (!isFailed && !this.now())) return false;
    if (isFailed) this.current.set({ status: 'loading' });
    if (this.now()) void this.readLayout();
    else this.create();
    return true;
  }

  destroy(): void {
    this.discard();
    this.situation = NOTHING;
    this.isMissing = false;
    this.isDestroyed = true;
    this.report();
  }

  private create(): void {
    this.isMissing = false;
    const { doc, source } = this.situation;
    if (doc && source) this.lastReading = this.make(doc, source);
  }

  private async make(doc: Doc, source: ObjectSource<H>): Promise<void> {
    const making = this.objects.begin();
    if (isOfSelections(source)) this.endReader = addSelectionReader(doc, this);
    const creation: Creation<H> = { object: this.obtain(doc, source), uses: [] };
    this.creation = creation;
    try {
      const object = await this.limited(creation.object, making);
      making.throwIfAborted();
      this.creation = undefined;
      this.present.set(object);
      object.on('changed', this.onChanged);
      object.on('closed', this.onClosed);
      await this.readLayout();
    } catch (thrown) {
      if (making.aborted) return removeUnused(doc, creation, source);
      this.creation = undefined;
      if (isDisconnectionOf(this.situation.appSession, thrown)) this.isMissing = true;
      else this.fail(thrown, itemOf(source));
    }
  }

  /** After the time limit the engine may create the object nevertheless: it is removed then. */
  private async obtain(doc: Doc, source: ObjectSource<H>): Promise<H> {
    const obtaining = obtain(doc, source);
    try {
      return await this.limited(obtaining);
    } catch (thrown) {
      obtaining.then(
        (object) => remove(doc, object, source),
        () => undefined,
      );
      throw thrown;
    }
  }

  /** @param aborted how often the engine has aborted it */
  private readLayout(aborted = 0): Promise<void> {
    const object = this.now();
    return (this.lastReading = object ? this.readLayoutOf(object, aborted) : Promise.resolve());
  }

  private async readLayoutOf(object: H, aborted: number): Promise<void> {
    const reading = this.readings.begin();
    this.reading.set(true);
    try {
      const layout: unknown = await this.limited(object.getLayout(), reading);
      if (reading.aborted) return;
      this.current.set({ status: 'ready', value: this.read(layout) });
      this.shown = reading;
    } catch (thrown) {
      // The session reports a lost socket; the object emits `changed` when the socket is open again.
      if (reading.aborted || isDisconnectionOf(this.situation.appSession, thrown)) return;
      if (isAborted(thrown) && aborted < MOST_ABORTIONS) await this.readLayout(aborted + 1);
      else this.fail(thrown);
    } finally {
      if (reading === this.readings.signal) this.reading.set(false);
      this.report();
    }
  }

  /** The object, outside the signal world. */
  private now(): H | undefined {
    return untracked(this.present);
  }

  /** @param signal ends the wait too */
  private limited<R>(promise: Promise<R>, signal?: AbortSignal): Promise<R> {
    return rejectAfter(promise, this.limit, () => toEngineTimeout(this.limit), signal);
  }

  private fail(thrown: unknown, wanted?: AppItem): void {
    const error = toCallError(thrown, this.situation.appSession, wanted);
    this.current.set({ status: 'failed', error });
  }

  private discard(): void {
    const object = this.now();
    const { doc, source } = this.situation;
    this.release();
    if (object && doc && source) remove(doc, object, source);
  }

  private release(): void {
    this.objects.end();
    this.readings.end();
    this.creation = undefined;
    this.endReader();
    const object = this.now();
    object?.removeListener('changed', this.onChanged);
    object?.removeListener('closed', this.onClosed);
    this.present.set(undefined);
    this.reading.set(false);
  }

  private unavailable(): QlikError {
    const { appSession, source, isAwaited: isRequested, failure } = this.situation;
    const state = untracked(this.current);
    if (failure) return failure;
    if (state.status === 'failed' && !this.isDestroyed) return state.error;
    return toMissingObject({ appSession, isAwaited: isRequested, isChosen: source !== undefined });
  }

  /** Whether the layout is still to come, with another connection: this one was lost before the layout was there. */
  private isOutdated(): boolean {
    const { doc, source } = this.situation;
    const { status } = untracked(this.current);
    if (!source || untracked(this.reading) || this.isCurrent()) return false;
    return status === 'ready' || (status === 'loading' && doc !== undefined);
  }

  /** Whether the session does not reconnect by itself. */
  private isInterrupted(): boolean {
    const { status } = this.situation;
    return status === 'suspended' || status === 'closed';
  }

  private failOutdated(): void {
    this.current.set({ status: 'failed', error: this.unavailable() });
  }

  private report(): void {
    this.waiting.forEach((resolve) => resolve());
    this.waiting.clear();
  }

  /** Resolves when the situation or the layout has changed, or after the time. */
  private async reported(milliseconds: number): Promise<void> {
    await waitAtMost(new Promise<void>((resolve) => this.waiting.add(resolve)), milliseconds);
  }
}

/** Removes an object that has another source by the time it is there, after the calls that wait for it. */
function removeUnused<H extends EngineHandle>(
  doc: Doc,
  { object, uses }: Creation<H>,
  source: ObjectSource<H>,
): void {
  object.then(
    async (created) => {
      await Promise.allSettled(uses);
      remove(doc, created, source);
    },
    // There is nothing to remove.
    () => undefined,
  );
}

function itemOf<H extends EngineHandle>(source: ObjectSource<H>): AppItem | undefined {
  return 'objectId' in source ? { kind: 'object', name: source.objectId } : undefined;
}

function obtain<H extends EngineHandle>(doc: Doc, source: ObjectSource<H>): Promise<H> {
  if ('fetch' in source) return source.fetch(doc);
  const object =
    'objectId' in source
      ? doc.getObject(source.objectId)
      : doc.createSessionObject<Readonly<Record<string, unknown>>, GenericObject>(source.properties);
  // Only a source with `fetch` has another type of handle.
  const obtained = object as Promise<GenericObject & H>;
  if (!('prepare' in source)) return obtained;
  return obtained.then(async (created) => {
    try {
      await source.prepare?.(created);
    } catch (thrown) {
      remove(doc, created, source);
      throw thrown;
    }
    return created;
  });
}

function isOfSelections<H extends EngineHandle>(source: ObjectSource<H>): boolean {
  return 'properties' in source && 'qSelectionObjectDef' in source.properties;
}

function remove<H extends EngineHandle>(doc: Doc, object: H, source: ObjectSource<H>): void {
  if ('properties' in source) removeSessionObject(doc, object.id);
}
