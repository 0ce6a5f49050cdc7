import type { FastifyInstance } from 'fastify';
import { Problem } from '../errors/problem.ts';

/**
 * Refuses what Node would refuse without a body, a request id or a log entry: HTTP/1.1 without `Host`, unknown expectations.
 * @see RFC 9112, section 3.2; RFC 9110, section 10.1.1
 */
export function requireRequestForm(server: FastifyInstance): void {
  server.addHook('onRequest', async ({ raw: { httpVersion, headers } }) => {
    if (headers.host === undefined && httpVersion === '1.1') {
      throw new Problem(400, 'host-missing', 'The request has no Host header.', {
        headers: { connection: 'close' },
      });
    }
    if (headers.expect !== undefined && headers.expect.toLowerCase() !== '100-continue') {
      throw new Problem(417, 'expectation-failed', 'The only known expectation is 100-continue.', {
        headers: { connection: 'close' },
      });
    }
  });
}
