/** Limit for waiting for the lock: a tab that sleeps while it has the lock must not block the others for ever. */
const LOCK_LIMIT_MS = 30_000;

/**
 * Runs work in one tab of this application at a time, by the Web Locks API. Without the API (pages without TLS) the work runs at once.
 *
 * @param name of the lock
 * @param work receives whether this tab has the lock
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
    // The browser returns the result of the work; its type does not say so.
    return done as T;
  } catch (thrown) {
    if (progress.isInside) throw thrown;
    // There is no lock, or not in time: running twice is better than not at all.
    return work(false);
  }
}
