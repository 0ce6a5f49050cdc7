import type { QlikError } from './qlik-error';
import { runOutsideAngular } from '../zone/run-outside-angular';

/**
 * Returns the promise's result, or rejects after the time limit. Promises of Qlik's runtime may never settle, so every wait on them
 * uses this function.
 *
 * @param milliseconds how long to wait, anew after the machine has slept
 * @param onTimeout makes the error; called only when the time is up
 * @param signal ends the wait, with the same error
 */
export function rejectAfter<T>(
  promise: Promise<T>,
  milliseconds: number,
  onTimeout: () => QlikError,
  signal?: AbortSignal,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  let end: () => void;
  const limit = new Promise<never>((_, reject) => {
    const begin = (): void => {
      const latest = Date.now() + 2 * milliseconds;
      // A timer fires this late only after the machine slept, and so did the work.
      timer = setTimeout(() => (Date.now() > latest ? begin() : reject(onTimeout())), milliseconds);
    };
    runOutsideAngular(begin);
    end = () => reject(onTimeout());
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end);
  });
  return Promise.race([promise, limit]).finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  });
}

/** Waits for work, but no longer than the limit. The result is not significant; the work may still be under way. */
export function waitAtMost(work: Promise<unknown>, milliseconds: number): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout>;
  const limit = new Promise(
    (resolve) => (timer = runOutsideAngular(() => setTimeout(resolve, milliseconds))),
  );
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
