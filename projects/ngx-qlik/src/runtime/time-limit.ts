import type { QlikError } from '../errors/qlik-error';
import { runOutsideAngular } from '../zone/run-outside-angular';

/**
 * The promise's result, or the error when it takes too long. What Qlik's runtime promises may never settle, so every wait on it
 * goes through here.
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
      // Much too late is this only where the machine slept, and what is waited for with it.
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

/** Waits for something, and for so many milliseconds at most. What it comes to is not told; it may be under way still. */
export function waitAtMost(work: Promise<unknown>, milliseconds: number): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout>;
  const limit = new Promise(
    (resolve) => (timer = runOutsideAngular(() => setTimeout(resolve, milliseconds))),
  );
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
