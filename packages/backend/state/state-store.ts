/**
 * State between requests; shared by all instances of the backend when it is in Redis.
 *
 * Each method but `problem` and `close` rejects with a {@link Problem} 503 `state-unavailable` within a few seconds when the store cannot be
 * reached, is read-only or does not answer.
 */
export interface StateStore {
  get(key: string): Promise<string | undefined>;
  /** @param lifetimeMs after which the value expires */
  set(key: string, value: string, lifetimeMs: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** Reads and deletes atomically: of two callers one gets the value. */
  take(key: string): Promise<string | undefined>;
  /**
   * Runs work while no other work, in this instance or another, runs under the same key. Work that runs for longer than
   * {@link MAX_LOCK_MS} goes on without the lock; its result counts.
   * @throws {Problem} 503 `busy` when the lock is not acquired within {@link LOCK_WAIT_MS}; the work has not begun then
   * @throws the error of the work
   */
  withLock<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Adds to a set that expires `lifetimeMs` after its last addition. */
  addMember(set: string, member: string, lifetimeMs: number): Promise<void>;
  removeMember(set: string, member: string): Promise<void>;
  members(set: string): Promise<readonly string[]>;
  /** Counts one more event in the window that the first of them opened. */
  count(key: string, windowMs: number): Promise<{ readonly count: number; readonly endsInMs: number }>;
  /** Returns the time of the store, in milliseconds since 1970 with fractions: the same clock for all instances. */
  now(): Promise<number>;
  /** Returns why the store cannot be used, for the health check; resolves within a few seconds. Never rejects. */
  problem(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** How long {@link StateStore.withLock} waits for the lock. */
export const LOCK_WAIT_MS = 20_000;

/** How long {@link StateStore.withLock} keeps the lock at most. */
export const MAX_LOCK_MS = 120_000;

/** For tests: other limits than {@link LOCK_WAIT_MS} and {@link MAX_LOCK_MS}, in milliseconds. */
export interface LockLimits {
  readonly lockWaitMs?: number;
  readonly maxLockMs?: number;
}
