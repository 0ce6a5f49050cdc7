import { toQlikError } from 'ngx-qlik';

/** How often a question may fail in a row. */
const MOST_FAILURES = 4;
/** The longest pause that a server may ask for. */
export const LONGEST_WAIT_MS = 120_000;

/**
 * Asks again how far work at the server is when that failed for the moment, after the pause that the server asks for: the work goes on
 * meanwhile. The interceptor repeats each question as well, so a call that begins something does not belong here.
 *
 * @throws {QlikError} the last error
 */
export async function repeatTransient<T>(
  ask: () => Promise<T>,
  pause: (milliseconds: number) => Promise<void>,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await ask();
    } catch (thrown) {
      const error = toQlikError(thrown);
      const seconds = error.retryAfterSeconds ?? 2 ** failures;
      if (failures >= MOST_FAILURES || !error.isRetryable || seconds * 1000 > LONGEST_WAIT_MS) throw error;
      await pause(seconds * 1000);
    }
  }
}
