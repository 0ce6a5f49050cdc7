import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';
import { uncountRedirect } from '../oauth/redirect-guard';
import type { Page } from '../page';
import { signInCanceled } from './cancellation';
import { signInAbandoned } from './sign-in-errors';

/** A page that has not been left after that time may never be: the user answered "Stay", or what came was a download. */
const LIMIT_MS = 30_000;

/**
 * Leaves the page for a sign-in that was counted by `countRedirect`. Ends only where the page is here still or again, which is no
 * round of a loop and so is not counted any more.
 *
 * @throws {QlikError} `sign-in-cancelled`; `sign-in-failed` when the user came back by the back button; `sign-in-timeout`. A page
 *   that is left after that time is left for this sign-in all the same: what was remembered for it stays.
 */
export async function redirectForSignIn(
  connection: QlikConnection,
  page: Page,
  { address, signal }: { readonly address: string; readonly signal: AbortSignal | undefined },
): Promise<never> {
  const over = new AbortController();
  let limit: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<never>((_resolve, reject) => {
      const onAbort = () => {
        page.stopNavigation();
        reject(signInCanceled(connection));
      };
      signal?.addEventListener('abort', onAbort, { signal: over.signal });
      void page.restoredFromCache(over.signal).then(() => reject(signInAbandoned(connection)));
      limit = setTimeout(() => reject(redirectTimeout(connection)), LIMIT_MS);
      // The page is left; from here on it can come back only.
      addEventListener('pagehide', () => clearTimeout(limit), { signal: over.signal });
      page.navigate(address);
    });
  } finally {
    clearTimeout(limit);
    over.abort();
    uncountRedirect(connection);
  }
}

function redirectTimeout(connection: QlikConnection): QlikError {
  return new QlikError('sign-in-timeout', `The sign-in page of ${connection.label} did not open.`, {
    remedy:
      'Sign in again. Where the browser asks whether to leave this page, leave it; where the sign-in page opens after all, go on there.',
    connectionId: connection.id,
    isRetryable: true,
  });
}
