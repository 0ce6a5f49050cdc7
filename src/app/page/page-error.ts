import { QlikError, toQlikError } from 'ngx-qlik';

/** Messages of Chromium, Firefox and Safari for a module that failed to load. */
const NOT_LOADED = /dynamically imported module|importing a module script failed/i;

/**
 * Whether an error means that a module failed to load. Browsers before the HTML standard of July 2026 cache that
 * failure: another `import()` makes no request.
 */
export function isModuleNotLoaded(thrown: unknown): boolean {
  return thrown instanceof TypeError && NOT_LOADED.test(thrown.message);
}

/** Converts the error of a navigation. */
export function toPageError(thrown: unknown): QlikError {
  if (!isModuleNotLoaded(thrown)) return toQlikError(thrown);
  return new QlikError('http-unreachable', 'This page of the application could not be loaded.', {
    remedy: 'Check the network and try again; reload the page if a new version was published.',
    isRetryable: true,
    cause: thrown,
  });
}
