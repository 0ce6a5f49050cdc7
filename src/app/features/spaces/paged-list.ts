import { computed, DestroyRef, effect, inject, type Signal, signal, untracked } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import type { Observable, Subscription } from 'rxjs';

/** State of a paged list. */
type PagedState =
  | { readonly status: 'loading' }
  | { readonly status: 'loading-more' }
  | { readonly status: 'ready' }
  /** `isMore`: the loaded rows stay, only the next page failed. */
  | { readonly status: 'failed'; readonly error: QlikError; readonly isMore: boolean };

/** The part of a page that a list needs: `Page` of `ngx-qlik/rest`, or an application's own type. */
export interface PageOf<T> {
  readonly items: readonly T[];
  readonly hasNext: boolean;
  readonly total?: number;
}

/** A paged list that grows on demand. */
export interface PagedList<T> {
  readonly state: Signal<PagedState>;
  readonly items: Signal<readonly T[]>;
  readonly hasMore: Signal<boolean>;
  /** Total number of rows, if the server reports it. */
  readonly total: Signal<number | undefined>;
  loadMore(): void;
  /** Requests the same page again after an error. */
  retry(): void;
}

/**
 * Loads a list from its first page when a signal that `first` reads changes, and further pages on demand. The rows of
 * the former request stay until the response to the new one. Needs an injection context.
 */
export function injectPagedList<P extends PageOf<unknown>>(
  first: () => Observable<P>,
  next: (page: P) => Observable<P>,
): PagedList<P['items'][number]> {
  const state = signal<PagedState>({ status: 'loading' });
  // Only the last page is kept as it came: it has the link to the next one.
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
      // There was no next page after all.
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
