import type { StateStore } from './state-store.ts';

const SWEEP_MS = 60_000;

interface Entry {
  readonly value: string;
  readonly endsAt: number;
}

/** State in this process: gone when it stops, and not shared. */
export class MemoryState implements StateStore {
  readonly #entries = new Map<string, Entry>();
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

  async problem(): Promise<undefined> {
    return undefined;
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    this.#entries.clear();
  }

  #sweep(): void {
    for (const [key, { endsAt }] of this.#entries) {
      if (endsAt <= this.#now()) this.#entries.delete(key);
    }
  }
}
