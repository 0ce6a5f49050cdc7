import {
  assertInInjectionContext,
  computed,
  DestroyRef,
  effect,
  inject,
  Injector,
  type Signal,
  signal,
  untracked,
} from '@angular/core';
import type { Doc, GenericObject } from '@qlik/api/qix';
import {
  type EngineValueState,
  QlikError,
  type QlikResource,
  ɵrejectAfter as rejectAfter,
  ɵtoResource as toResource,
} from 'ngx-qlik';
import type { AppSession } from '../session/app-session';
import { Latest } from '../session/latest';
import { QLIK_SESSION_LIMITS } from '../session/session-limits';
import { isAwaited, refusalOf } from '../session/sign-in-refusal';
import { isAborted } from './engine-codes';
import { type AppItem, isDisconnectionOf, toCallError, toEngineTimeout } from './engine-errors';
import { removeSessionObject } from './session-objects';
import { type AppSessionSource, toSessionSignal } from './session-source';

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
  | { readonly properties: Readonly<Record<string, unknown>> }
  /** An object of the app. */
  | { readonly objectId: string }
  /** Another thing of the app. */
  | { readonly fetch: (doc: Doc) => Promise<H> };

/** An engine object whose layout is watched. */
export interface EngineObject<T, H extends EngineHandle = GenericObject> {
  /** The value of its layout. */
  readonly resource: QlikResource<T>;
  readonly state: Signal<EngineValueState<T>>;
  /**
   * Calls the object.
   *
   * @param wanted what the call fetches, for the message that it is not there
   * @throws {QlikError} `session-suspended` without an open object, or the error of the sign-in or the app; `engine-error`,
   * `object-not-found`
   */
  call<R>(work: (object: H, doc: Doc) => Promise<R>, wanted?: AppItem): Promise<R>;
  /**
   * Like {@link call}, for what changes the app: resolves when the value, and the watched selections of the app, are as the engine has them
   * afterwards. Of a layout that cannot be read in time it waits for the failure, and resolves nevertheless.
   *
   * The engine names the objects that a call changes in the answer to this call (`change` of the QIX protocol), and enigma emits `changed`
   * before it passes the answer on: the layouts are being read by then, and those that are not have not changed.
   */
  command<R>(work: (object: H, doc: Doc) => Promise<R>, wanted?: AppItem): Promise<R>;
  /** The engine's object; `undefined` until it is created, and after the engine has lost it. */
  readonly object: Signal<H | undefined>;
  /** False between the object's `changed` event and its new layout. */
  isCurrent(): boolean;
  /** Resolves when no layout is being read; after twice the time limit of a call, while the object changes again and again. */
  settled(): Promise<void>;
  readonly destroy: () => void;
}

/** Options of the functions that watch an app. */
export interface WatchOptions {
  /** For use outside an injection context. */
  readonly injector?: Injector;
}

/**
 * Creates or fetches an engine object, watches its layout, and returns the value that `read` extracts. Creates the object again when the
 * source changes and when the engine has lost it. Removes it on destruction of the injector.
 *
 * @param read extracts the value of each new layout; may throw a {@link QlikError}
 */
export function watchEngineObject<T, H extends EngineHandle = GenericObject>(
  appSession: AppSessionSource,
  source: Signal<ObjectSource<H> | undefined>,
  read: (layout: unknown) => T,
  options: WatchOptions,
): EngineObject<T, H> {
  if (!options.injector) assertInInjectionContext(watchEngineObject);
  const injector = options.injector ?? inject(Injector);
  const opened = toSessionSignal(appSession);
  const watcher = new EngineObjectWatcher<T, H>(read, injector.get(QLIK_SESSION_LIMITS).call);
  const effectRef = effect(
    () => {
      const current = opened();
      const situation = { appSession: current, doc: current?.doc(), source: source(), isOpen: false };
      const next = { ...situation, isOpen: current?.state().status === 'open' };
      const failure = current ? failureOf(current) : refusalOf(opened);
      untracked(() => watcher.update(next, failure));
    },
    { injector, manualCleanup: true },
  );
  const destroy = () => {
    forget();
    effectRef.destroy();
    watcher.destroy();
  };
  const forget = injector.get(DestroyRef).onDestroy(destroy);
  const resource = toResource({
    state: watcher.state,
    isIdle: computed(() => source() === undefined || (!opened() && !isAwaited(opened))),
    isReading: watcher.isReading,
    reload: () => untracked(() => watcher.reload()),
    destroy,
  });
  return {
    resource,
    state: watcher.state,
    call: (work, wanted) => watcher.call(work, wanted),
    command: (work, wanted) => watcher.command(work, wanted),
    object: watcher.object,
    isCurrent: () => watcher.isCurrent(),
    settled: () => watcher.settled(),
    destroy,
  };
}

function failureOf(appSession: AppSession): QlikError | undefined {
  const state = appSession.state();
  return state.status === 'failed' ? state.error : undefined;
}

interface Situation<H extends EngineHandle> {
  readonly appSession: AppSession | undefined;
  readonly doc: Doc | undefined;
  readonly source: ObjectSource<H> | undefined;
  readonly isOpen: boolean;
}

/** Of a layout that is asked for again and again, without a change of the object in between. */
const MOST_ABORTIONS = 20;

/** The watchers of an app's selections, which its other objects change too. */
const SELECTIONS = new WeakMap<Doc, Set<{ settled(): Promise<void> }>>();

class EngineObjectWatcher<T, H extends EngineHandle> {
  private readonly current = signal<EngineValueState<T>>({ status: 'loading' });
  private readonly reading = signal(false);
  private readonly present = signal<H | undefined>(undefined);
  private situation: Situation<H> = {
    appSession: undefined,
    doc: undefined,
    source: undefined,
    isOpen: false,
  };
  private readonly objects = new Latest();
  /** The layout requests. */
  private readonly readings = new Latest();
  /** The reading of the current state. */
  private shown: AbortSignal | undefined;
  /** Why there is no open app. */
  private failure: QlikError | undefined;
  /** Whether to create the object as soon as the session is open. */
  private isMissing = false;

  readonly state: Signal<EngineValueState<T>> = this.current.asReadonly();
  /** Whether a layout is being read. */
  readonly isReading: Signal<boolean> = this.reading.asReadonly();
  readonly object: Signal<H | undefined> = this.present.asReadonly();
  /** The latest reading. */
  private lastReading: Promise<void> = Promise.resolve();

  private readonly onChanged = () => void this.readLayout();
  private readonly onClosed = () => {
    // After a change of engine the socket is open again, but the object is lost.
    this.release();
    this.isMissing = true;
    if (this.situation.isOpen) void this.make();
  };

  constructor(
    private readonly read: (layout: unknown) => T,
    private readonly limit: number,
  ) {}

  update(next: Situation<H>, failure: QlikError | undefined): void {
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
    this.failure = failure;
    if (failure) this.current.set({ status: 'failed', error: failure });
    else if (!next.doc && this.current().status === 'failed') this.current.set({ status: 'loading' });
    if (next.isOpen && this.isMissing) void this.make();
  }

  async call<R>(work: (object: H, doc: Doc) => Promise<R>, wanted?: AppItem): Promise<R> {
    const { doc, appSession } = this.situation;
    const object = this.now();
    if (!doc || !object) throw this.failure ?? this.notOpen();
    try {
      return await rejectAfter(work(object, doc), this.limit, () => toEngineTimeout(this.limit));
    } catch (thrown) {
      throw toCallError(thrown, appSession, wanted);
    }
  }

  async command<R>(work: (object: H, doc: Doc) => Promise<R>, wanted?: AppItem): Promise<R> {
    const { doc } = this.situation;
    const result = await this.call(work, wanted);
    const selections = (doc && SELECTIONS.get(doc)) ?? [];
    await Promise.all([this, ...selections].map((each) => each.settled()));
    return result;
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
    const { appSession, source, isOpen } = this.situation;
    if (!appSession || !source) return false;
    const { status } = appSession.state();
    if (status === 'failed' || status === 'suspended') {
      appSession.resume();
      return true;
    }
    const isFailed = this.current().status === 'failed';
    if (!isOpen || this.reading() || (!isFailed && !this.now())) return false;
    if (isFailed) this.current.set({ status: 'loading' });
    void (this.now() ? this.readLayout() : this.make());
    return true;
  }

  destroy(): void {
    this.discard();
    this.situation = { appSession: undefined, doc: undefined, source: undefined, isOpen: false };
    this.failure = undefined;
    this.isMissing = false;
  }

  private async make(): Promise<void> {
    const { doc, source } = this.situation;
    this.isMissing = false;
    if (!doc || !source) return;
    const making = this.objects.begin();
    try {
      const object = await this.obtain(doc, source);
      if (making.aborted) return remove(doc, object, source);
      this.present.set(object);
      if (isOfSelections(source)) SELECTIONS.set(doc, (SELECTIONS.get(doc) ?? new Set()).add(this));
      object.on('changed', this.onChanged);
      object.on('closed', this.onClosed);
      await this.readLayout();
    } catch (thrown) {
      if (making.aborted) return;
      if (isDisconnectionOf(this.situation.appSession, thrown)) this.isMissing = true;
      else this.fail(thrown, 'objectId' in source ? { kind: 'object', name: source.objectId } : undefined);
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
    const { doc } = this.situation;
    if (doc) SELECTIONS.get(doc)?.delete(this);
    const object = this.now();
    object?.removeListener('changed', this.onChanged);
    object?.removeListener('closed', this.onClosed);
    this.present.set(undefined);
    this.reading.set(false);
  }

  private notOpen(): QlikError {
    return new QlikError('session-suspended', 'The app is not open yet.', {
      remedy: 'Wait until it is, then try again.',
      variant: 'not-open',
      isRetryable: true,
      connectionId: this.situation.appSession?.connectionId,
    });
  }
}

function obtain<H extends EngineHandle>(doc: Doc, source: ObjectSource<H>): Promise<H> {
  if ('fetch' in source) return source.fetch(doc);
  const object =
    'objectId' in source
      ? doc.getObject(source.objectId)
      : doc.createSessionObject<Readonly<Record<string, unknown>>, GenericObject>(source.properties);
  // Only a source with `fetch` has another type of handle.
  return object as Promise<GenericObject & H>;
}

function isOfSelections<H extends EngineHandle>(source: ObjectSource<H>): boolean {
  return 'properties' in source && 'qSelectionObjectDef' in source.properties;
}

function remove<H extends EngineHandle>(doc: Doc, object: H, source: ObjectSource<H>): void {
  if ('properties' in source) removeSessionObject(doc, object.id);
}
