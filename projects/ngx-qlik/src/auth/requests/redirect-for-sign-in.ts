import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';
import { uncountRedirect } from '../oauth/redirect-guard';
import type { Page } from '../page';
import { signInCanceled } from './cancellation';
import { signInAbandoned } from './sign-in-errors';

/** Limit for leaving the page: the user may have chosen "Stay", or the response was a download. */
const LIMIT_MS = 30_000;

/**
 * Redirects the page to a sign-in that was counted by `countRedirect`. Settles only if the page stays or returns; the redirect is then
 * no longer counted.
 *
 * @throws {QlikError} `sign-in-cancelled`; `sign-in-failed` when the user came back by the back button; `sign-in-timeout`. The page
 *   may still be left after that time, so stored data of the sign-in remains.
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
      // After `pagehide` only a return from the back-forward cache settles this.
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
