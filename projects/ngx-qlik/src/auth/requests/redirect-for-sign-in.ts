import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';
import type { Page } from '../strategy';
import { sharedName, StorageEntry } from '../browser-storage';
import { signInCanceled } from './cancellation';

/** Limit for leaving the page: the user may have chosen "Stay", or the response was a download. */
const LIMIT_MS = 30_000;

/**
 * Redirects the page to a sign-in that was counted by `countRedirect`. Settles only if the page stays or returns; the redirect is then
 * no longer counted.
 *
 * @throws {QlikError} `sign-in-canceled`, also when the user came back by the back button; `sign-in-timeout`. The page may still be
 *   left after that time, so stored data of the sign-in remains.
 */
export async function redirectForSignIn(
  connection: QlikConnection,
  page: Page,
  { address, signal }: { readonly address: string; readonly signal: AbortSignal | undefined },
): Promise<never> {
  const over = new AbortController();
  let limit: ReturnType<typeof setTimeout> | undefined;
  const endLimit = () => clearTimeout(limit);
  try {
    return await new Promise<never>((_resolve, reject) => {
      const onAbort = () => {
        page.stopNavigation();
        reject(signInCanceled(connection));
      };
      signal?.addEventListener('abort', onAbort, { signal: over.signal });
      const endWatch = page.onRestoredFromCache(() => reject(signInCanceled(connection)));
      over.signal.addEventListener('abort', endWatch);
      limit = setTimeout(() => reject(redirectTimeout(connection)), LIMIT_MS);
      // After `pagehide` only a return from the back-forward cache settles this.
      // Not by the option `signal`, see `watchPage`.
      addEventListener('pagehide', endLimit);
      page.navigate(address);
    });
  } finally {
    endLimit();
    removeEventListener('pagehide', endLimit);
    over.abort();
    uncountRedirect(connection);
  }
}

function redirectTimeout(connection: QlikConnection): QlikError {
  return new QlikError('sign-in-timeout', `The sign-in page of ${connection.label} did not open.`, {
    remedy:
      'Sign in again. Where the browser asks whether to leave this page, leave it; where the sign-in page opens after all, go on there.',
    variant: 'not-opened',
    connectionId: connection.id,
    isRetryable: true,
  });
}

/**
 * Writes an entry without which the page could not go on when it comes back from a sign-in.
 * @throws {QlikError} `sign-in-failed` where the browser blocks storage
 */
export function writeForReturn(
  entry: StorageEntry,
  value: string,
  { connection, remedy }: { readonly connection: QlikConnection; readonly remedy: string },
): void {
  const blocked = entry.write(value);
  if (!blocked) return;
  throw new QlikError('sign-in-failed', 'The browser does not let this page remember the sign-in.', {
    remedy,
    variant: 'storage',
    connectionId: connection.id,
    ...blocked,
  });
}

/** Returns the entry of this tab that a redirect sign-in of the connection is under way. */
export function redirectPending(connection: QlikConnection): StorageEntry {
  return new StorageEntry('session', sharedName('redirect-pending', connection));
}

const WITHIN_MS = 30_000;
const ALLOWED = 2;

const REMEDY =
  'Check what the server has registered for this page (addresses, scopes, origins), and that the clock of this machine is right; then sign in again.';

/** Where storage is blocked nothing is counted, and to store the pending redirect fails with its own error. */
const entryOf = (connection: QlikConnection) =>
  new StorageEntry('session', sharedName('redirects', connection));

/**
 * Counts the redirects of a connection's sign-in and throws at the third within half a minute. Without this limit a session that does
 * not last, for example because cookies are blocked, would redirect for ever.
 *
 * @param reason why the sign-in does not last, where that is known
 * @throws {QlikError} `sign-in-loop`; the count starts anew, so that a deliberate click afterwards works
 */
export function countRedirect(connection: QlikConnection, reason?: QlikError): void {
  const entry = entryOf(connection);
  const now = Date.now();
  const recent = readTimes(entry).filter((time) => now - time < WITHIN_MS);
  if (recent.length >= ALLOWED) {
    entry.write(undefined);
    throw new QlikError(
      'sign-in-loop',
      `Signing in to ${connection.label} came back ${ALLOWED} times without lasting.`,
      {
        remedy: reason?.remedy ?? REMEDY,
        connectionId: connection.id,
        params: { times: ALLOWED },
        ...(reason ? { cause: reason } : {}),
      },
    );
  }
  entry.write(JSON.stringify([...recent, now]));
}

/** Removes the last redirect from the count: the page stayed, or the user pressed the back button, so it is no loop. */
export function uncountRedirect(connection: QlikConnection): void {
  const entry = entryOf(connection);
  const times = readTimes(entry).slice(0, -1);
  entry.write(times.length === 0 ? undefined : JSON.stringify(times));
}

/** Resets the count: after a sign-out the next redirect is deliberate. */
export function forgetRedirects(connection: QlikConnection): void {
  entryOf(connection).write(undefined);
}

function readTimes(entry: StorageEntry): readonly number[] {
  const stored = entry.readJson();
  return Array.isArray(stored) ? stored.filter((each) => typeof each === 'number') : [];
}
