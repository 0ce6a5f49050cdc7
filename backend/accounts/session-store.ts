import type { SessionStore } from '@fastify/session';
import type { Session } from 'fastify';
import type { StateStore } from '../state/state-store.ts';

/** A request that began before the sign-out may save its session once more, which must not bring it back. None is under way longer. */
const REMEMBER_END_MS = 10 * 60_000;

/** Keeps the sessions of `@fastify/session` in a {@link StateStore}. */
export class StateSessionStore implements SessionStore {
  readonly #state: StateStore;
  readonly #lifetimeMs: number;

  constructor(state: StateStore, lifetimeMs: number) {
    this.#state = state;
    this.#lifetimeMs = lifetimeMs;
  }

  get(id: string, done: (error: unknown, session?: Session | null) => void): void {
    settle(this.#get(id), done);
  }

  set(id: string, session: Session, done: (error?: unknown) => void): void {
    settle(this.#state.set(`session:${id}`, JSON.stringify(session), this.#lifetimeMs), done);
  }

  destroy(id: string, done: (error?: unknown) => void): void {
    settle(this.#destroy(id), done);
  }

  /** Whether somebody is still signed in with that session. */
  async isAlive(id: string): Promise<boolean> {
    return (await this.#get(id)) !== null;
  }

  async #get(id: string): Promise<Session | null> {
    const [text, ended] = await Promise.all([
      this.#state.get(`session:${id}`),
      this.#state.get(`ended:${id}`),
    ]);
    // What is in the store was written by `set`.
    return text === undefined || ended !== undefined ? null : (JSON.parse(text) as Session);
  }

  async #destroy(id: string): Promise<void> {
    await this.#state.set(`ended:${id}`, '1', REMEMBER_END_MS);
    await this.#state.delete(`session:${id}`);
  }
}

function settle<T>(work: Promise<T>, done: (error?: unknown, result?: T) => void): void {
  work.then(
    (result) => done(null, result),
    (error: unknown) => done(error),
  );
}
