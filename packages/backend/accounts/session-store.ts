import type { SessionStore } from '@fastify/session';
import type { Session } from 'fastify';
import type { StateStore } from '../state/state-store.ts';

/** A request that began before the sign-out may save its session again, which must not restore it. No request takes longer. */
const MAX_REQUEST_MS = 10 * 60_000;

interface StoreOptions {
  /** After the last request. */
  readonly lifetimeMs: number;
  /** After the sign-in. */
  readonly maxMs: number;
  /** Milliseconds since 1970; for tests. */
  readonly now?: () => number;
}

/** Keeps the sessions of `@fastify/session` in a {@link StateStore}. */
export class StateSessionStore implements SessionStore {
  readonly #state: StateStore;
  readonly #lifetimeMs: number;
  readonly #maxMs: number;
  readonly #now: () => number;

  constructor(state: StateStore, { lifetimeMs, maxMs, now = Date.now }: StoreOptions) {
    this.#state = state;
    this.#lifetimeMs = lifetimeMs;
    this.#maxMs = maxMs;
    this.#now = now;
  }

  get(id: string, done: (error: unknown, hostSession?: Session | null) => void): void {
    settle(this.read(id), done);
  }

  set(id: string, hostSession: Session, done: (error?: unknown) => void): void {
    settle(this.write(id, hostSession), done);
  }

  destroy(id: string, done: (error?: unknown) => void): void {
    settle(this.end(id), done);
  }

  async write(id: string, hostSession: Session): Promise<void> {
    await this.#state.set(`session:${id}`, JSON.stringify(hostSession), this.#lifetimeMs);
  }

  /** Returns whether a user is still signed in with that session. */
  async isAlive(id: string): Promise<boolean> {
    return (await this.read(id)) !== null;
  }

  /** Returns the data of a session; `null` for a session that ended or expired. */
  async read(id: string): Promise<Session | null> {
    const [text, ended] = await Promise.all([
      this.#state.get(`session:${id}`),
      this.#state.get(`ended:${id}`),
    ]);
    if (text === undefined || ended !== undefined) return null;
    // What is in the store was written by `set`.
    const hostSession = JSON.parse(text) as Session;
    const isOver = hostSession.hostUser !== undefined && !this.#isCurrent(hostSession);
    return isOver ? null : hostSession;
  }

  /** Kept for as long as a request under way may save the session. */
  async end(id: string): Promise<void> {
    await this.#state.set(`ended:${id}`, '1', this.#lifetimeMs + MAX_REQUEST_MS);
    await this.#state.delete(`session:${id}`);
  }

  #isCurrent({ signedInAt, expiresAt = Infinity }: Pick<Session, 'signedInAt' | 'expiresAt'>): boolean {
    const now = this.#now();
    return signedInAt !== undefined && now - signedInAt < this.#maxMs && now < expiresAt;
  }
}

function settle<T>(work: Promise<T>, done: (error?: unknown, result?: T) => void): void {
  work.then(
    (result) => done(null, result),
    (error: unknown) => done(error),
  );
}
