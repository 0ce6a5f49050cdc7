import { audit } from '../logging/audit.ts';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../errors/problem.ts';
import type { SessionEnding } from './session-ending.ts';

const CALLS_PER_MINUTE = 30;

interface OperatorOptions {
  readonly token: string;
  readonly ending: Pick<SessionEnding, 'endUser'>;
}

/** `POST /app/users/<id>/end-sessions`: an operator ends all sessions of a user, with the token of `OPERATOR_TOKEN`. */
export async function operatorRoutes(
  server: FastifyInstance,
  { token, ending }: OperatorOptions,
): Promise<void> {
  const limited = {
    config: { rateLimit: { max: CALLS_PER_MINUTE, timeWindow: 60_000 }, audit: 'session-ended' },
  } as const;

  server.post<{ Params: { user: string } }>(
    '/app/users/:user/end-sessions',
    limited,
    async (request, reply) => {
      const { origin, authorization = '', 'sec-fetch-site': fetchSite } = request.headers;
      if (origin !== undefined || fetchSite !== undefined) {
        throw new Problem(403, 'operator-only', 'This call is not for pages.', {
          remedy: 'Call it from a terminal or a server.',
        });
      }
      const [, given = ''] = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization) ?? [];
      if (!isSame(given, token)) {
        throw new Problem(401, 'operator-unknown', 'This call needs the operator’s token.', {
          remedy: 'Send Authorization: Bearer with the value of OPERATOR_TOKEN.',
          headers: { 'www-authenticate': 'Bearer' },
        });
      }
      const ended = await ending.endUser(request.params.user);
      const reason = ended === 0 ? 'no-session' : undefined;
      audit(request, { event: 'session-ended', user: request.params.user, result: 'done', reason });
      return reply.send({ ended });
    },
  );
}

/** Compares in constant time. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
