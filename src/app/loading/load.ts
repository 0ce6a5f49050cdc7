import { DestroyRef, effect, inject, type Signal, signal, untracked } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import type { Observable, Subscription } from 'rxjs';

/** State of a request. `previous` is the former value, shown until the new one arrives. */
export type Load<T> =
  | { readonly status: 'idle' }
  | { readonly status: 'loading'; readonly previous?: T | undefined }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'failed'; readonly error: QlikError };

/** A {@link Load} that can be repeated. */
export interface Loader<T> {
  readonly state: Signal<Load<T>>;
  /** Repeats the request; the present value stays until the response. */
  reload(): void;
}

/**
 * Subscribes to the observable that `request` returns, again whenever a signal that `request` reads changes; responses
 * to former requests are dropped. Needs an injection context.
 * @param request returns `undefined` while there is nothing to fetch
 */
export function injectLoad<T>(request: () => Observable<T> | undefined): Loader<T> {
  const state = signal<Load<T>>({ status: 'idle' });
  let running: Subscription | undefined;

  const start = (source: Observable<T> | undefined, previous?: T) => {
    running?.unsubscribe();
    if (!source) {
      state.set({ status: 'idle' });
      return;
    }
    state.set({ status: 'loading', previous });
    running = source.subscribe({
      next: (value) => state.set({ status: 'ready', value }),
      error: (thrown: unknown) => state.set({ status: 'failed', error: toQlikError(thrown) }),
    });
  };

  effect(() => {
    const source = request();
    untracked(() => start(source));
  });
  inject(DestroyRef).onDestroy(() => running?.unsubscribe());

  return {
    state: state.asReadonly(),
    reload: () => start(untracked(request), loadedValue(untracked(state))),
  };
}

/** Returns the value, or the former value while a new one is loading. */
export function loadedValue<T>(load: Load<T>): T | undefined {
  if (load.status === 'ready') return load.value;
  return load.status === 'loading' ? load.previous : undefined;
}
