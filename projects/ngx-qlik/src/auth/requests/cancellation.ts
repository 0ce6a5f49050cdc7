import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';

/**
 * Runs the work of a sign-in that can be canceled.
 *
 * The work has to check the signal before each step that has an effect, see {@link throwIfCanceled}: its result is ignored after the
 * signal was aborted.
 *
 * @throws {QlikError} `sign-in-canceled` as soon as the signal is aborted
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
 * Throws if a sign-in was canceled.
 * @throws {QlikError} `sign-in-canceled`
 */
export function throwIfCanceled(connection: QlikConnection, signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw signInCanceled(connection);
}

/** The error of a sign-in that the user canceled or another sign-in replaced. */
export function signInCanceled(connection: QlikConnection): QlikError {
  return new QlikError('sign-in-canceled', `The sign-in to ${connection.label} was canceled.`, {
    remedy: 'Sign in again.',
    connectionId: connection.id,
    isRetryable: true,
  });
}
