import { type QlikError, toQlikError } from 'ngx-qlik';

/** How often a call may fail in a row. */
const MOST_FAILURES = 4;
/** The longest pause that a server may ask for. */
export const LONGEST_WAIT_MS = 120_000;

/**
 * Makes a call again that failed for the moment, after the pause that the server asks for. For work that goes on at the server meanwhile:
 * single calls are repeated by the interceptor.
 *
 * @throws {QlikError} the last error
 */
export async function repeatTransient<T>(
  call: () => Promise<T>,
  {
    isTransient,
    pause,
  }: {
    readonly isTransient: (error: QlikError) => boolean;
    readonly pause: (milliseconds: number) => Promise<void>;
  },
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await call();
    } catch (thrown) {
      const error = toQlikError(thrown);
      const seconds = error.retryAfterSeconds ?? 2 ** failures;
      if (failures >= MOST_FAILURES || !isTransient(error) || seconds * 1000 > LONGEST_WAIT_MS) throw error;
      await pause(seconds * 1000);
    }
  }
}
