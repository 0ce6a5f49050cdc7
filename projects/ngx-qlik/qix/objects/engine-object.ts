import {
  assertInInjectionContext,
  DestroyRef,
  effect,
  inject,
  Injector,
  type Signal,
  signal,
  untracked,
} from '@angular/core';
import type { Doc, GenericObject } from '@qlik/api/qix';
import { QlikError, ɵrejectAfter as rejectAfter } from 'ngx-qlik';
import type { AppSession } from '../session/app-session';
import { QLIK_SESSION_LIMITS } from '../session/session-limits';
import { isAborted, isDisconnection, toEngineError, toEngineTimeout } from './engine-errors';

/** How something that is read from an app stands. */
export type EngineValueState<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'failed'; readonly error: QlikError };

/** Where an object of the engine comes from. Another source is another object. */
export type ObjectSource =
  /** Made for this use and gone with it. */
  | { readonly properties: Readonly<Record<string, unknown>> }
  /** One of the app's own. */
  | { readonly objectId: string };

/** An object of the engine whose layout is followed. */
export interface EngineObject<T> {
  readonly state: Signal<EngineValueState<T>>;
  /**
   * Calls the object.
   * @throws {QlikError} `session-suspended` while there is none, `engine-error`, `object-not-found`
   */
  call<R>(work: (object: GenericObject, doc: Doc) => Promise<R>): Promise<R>;
  /** False from the object's report of a change until its new layout is read. */
  isCurrent(): boolean;
  /** Ends when the layout that was asked for last is read, or could not be. */
  settled(): Promise<void>;
  readonly destroy: () => void;
}

/** Options of everything that follows an app. */
export interface FollowOptions {
  /** Where there is no injection context. */
  readonly injector?: Injector;
}

/**
 * Makes (or fetches) an object of the engine, follows its layout, and gives what `read` makes of it. Makes it again when the source
 * changes and when the engine has lost it; removes it with the component.
 *
 * @param read called with each new layout; may throw a {@link QlikError}
 */
export function followEngineObject<T>(
  session: Signal<AppSession | undefined>,
  source: Signal<ObjectSource | undefined>,
  read: (layout: unknown) => T,
  options: FollowOptions,
): EngineObject<T> {
  if (!options.injector) assertInInjectionContext(followEngineObject);
  const injector = options.injector ?? inject(Injector);
  const follower = new Follower(read, injector.get(QLIK_SESSION_LIMITS).call);
  const following = effect(
    () => {
      const current = session();
      const situation = { session: current, doc: current?.doc(), source: source(), isOpen: false };
      const state = current?.state();
      const next = { ...situation, isOpen: state?.status === 'open' };
      const failure = state?.status === 'failed' ? state.error : undefined;
      untracked(() => follower.update(next, failure));
    },
    { injector, manualCleanup: true },
  );
  const destroy = () => {
    following.destroy();
    follower.destroy();
  };
  injector.get(DestroyRef).onDestroy(destroy);
  return {
    state: follower.state,
    call: (work) => follower.call(work),
    isCurrent: () => follower.isCurrent(),
    settled: () => follower.settled,
    destroy,
  };
}

interface Situation {
  readonly session: AppSession | undefined;
  readonly doc: Doc | undefined;
  readonly source: ObjectSource | undefined;
  readonly isOpen: boolean;
}

class Follower<T> {
  private readonly current = signal<EngineValueState<T>>({ status: 'loading' });
  private situation: Situation = { session: undefined, doc: undefined, source: undefined, isOpen: false };
  private object: GenericObject | undefined;
  /** Grows with each object; what belongs to an earlier one is thrown away. */
  private generation = 0;
  /** Grows with each layout that is asked for; only the newest counts. */
  private reading = 0;
  /** The {@link reading} that the state is of. */
  private shown = 0;
  /** The object is to be made as soon as the session is open. */
  private isMissing = false;

  readonly state: Signal<EngineValueState<T>> = this.current.asReadonly();
  /** Of the last {@link reading}. */
  settled: Promise<void> = Promise.resolve();

  private readonly onChanged = () => void this.readLayout();
  private readonly onClosed = () => {
    // After a change of engine the object is gone while the socket is back.
    this.release();
    this.isMissing = true;
    if (this.situation.isOpen) void this.make();
  };

  constructor(
    private readonly read: (layout: unknown) => T,
    private readonly limit: number,
  ) {}

  update(next: Situation, failure: QlikError | undefined): void {
    const before = this.situation;
    const isSame =
      before.session === next.session && before.doc === next.doc && before.source === next.source;
    if (!isSame) {
      this.discard();
      // A session that was built anew shows what it showed until there is something newer.
      if (before.session !== next.session || before.source !== next.source) {
        this.current.set({ status: 'loading' });
      }
      this.isMissing = true;
    }
    this.situation = next;
    if (failure) this.current.set({ status: 'failed', error: failure });
    else if (!next.doc && this.current().status === 'failed') this.current.set({ status: 'loading' });
    if (next.isOpen && this.isMissing) void this.make();
  }

  async call<R>(work: (object: GenericObject, doc: Doc) => Promise<R>): Promise<R> {
    const { doc, session } = this.situation;
    const { object } = this;
    if (!doc || !object) throw this.notThere();
    try {
      return await rejectAfter(work(object, doc), this.limit, () => toEngineTimeout(this.limit));
    } catch (thrown) {
      throw toEngineError(thrown, session?.connectionId);
    }
  }

  isCurrent(): boolean {
    return this.reading === this.shown;
  }

  destroy(): void {
    this.discard();
    this.situation = { session: undefined, doc: undefined, source: undefined, isOpen: false };
    this.isMissing = false;
  }

  private async make(): Promise<void> {
    const { doc, source } = this.situation;
    this.isMissing = false;
    if (!doc || !source) return;
    const generation = ++this.generation;
    try {
      const object = await this.limited(obtain(doc, source));
      if (generation !== this.generation) return remove(doc, object, source);
      this.object = object;
      object.on('changed', this.onChanged);
      object.on('closed', this.onClosed);
      await this.readLayout();
    } catch (thrown) {
      if (generation !== this.generation) return;
      if (isDisconnection(thrown)) this.isMissing = true;
      else this.fail(thrown);
    }
  }

  private readLayout(): Promise<void> {
    return (this.settled = this.object ? this.readLayoutOf(this.object) : Promise.resolve());
  }

  private async readLayoutOf(object: GenericObject): Promise<void> {
    const reading = ++this.reading;
    try {
      const layout: unknown = await this.limited(object.getLayout());
      if (reading !== this.reading) return;
      this.current.set({ status: 'ready', value: this.read(layout) });
      this.shown = reading;
    } catch (thrown) {
      // A lost socket is the session's to tell; once it is back the object reports a change.
      if (reading !== this.reading || isDisconnection(thrown)) return;
      if (isAborted(thrown)) await this.readLayout();
      else this.fail(thrown);
    }
  }

  private limited<R>(promise: Promise<R>): Promise<R> {
    return rejectAfter(promise, this.limit, () => toEngineTimeout(this.limit));
  }

  private fail(thrown: unknown): void {
    const error = toEngineError(thrown, this.situation.session?.connectionId);
    this.current.set({ status: 'failed', error });
  }

  private discard(): void {
    const { object } = this;
    const { doc, source, isOpen } = this.situation;
    this.release();
    if (object && doc && source && isOpen) remove(doc, object, source);
  }

  private release(): void {
    this.generation++;
    this.reading++;
    this.object?.removeListener('changed', this.onChanged);
    this.object?.removeListener('closed', this.onClosed);
    this.object = undefined;
  }

  private notThere(): QlikError {
    return new QlikError('session-suspended', 'The app is not open yet.', {
      remedy: 'Wait until it is, then try again.',
      isRetryable: true,
      connectionId: this.situation.session?.connectionId,
    });
  }
}

function obtain(doc: Doc, source: ObjectSource): Promise<GenericObject> {
  return 'objectId' in source
    ? doc.getObject(source.objectId)
    : doc.createSessionObject<Readonly<Record<string, unknown>>, GenericObject>(source.properties);
}

function remove(doc: Doc, object: GenericObject, source: ObjectSource): void {
  if ('objectId' in source) return;
  // Where the session ends before the answer comes, the object ends with it.
  doc.destroySessionObject(object.id).catch(() => undefined);
}
