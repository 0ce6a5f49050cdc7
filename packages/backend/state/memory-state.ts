import { lockTimedOut } from './state-problems.ts';
import { MAX_LOCK_MS, type StateStore, LOCK_WAIT_MS, type LockLimits } from './state-store.ts';
import { TimeLimitError, within } from './within.ts';

const SWEEP_MS = 60_000;
/** About 30 MB. */
const MAX_WINDOWS = 200_000;

interface MemoryStateOptions extends LockLimits {
  /** Windows of {@link MemoryState.count} that are kept at most; the oldest is deleted first. */
  readonly maxWindows?: number;
}

interface Entry {
  readonly value: string;
  readonly endsAt: number;
}

interface Members {
  readonly members: Set<string>;
  readonly endsAt: number;
}

interface Window {
  readonly count: number;
  readonly endsAt: number;
}

/** State in this process: lost when it stops, and not shared. */
export class MemoryState implements StateStore {
  readonly #entries = new Map<string, Entry>();
  readonly #sets = new Map<string, Members>();
  readonly #windows = new Map<string, Window>();
  /** Per key, settles when the last waiting caller has released the lock or given up. */
  readonly #locks = new Map<string, Promise<void>>();
  readonly #now: () => number;
  readonly #lockWaitMs: number;
  readonly #maxLockMs: number;
  readonly #mostWindows: number;
  readonly #sweeper: NodeJS.Timeout;

  /** @param now milliseconds since 1970; for tests */
  constructor(now: () => number = Date.now, { lockWaitMs, maxLockMs, maxWindows }: MemoryStateOptions = {}) {
    this.#now = now;
    this.#lockWaitMs = lockWaitMs ?? LOCK_WAIT_MS;
    this.#maxLockMs = maxLockMs ?? MAX_LOCK_MS;
    this.#mostWindows = maxWindows ?? MAX_WINDOWS;
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_MS);
    this.#sweeper.unref();
  }

  async get(key: string): Promise<string | undefined> {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.endsAt > this.#now() ? entry.value : undefined;
  }

  async set(key: string, value: string, lifetimeMs: number): Promise<void> {
    this.#entries.set(key, { value, endsAt: this.#now() + lifetimeMs });
  }

  async delete(key: string): Promise<void> {
    this.#entries.delete(key);
  }

  async take(key: string): Promise<string | undefined> {
    const value = this.get(key);
    this.#entries.delete(key);
    return value;
  }

  async withLock<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#locks.get(key) ?? Promise.resolve();
    let unlock = (): void => undefined;
    const over = new Promise<void>((resolve) => (unlock = resolve));
    const lock = before.then(() => over);
    this.#locks.set(key, lock);
    void lock.then(() => {
      if (this.#locks.get(key) === lock) this.#locks.delete(key);
    });
    try {
      await within(this.#lockWaitMs, () => before);
    } catch (error) {
      unlock();
      throw error instanceof TimeLimitError ? lockTimedOut() : error;
    }
    const lockTimer = setTimeout(unlock, this.#maxLockMs);
    try {
      return await work();
    } finally {
      clearTimeout(lockTimer);
      unlock();
    }
  }

  async addMember(set: string, member: string, lifetimeMs: number): Promise<void> {
    const now = this.#now();
    const known = this.#sets.get(set);
    const members = known !== undefined && known.endsAt > now ? known.members : new Set<string>();
    this.#sets.set(set, { members: members.add(member), endsAt: now + lifetimeMs });
  }

  async removeMember(set: string, member: string): Promise<void> {
    this.#sets.get(set)?.members.delete(member);
  }

  async members(set: string): Promise<readonly string[]> {
    const known = this.#sets.get(set);
    return known !== undefined && known.endsAt > this.#now() ? [...known.members] : [];
  }

  async count(key: string, windowMs: number): Promise<{ readonly count: number; readonly endsInMs: number }> {
    const now = this.#now();
    const open = this.#windows.get(key);
    const window =
      open !== undefined && open.endsAt > now
        ? { count: open.count + 1, endsAt: open.endsAt }
        : { count: 1, endsAt: now + windowMs };
    // Windows that are opened again go to the end, so that the first is the oldest.
    if (window.count === 1) this.#windows.delete(key);
    this.#windows.set(key, window);
    if (this.#windows.size > this.#mostWindows) {
      const [oldest] = this.#windows.keys();
      if (oldest !== undefined) this.#windows.delete(oldest);
    }
    return { count: window.count, endsInMs: window.endsAt - now };
  }

  /** How many windows of {@link count} are kept. */
  get windowCount(): number {
    return this.#windows.size;
  }

  async now(): Promise<number> {
    return this.#now();
  }

  async problem(): Promise<undefined> {
    return undefined;
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    this.#entries.clear();
    this.#sets.clear();
    this.#windows.clear();
  }

  #sweep(): void {
    for (const kept of [this.#entries, this.#sets, this.#windows]) {
      for (const [key, { endsAt }] of kept) if (endsAt <= this.#now()) kept.delete(key);
    }
  }
}
