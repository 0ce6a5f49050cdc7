import {
  assertInInjectionContext,
  computed,
  DestroyRef,
  effect,
  inject,
  Injector,
  type Signal,
  untracked,
} from '@angular/core';
import type { Doc, GenericObject } from '@qlik/api/qix';
import { type EngineValueState, type QlikResource, ɵtoResource as toResource } from 'ngx-qlik';
import { QLIK_SESSION_LIMITS } from '../session/session-limits';
import { isAwaited, refusalOf, updateAppSession } from '../session/sign-in-refusal';
import type { AppItem } from './engine-errors';
import {
  type EngineHandle,
  EngineObjectWatcher,
  type ObjectSource,
  type Situation,
} from './engine-object-watcher';
import { type AppSessionSource, toSessionSignal } from './session-source';
import { warnOfUnknownFields } from './unknown-fields';

export type { EngineHandle, ObjectSource } from './engine-object-watcher';

/** An engine object whose layout is watched. */
export interface EngineObject<T, H extends EngineHandle = GenericObject> {
  /** The value of its layout. */
  readonly resource: QlikResource<T>;
  readonly state: Signal<EngineValueState<T>>;
  /**
   * Calls the object of the present source, also when the source has changed just now: waits for an object that is being created.
   *
   * @param wanted what the call fetches, for the message that it is not there
   * @throws {QlikError} without an object: `session-suspended` while the app is not open, the error of the sign-in, the app or the object,
   * `object-not-found` without a source; `engine-error`, `object-not-found`
   */
  call<R>(work: (object: H, doc: Doc) => Promise<R>, wanted?: AppItem): Promise<R>;
  /**
   * Like {@link call}, for what changes the app: resolves when the value, and the watched selections of the app, are as the engine has them
   * afterwards ({@link applied}).
   *
   * The engine names the objects that a call changes in the answer to this call (`change` of the QIX protocol), and enigma emits `changed`
   * before it passes the answer on: the layouts are being read by then, and those that are not have not changed.
   */
  command<R>(work: (object: H, doc: Doc) => Promise<R>, wanted?: AppItem): Promise<R>;
  /** The engine's object; `undefined` until it is created, and after the engine has lost it. */
  readonly object: Signal<H | undefined>;
  /**
   * Resolves when the value, and the watched selections of the app, are as the engine has them. Waits for a connection that is lost meanwhile,
   * and resolves after a failure too, which the state has then.
   */
  applied(): Promise<void>;
  /** Takes over a changed source or app session at once, before the effects of Angular run. */
  sync(): void;
  /**
   * Takes over a changed source. Without a value of its object, returns the promise of the end of its creation and reading; `undefined` when
   * there is a value or an error.
   */
  making(): Promise<void> | undefined;
  /** False between the object's `changed` event and its new layout. */
  isCurrent(): boolean;
  /**
   * Resolves when no object is being created and no layout is being read; after twice the time limit of a call, while the object changes
   * again and again.
   */
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
  const observe = (): Situation<H> => {
    const current = opened();
    const state = current?.state();
    return {
      appSession: current,
      doc: current?.doc(),
      source: source(),
      isAwaited: isAwaited(opened),
      status: state?.status,
      failure: current ? (state?.status === 'failed' ? state.error : undefined) : refusalOf(opened),
    };
  };
  const reading = ngDevMode
    ? (layout: unknown): T => {
        const made = untracked(source);
        warnOfUnknownFields(
          untracked(opened),
          layout,
          made && 'properties' in made ? made.properties : undefined,
        );
        return read(layout);
      }
    : read;
  const watcher = new EngineObjectWatcher<T, H>(reading, injector.get(QLIK_SESSION_LIMITS).call, () =>
    untracked(() => {
      updateAppSession(opened);
      return observe();
    }),
  );
  const effectRef = effect(
    () => {
      const situation = observe();
      untracked(() => watcher.update(situation));
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
    applied: () => watcher.applied(),
    sync: () => watcher.sync(),
    making: () => {
      watcher.sync();
      return untracked(watcher.state).status === 'loading' ? watcher.settled() : undefined;
    },
    isCurrent: () => watcher.isCurrent(),
    settled: () => watcher.settled(),
    destroy,
  };
}
