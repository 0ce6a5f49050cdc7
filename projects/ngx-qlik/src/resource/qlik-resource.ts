import { computed, type Signal } from '@angular/core';
import type { QlikError } from '../errors/qlik-error';

/** The state of a value read from an app. `failed` has the error of the sign-in while no user is signed in. */
export type EngineValueState<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'failed'; readonly error: QlikError };

/**
 * The status of a {@link QlikResource}, by the names of Angular 20 and later: `idle` without anything to read, `loading` until the first
 * value, `resolved` with it, `reloading` while a newer value is fetched, `error`.
 */
export type QlikResourceStatus = 'idle' | 'loading' | 'reloading' | 'resolved' | 'error';

/** The state of a {@link QlikResource} in one object: Angular's `ResourceSnapshot`. */
export type QlikResourceSnapshot<T> =
  | { readonly status: Exclude<QlikResourceStatus, 'error'>; readonly value: T }
  | { readonly status: 'error'; readonly error: QlikError };

/**
 * A value read from an app and kept up to date, in the shape of Angular's `Resource`: in Angular 20 to 22 it is assignable to
 * `Resource<T | undefined>`. In Angular 19 that interface has a numeric status; the members and their names are the same.
 */
export interface QlikResource<T> {
  /** The value; `undefined` until there is one, and in the status `error`, where that of Angular throws. */
  readonly value: Signal<T | undefined>;
  readonly status: Signal<QlikResourceStatus>;
  /** Why there is no value: the error of the sign-in, of the app or of the call. */
  readonly error: Signal<QlikError | undefined>;
  /** Whether the status is `loading` or `reloading`. */
  readonly isLoading: Signal<boolean>;
  readonly snapshot: Signal<QlikResourceSnapshot<T | undefined>>;
  /** Whether there is a value. Reactive, and narrows the type of {@link value}. */
  hasValue(): this is {
    readonly value: Signal<Exclude<T, undefined>>;
    readonly snapshot: Signal<QlikResourceSnapshot<Exclude<T, undefined>>>;
  } & this;
  /**
   * Tries again after an error, resumes a failed or suspended session, and reads an available value again.
   * @returns false when there is nothing to read, or no user is signed in, or a value is being read
   */
  reload(): boolean;
  /** The same state with fewer statuses. */
  readonly state: Signal<EngineValueState<T>>;
  /** Ends the reading, and removes what was created in the engine for it. */
  destroy(): void;
}

/** What a resource is made of. */
export interface ResourceParts<T> {
  readonly state: Signal<EngineValueState<T>>;
  /** Whether there is nothing to read. */
  readonly isIdle: Signal<boolean>;
  /** Whether a newer value is being read. */
  readonly isReading: Signal<boolean>;
  readonly reload: () => boolean;
  readonly destroy: () => void;
}

/** Returns the resource of these parts. */
export function toResource<T>({
  state,
  isIdle,
  isReading,
  reload,
  destroy,
}: ResourceParts<T>): QlikResource<T> {
  const valueOf = (): T | undefined => {
    const current = state();
    return current.status === 'ready' ? current.value : undefined;
  };
  const value = computed(valueOf);
  const error = computed(() => {
    const current = state();
    return current.status === 'failed' ? current.error : undefined;
  });
  const status = computed((): QlikResourceStatus => {
    const current = state().status;
    if (current === 'failed') return 'error';
    if (current === 'ready') return isReading() ? 'reloading' : 'resolved';
    return isIdle() ? 'idle' : 'loading';
  });
  const resource: Omit<QlikResource<T>, 'hasValue'> & { hasValue(): boolean } = {
    value,
    status,
    error,
    isLoading: computed(() => status() === 'loading' || status() === 'reloading'),
    snapshot: computed(() => {
      const failure = error();
      const current = status();
      return failure || current === 'error'
        ? ({ status: 'error', error: failure } as { readonly status: 'error'; readonly error: QlikError })
        : { status: current, value: value() };
    }),
    hasValue: () => state().status === 'ready',
    reload,
    state,
    destroy,
  };
  // A type predicate of `this` has no function type.
  return resource as QlikResource<T>;
}
