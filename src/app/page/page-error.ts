import { QlikError, toQlikError } from 'ngx-qlik';

/** What Chromium, Firefox and Safari say of a module that did not arrive. */
const NOT_LOADED = /dynamically imported module|importing a module script failed/i;

/** Whether what was thrown is a module that did not arrive. Browsers before the HTML standard of July 2026
 * remember that: importing it again asks no server. */
export function isModuleNotLoaded(thrown: unknown): boolean {
  return thrown instanceof TypeError && NOT_LOADED.test(thrown.message);
}

/** Why a page of this application could not be shown. */
export function toPageError(thrown: unknown): QlikError {
  if (!isModuleNotLoaded(thrown)) return toQlikError(thrown);
  return new QlikError('http-unreachable', 'This page of the application could not be loaded.', {
    remedy: 'Check the network and try again; reload the page if a new version was published.',
    isRetryable: true,
    cause: thrown,
  });
}
