/** Longer than a tab may take; one that sleeps in the middle must not hold up the others for ever. */
const LOCK_LIMIT_MS = 30_000;

/**
 * Does something in one tab of this application at a time. Where browsers know no locks (pages without TLS), all do it at once.
 *
 * @param name of what must not be done twice at once
 * @param work is told whether it is alone
 */
export async function withTabLock<T>(name: string, work: (hasLock: boolean) => Promise<T>): Promise<T> {
  const { locks } = navigator as { readonly locks?: LockManager };
  if (!locks) return work(false);
  const progress = { isInside: false };
  try {
    const done: unknown = await locks.request(name, { signal: AbortSignal.timeout(LOCK_LIMIT_MS) }, () => {
      progress.isInside = true;
      return work(true);
    });
    // The browser hands on what the work came to; TypeScript does not know.
    return done as T;
  } catch (thrown) {
    if (progress.isInside) throw thrown;
    // No lock is to be had, in time or at all: what is done twice is better than what is not done.
    return work(false);
  }
}
