import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isRecord } from '../../json/is-record.ts';
import type { Callers } from './caller.ts';
import { QlikError } from './qlik-error.ts';

/** Calls per window for each of Qlik's tiers, counted per user and tenant. */
export interface RateLimits {
  readonly tier1: number;
  readonly tier2: number;
  /** Requests of reports. */
  readonly reports: number;
  readonly windowMs: number;
}

/** Qlik's published limits: 1000 and 100 calls, and 10 requests of reports, in a minute. */
export const QLIK_RATE_LIMITS: RateLimits = { tier1: 1000, tier2: 100, reports: 10, windowMs: 60_000 };

/** Counts the calls of that scope and answers 429 with `Retry-After` in seconds once a tier is used up. */
export async function limitRates(
  scope: FastifyInstance,
  limits: RateLimits,
  callers: Callers,
): Promise<void> {
  const tierOf = ({ method, routeOptions }: FastifyRequest): 'tier1' | 'tier2' | 'reports' => {
    if (method === 'GET' || method === 'HEAD') return 'tier1';
    return routeOptions.url === '/api/v1/reports' ? 'reports' : 'tier2';
  };
  await scope.register(rateLimit, {
    global: true,
    // After authentication and body: the count is the user's (or the client's at the token endpoint), not the address's.
    hook: 'preHandler',
    timeWindow: limits.windowMs,
    max: (request) => limits[tierOf(request)],
    keyGenerator: (request) =>
      `${tierOf(request)}/${callers.known(request.raw)?.user ?? clientId(request) ?? request.ip}`,
    errorResponseBuilder: (_request, context) =>
      new QlikError(429, {
        code: 'HTTP-429',
        title: 'Too Many Requests',
        detail: `The limit of ${context.max} calls is used up; try again after ${context.after}.`,
      }),
    addHeaders: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
      'retry-after': true,
    },
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
  });
}

function clientId(request: FastifyRequest): string | undefined {
  const body = request.body;
  const id = isRecord(body) ? body['client_id'] : undefined;
  return typeof id === 'string' ? `client ${id}` : undefined;
}
