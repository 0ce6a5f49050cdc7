import type { QlikError } from '../errors/qlik-error';

/**
 * The promise's result, or the error when it takes too long. What Qlik's runtime promises may never settle, so every wait on it
 * goes through here.
 *
 * @param milliseconds how long to wait
 * @param onTimeout makes the error; called only when the time is up
 */
export function withTimeLimit<T>(
  promise: Promise<T>,
  milliseconds: number,
  onTimeout: () => QlikError,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(onTimeout()), milliseconds);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
