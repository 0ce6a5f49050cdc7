import type { StateStore } from './state-store.ts';

const SWEEP_MS = 60_000;

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

/** State in this process: gone when it stops, and not shared. */
export class MemoryState implements StateStore {
  readonly #entries = new Map<string, Entry>();
  readonly #sets = new Map<string, Members>();
  readonly #windows = new Map<string, Window>();
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #now: () => number;
  readonly #sweeper: NodeJS.Timeout;

  /** @param now milliseconds since 1970; for tests */
  constructor(now: () => number = Date.now) {
    this.#now = now;
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

  async exclusively<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key) ?? Promise.resolve();
    // Whether the one before succeeded is its caller's business.
    const turn = before.then(work, work);
    this.#turns.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
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
    this.#windows.set(key, window);
    return { count: window.count, endsInMs: window.endsAt - now };
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
