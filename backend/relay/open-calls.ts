import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.ts';

/** Fewer than the connections to one Qlik, so that one user cannot take them all by reading slowly. */
const MOST_CALLS_PER_USER = 100;

/** How many requests each user has under way at one connection to Qlik, in this copy of the backend. */
export class OpenCalls {
  readonly #calls = new Map<string, number>();

  /**
   * Counts a request until its answer has gone out, or its client has gone away.
   * @throws {Problem} 429 when the user has as many as one may have
   */
  begin(request: FastifyRequest, reply: FastifyReply, user: string): void {
    const count = this.#calls.get(user) ?? 0;
    if (count >= MOST_CALLS_PER_USER) {
      throw new Problem(
        429,
        'too-many-calls',
        `You have ${MOST_CALLS_PER_USER} requests under way, which is the limit.`,
        {
          remedy: 'Wait for their answers, and try again.',
          headers: { 'retry-after': '1' },
        },
      );
    }
    this.#calls.set(user, count + 1);
    const { socket } = request.raw;
    const end = (): void => {
      socket.off('close', end);
      reply.raw.off('close', end);
      const left = (this.#calls.get(user) ?? 1) - 1;
      if (left > 0) this.#calls.set(user, left);
      else this.#calls.delete(user);
    };
    // An answer that waits behind another on its line is not told when the line is closed; the line is.
    socket.once('close', end);
    reply.raw.once('close', end);
  }
}
