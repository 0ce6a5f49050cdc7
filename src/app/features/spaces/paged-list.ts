import { computed, DestroyRef, effect, inject, type Signal, signal, untracked } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import type { Observable, Subscription } from 'rxjs';

/** How a list that comes in pages stands. */
export type PagedState =
  | { readonly status: 'loading' }
  | { readonly status: 'loading-more' }
  | { readonly status: 'ready' }
  /** `isMore`: the rows that are there stay, only the next page is missing. */
  | { readonly status: 'failed'; readonly error: QlikError; readonly isMore: boolean };

/** What a list needs to know of a page: `Page` of `ngx-qlik/rest`, or what an application made of one. */
export interface PageOf<T> {
  readonly items: readonly T[];
  readonly hasNext: boolean;
  readonly total?: number;
}

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
export function injectPagedList<P extends PageOf<unknown>>(
  first: () => Observable<P>,
  next: (page: P) => Observable<P>,
): PagedList<P['items'][number]> {
  const state = signal<PagedState>({ status: 'loading' });
  // Of the pages that are there only the last is kept as it came: it leads on.
  const loaded = signal<{
    readonly items: P['items'];
    readonly total?: number | undefined;
    readonly last?: P;
  }>({
    items: [],
  });
  let running: Subscription | undefined;

  const load = (source: Observable<P>, isMore: boolean) => {
    running?.unsubscribe();
    state.set({ status: isMore ? 'loading-more' : 'loading' });
    running = source.subscribe({
      next: (page) => {
        loaded.update(({ items, total }) =>
          isMore
            ? { items: [...items, ...page.items], total, last: page }
            : { items: page.items, total: page.total, last: page },
        );
        state.set({ status: 'ready' });
      },
      error: (thrown: unknown) => {
        if (!isMore) loaded.set({ items: [] });
        state.set({ status: 'failed', error: toQlikError(thrown), isMore });
      },
      // The last page had no successor after all.
      complete: () => {
        if (state().status === 'loading-more') state.set({ status: 'ready' });
      },
    });
  };

  const loadMore = () => {
    const { last } = loaded();
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
    items: computed(() => loaded().items),
    hasMore: computed(() => loaded().last?.hasNext ?? false),
    total: computed(() => loaded().total),
    loadMore,
    retry: () => {
      const current = state();
      if (current.status === 'failed' && current.isMore) loadMore();
      else load(untracked(first), false);
    },
  };
}
