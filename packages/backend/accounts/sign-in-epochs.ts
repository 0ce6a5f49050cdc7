import { randomUUID } from 'node:crypto';
import type { StateStore } from '../state/state-store.ts';

/** Before the first sign-out. */
const FIRST = '0';

/**
 * An epoch is the time from a sign-in to its sign-out, per owner and connection. The data of a sign-in is stored under a key
 * with its epoch; work that was under way at the sign-out finds another epoch when it ends, and stores nothing.
 *
 * The owner is a session; for what all sessions of a user share, the user's name at Qlik.
 */
export class SignInEpochs {
  readonly #state: StateStore;
  readonly #lifetimeMs: number;

  /** @param lifetimeMs after which an epoch expires: data of an earlier epoch must be invalid by then */
  constructor(state: StateStore, lifetimeMs: number) {
    this.#state = state;
    this.#lifetimeMs = lifetimeMs;
  }

  async read(owner: string, connection: string): Promise<string> {
    return (await this.#state.get(key(owner, connection))) ?? FIRST;
  }

  /**
   * Begins the next epoch.
   * @returns the one that ended; of several callers each gets another one
   */
  async end(owner: string, connection: string): Promise<string> {
    const name = key(owner, connection);
    return this.#state.withLock(name, async () => {
      const ended = await this.read(owner, connection);
      await this.#state.set(name, randomUUID(), this.#lifetimeMs);
      return ended;
    });
  }
}

/** An id of a connection has no colon, so that no two pairs share a key. */
function key(owner: string, connection: string): string {
  return `epoch:${owner}:${connection}`;
}
