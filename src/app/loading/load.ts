import { DestroyRef, effect, inject, type Signal, signal, untracked } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import type { Observable, Subscription } from 'rxjs';

/** Something that is fetched. `previous` is what was there before, to be shown until the new value comes. */
export type Load<T> =
  | { readonly status: 'idle' }
  | { readonly status: 'loading'; readonly previous?: T | undefined }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'failed'; readonly error: QlikError };

/** A {@link Load} that follows its request. */
export interface Loader<T> {
  readonly state: Signal<Load<T>>;
  /** Asks again; the present value stays until the answer comes. */
  reload(): void;
}

/**
 * Fetches what `request` returns, again whenever a signal that `request` reads changes; an answer to an earlier request is dropped.
 * For use in an injection context.
 *
 * @param request `undefined` while there is nothing to fetch
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

/** The value at hand, the earlier one while a new one is fetched included. */
export function loadedValue<T>(load: Load<T>): T | undefined {
  if (load.status === 'ready') return load.value;
  return load.status === 'loading' ? load.previous : undefined;
}
