import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.ts';

/** Fewer than the connections to one Qlik, so that one user cannot occupy them all by reading slowly. */
const MAX_CALLS_PER_USER = 100;

/** Limits the open requests of each user at one connection to Qlik, in this instance of the backend. */
export class OpenCalls {
  readonly #calls = new Map<string, number>();

  /**
   * Counts a request until its response is sent or its client disconnects.
   * @throws {Problem} 429 when the user has reached the limit
   */
  begin(request: FastifyRequest, reply: FastifyReply, user: string): void {
    const count = this.#calls.get(user) ?? 0;
    if (count >= MAX_CALLS_PER_USER) {
      throw new Problem(
        429,
        'too-many-calls',
        `You have ${MAX_CALLS_PER_USER} requests under way, which is the limit.`,
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
    // A pipelined response that waits behind another emits no event when the connection closes; the socket does.
    socket.once('close', end);
    reply.raw.once('close', end);
  }
}
