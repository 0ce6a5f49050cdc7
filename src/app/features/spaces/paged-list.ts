import { computed, DestroyRef, effect, inject, type Signal, signal, untracked } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import type { Page } from 'ngx-qlik/rest';
import type { Observable, Subscription } from 'rxjs';

/** How a list that comes in pages stands. */
export type PagedState =
  | { readonly status: 'loading' }
  | { readonly status: 'loading-more' }
  | { readonly status: 'ready' }
  /** `isMore`: the rows that are there stay, only the next page is missing. */
  | { readonly status: 'failed'; readonly error: QlikError; readonly isMore: boolean };

/** A list that comes in pages and grows on demand. */
export interface PagedList<T> {
  readonly state: Signal<PagedState>;
  readonly items: Signal<readonly T[]>;
  readonly hasMore: Signal<boolean>;
  /** How many there are in all, where the server says so. */
  readonly total: Signal<number | undefined>;
  loadMore(): void;
  /** After a failure: the same page again. */
  retry(): void;
}

/**
 * Follows a list: from its first page anew whenever a signal that `first` reads changes, further pages on demand. The rows of an earlier
 * question stay until the answer to the new one comes. For use in an injection context.
 */
export function injectPagedList<T>(
  first: () => Observable<Page<T>>,
  next: (page: Page<T>) => Observable<Page<T>>,
): PagedList<T> {
  const state = signal<PagedState>({ status: 'loading' });
  const pages = signal<readonly Page<T>[]>([]);
  let running: Subscription | undefined;

  const load = (source: Observable<Page<T>>, isMore: boolean) => {
    running?.unsubscribe();
    state.set({ status: isMore ? 'loading-more' : 'loading' });
    running = source.subscribe({
      next: (page) => {
        pages.update((before) => (isMore ? [...before, page] : [page]));
        state.set({ status: 'ready' });
      },
      error: (thrown: unknown) => {
        if (!isMore) pages.set([]);
        state.set({ status: 'failed', error: toQlikError(thrown), isMore });
      },
      // The last page had no successor after all.
      complete: () => {
        if (state().status === 'loading-more') state.set({ status: 'ready' });
      },
    });
  };

  const loadMore = () => {
    const last = pages().at(-1);
    if (last?.hasNext && state().status !== 'loading' && state().status !== 'loading-more')
      load(next(last), true);
  };

  effect(() => {
    const source = first();
    untracked(() => load(source, false));
  });
  inject(DestroyRef).onDestroy(() => running?.unsubscribe());

  return {
    state: state.asReadonly(),
    items: computed(() => pages().flatMap((page) => page.items)),
    hasMore: computed(() => pages().at(-1)?.hasNext ?? false),
    total: computed(() => pages()[0]?.total),
    loadMore,
    retry: () => {
      const current = state();
      if (current.status === 'failed' && current.isMore) loadMore();
      else load(untracked(first), false);
    },
  };
}
