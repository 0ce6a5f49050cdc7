import { APP_BASE_HREF, DOCUMENT, Location } from '@angular/common';
import { inject } from '@angular/core';

/** The browser page of a sign-in; replaced in tests. */
export interface Page {
  /** An absolute address for one that may be relative to this application. */
  resolve(address: string): string;
  /** The absolute address of a path of this application; default: the present one, with its query. */
  addressOf(path?: string): string;
  navigate(address: string): void;
  /** Ends a navigation that is under way. */
  stopNavigation(): void;
  /**
   * Resolves when the page is shown again from the browser's back-forward cache after it was left.
   * @param signal ends the wait, and the promise never settles
   */
  restoredFromCache(signal: AbortSignal): Promise<void>;
  /** Whether the page was opened by a navigation: not by a reload or the back or forward button. */
  isNewNavigation(): boolean;
}

/** The page of the application. To be called in an injection context. */
export function injectPage(): Page {
  const document = inject(DOCUMENT);
  const location = inject(Location);
  const baseHref = inject(APP_BASE_HREF, { optional: true }) ?? document.baseURI;
  const base = new URL(baseHref, document.baseURI);
  const resolve = (address: string) => new URL(address, base).href;
  return {
    resolve,
    addressOf: (path) => resolve(location.prepareExternalUrl(path ?? location.path(true))),
    navigate: (address) => document.defaultView?.location.assign(address),
    stopNavigation: () => document.defaultView?.stop(),
    restoredFromCache: (signal) =>
      new Promise((resolve) => {
        const onShow = (event: PageTransitionEvent) => {
          // The first load of a page shows it too.
          if (event.persisted) resolve();
        };
        document.defaultView?.addEventListener('pageshow', onShow, { signal });
      }),
    isNewNavigation: () =>
      performance
        .getEntriesByType('navigation')
        .every((entry) => entry instanceof PerformanceNavigationTiming && entry.type === 'navigate'),
  };
}
