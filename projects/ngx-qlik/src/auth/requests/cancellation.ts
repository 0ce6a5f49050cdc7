import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';

/**
 * Does the work of a sign-in that can be cancelled.
 *
 * The work itself has to look at the signal before each step that has an effect, see {@link throwIfCanceled}: what it does after the
 * signal was aborted, nothing waits for.
 *
 * @throws {QlikError} `sign-in-cancelled` as soon as the signal is aborted
 */
export function cancelable<T>(
  connection: QlikConnection,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (!signal) return work();
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signInCanceled(connection));
      return;
    }
    const onAbort = () => reject(signInCanceled(connection));
    signal.addEventListener('abort', onAbort, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/**
 * Makes sure that a sign-in was not cancelled meanwhile.
 * @throws {QlikError} `sign-in-cancelled`
 */
export function throwIfCanceled(connection: QlikConnection, signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw signInCanceled(connection);
}

/** The user cancelled the sign-in, or another one has taken its place. */
export function signInCanceled(connection: QlikConnection): QlikError {
  return new QlikError('sign-in-cancelled', `The sign-in to ${connection.label} was cancelled.`, {
    remedy: 'Sign in again.',
    connectionId: connection.id,
    isRetryable: true,
  });
}
