import type { StateStore } from '../state/state-store.ts';

/** A credential and its end, in milliseconds since 1970. */
export interface CachedToken {
  readonly token: string;
  readonly expiresAt: number;
}

/** Renewed this long before its end, or at a tenth of its life when that is shorter. */
const SKEW_MS = 60_000;
const MAX_TOKENS = 10_000;
/** When a token is refused right after it replaced a refused one, its age is not the reason: another token would be refused too. */
const MIN_AGE_OF_REPLACEMENT_MS = 1_000;

interface Entry extends CachedToken {
  readonly staleAt: number;
  /** Set on a token that was fetched because Qlik refused the one before it. */
  readonly replacedAt?: number;
}

/**
 * Credentials by key. Of all concurrent callers, in this process or another with the same state, one fetches; what it
 * fetched serves all callers until shortly before it expires.
 */
export class TokenCache {
  readonly #state: StateStore;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #pending = new Map<string, Promise<Entry>>();

  constructor(state: StateStore, now: () => number = Date.now) {
    this.#state = state;
    this.#now = now;
  }

  /**
   * @param refused a token that Qlik refused before it expired: it is not returned again
   * @throws the error of `fetch`; the next call then tries again
   */
  async get(key: string, fetch: () => Promise<CachedToken>, refused?: string): Promise<CachedToken> {
    const known = this.#entries.get(key);
    if (known !== undefined && this.#isGood(known, refused)) return known;
    let pending = this.#pending.get(key);
    if (pending === undefined) {
      pending = this.#renew(key, fetch, refused).finally(() => this.#pending.delete(key));
      this.#pending.set(key, pending);
    }
    return pending;
  }

  /** Whether a token is stored under the key, for any instance. */
  async has(key: string): Promise<boolean> {
    return (await this.#state.get(`token:${key}`)) !== undefined;
  }

  /** @returns the tokens that were stored under the key, in this instance and in the shared state */
  async forget(key: string): Promise<readonly string[]> {
    const own = this.#entries.get(key);
    this.#entries.delete(key);
    const shared = parse(await this.#state.take(`token:${key}`));
    return [...new Set([own, shared].flatMap((entry) => (entry === undefined ? [] : [entry.token])))];
  }

  async #renew(key: string, fetch: () => Promise<CachedToken>, refused: string | undefined): Promise<Entry> {
    return this.#state.withLock(`token:${key}`, async () => {
      const shared = parse(await this.#state.get(`token:${key}`));
      if (shared !== undefined && this.#isGood(shared, refused)) return this.#keep(key, shared);
      const { token, expiresAt } = await fetch();
      const fetchedAt = this.#now();
      const life = expiresAt - fetchedAt;
      const staleAt = expiresAt - Math.min(SKEW_MS, life / 10);
      const entry = { token, expiresAt, staleAt, ...(refused !== undefined && { replacedAt: fetchedAt }) };
      if (life > 0) await this.#state.set(`token:${key}`, JSON.stringify(entry), life);
      return this.#keep(key, entry);
    });
  }

  #keep(key: string, entry: Entry): Entry {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size > MAX_TOKENS) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    return entry;
  }

  #isGood({ token, staleAt, replacedAt }: Entry, refused: string | undefined): boolean {
    const now = this.#now();
    if (staleAt <= now) return false;
    return token !== refused || (replacedAt !== undefined && now - replacedAt < MIN_AGE_OF_REPLACEMENT_MS);
  }
}

function parse(text: string | undefined): Entry | undefined {
  // Written by `#renew`.
  return text === undefined ? undefined : (JSON.parse(text) as Entry);
}
