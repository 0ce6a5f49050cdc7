import { waitAtMost } from '../errors/time-limit';

/** As long as a request of a sign-out may take. */
const LIMIT_MS = 20_000;

/**
 * The sign-outs that a server has not answered yet. A sign-in waits for them: the cookies or the user are the same, so a late answer would
 * end the new session.
 */
export class PendingSignOut {
  private pending: Promise<unknown> | undefined;

  /** Registers work that ends a session on the server, and returns it. */
  add<T>(work: Promise<T>): Promise<T> {
    const pending: Promise<unknown> = Promise.allSettled([this.pending, work]).then(() => {
      if (this.pending === pending) this.pending = undefined;
    });
    this.pending = pending;
    return work;
  }

  /** Waits for all registered work, 20 s at most. Never rejects. */
  async wait(): Promise<void> {
    if (this.pending) await waitAtMost(this.pending, LIMIT_MS);
  }
}
