/** Work did not end within its limit. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

/**
 * Waits for work, but not for longer than the limit. The work itself goes on; its later result is dropped.
 * @throws {TimeLimitError}
 * @throws the error of the work
 */
export function within<T>(limitMs: number, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new TimeLimitError(`no end after ${limitMs} ms`)), limitMs);
    work()
      .finally(() => clearTimeout(limit))
      .then(resolve, reject);
  });
}
