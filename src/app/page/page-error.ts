import { QlikError, toQlikError } from 'ngx-qlik';

/** What Chromium, Firefox and Safari say of a module that did not arrive. */
const NOT_LOADED = /dynamically imported module|importing a module script failed/i;

/** Why a page of this application could not be shown. */
export function toPageError(thrown: unknown): QlikError {
  if (!(thrown instanceof TypeError) || !NOT_LOADED.test(thrown.message)) return toQlikError(thrown);
  return new QlikError('http-unreachable', 'This page of the application could not be loaded.', {
    remedy: 'Check the network and try again; reload the page if a new version was published.',
    isRetryable: true,
    cause: thrown,
  });
}
