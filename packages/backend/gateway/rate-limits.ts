import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.ts';
import type { StateStore } from '../state/state-store.ts';

const WINDOW_MS = 60_000;
/** One IPv6 customer has a whole /64 and as many addresses as there are (RFC 6177). */
const IPV6_PREFIX = 64;
/** Behind a proxy the address is text of a header. */
const MAX_ADDRESS_LENGTH = 64;

/** The limits per user and address. */
export interface RateLimitSettings {
  readonly requestsPerMinute: number;
  readonly upgradesPerMinute: number;
}

/** Counts requests and WebSocket handshakes per minute in the state store, so that all instances of the backend count together. */
export class RateLimits {
  readonly #state: StateStore;
  readonly #settings: RateLimitSettings;

  constructor(state: StateStore, settings: RateLimitSettings) {
    this.#state = state;
    this.#settings = settings;
  }

  get requestsPerMinute(): number {
    return this.#settings.requestsPerMinute;
  }

  /** One more event of a subject. @throws {Problem} 503 */
  count(subject: string, windowMs = WINDOW_MS): ReturnType<StateStore['count']> {
    return this.#state.count(`limit:${subject}`, windowMs);
  }

  /** For requests without a session. @throws {Problem} 429, 503 */
  async countOfAddress(request: FastifyRequest): Promise<void> {
    await this.#limit(addressKey(request.ip), this.#settings.requestsPerMinute);
  }

  /** Counts any handshake, before its user is known. @throws {Problem} 429, 503 */
  async countUpgradeOfAddress(request: FastifyRequest): Promise<void> {
    if (request.headers.upgrade === undefined) return;
    await this.#limit(`upgrade:${addressKey(request.ip)}`, this.#settings.upgradesPerMinute);
  }

  /** @throws {Problem} 429, 503 */
  async countUpgradeOfUser(request: FastifyRequest): Promise<void> {
    const { hostUser } = request.session;
    if (request.headers.upgrade === undefined || hostUser === undefined) return;
    await this.#limit(`upgrade:user:${hostUser.id}`, this.#settings.upgradesPerMinute);
  }

  async #limit(subject: string, most: number): Promise<void> {
    const { count, endsInMs } = await this.count(subject);
    if (count > most) throw tooManyRequests(endsInMs);
  }
}

/** Limits the routes of a scope that has sessions: by user, or by address before sign-in. Routes may have a separate limit. */
export async function limitRequests(scope: FastifyInstance, limits: RateLimits): Promise<void> {
  scope.addHook('onRequest', (request) => limits.countUpgradeOfUser(request));
  await scope.register(rateLimit, {
    max: limits.requestsPerMinute,
    timeWindow: WINDOW_MS,
    keyGenerator: limitKey,
    store: class {
      incr(
        key: string,
        done: (error: Error | null, result?: { current: number; ttl: number }) => void,
        windowMs: number,
      ): void {
        limits.count(key, windowMs).then(
          ({ count, endsInMs }) => done(null, { current: count, ttl: endsInMs }),
          // The store rejects with problems only.
          (error: unknown) => done(error as Error),
        );
      }

      /** Routes with a separate limit have a separate key. */
      child(): this {
        return this;
      }
    },
    errorResponseBuilder: (_request, { ttl }) => tooManyRequests(ttl),
  });
}

/** The address that counts: IPv4, also when it is mapped into IPv6 (RFC 4291, 2.5.5.2), or the /64 of an IPv6 address. */
export function addressKey(address: string | undefined): string {
  // Node no longer knows the address of a client that has gone, whatever Fastify's types say.
  if (address === undefined) return 'ip:gone';
  return `ip:${normalizeIP(address.replace(/%.*$/, ''), IPV6_PREFIX).slice(0, MAX_ADDRESS_LENGTH)}`;
}

function limitKey({ session: hostSession, ip, method, routeOptions }: FastifyRequest): string {
  const subject = hostSession.hostUser === undefined ? addressKey(ip) : `user:${hostSession.hostUser.id}`;
  return routeOptions.config.rateLimit === undefined ? subject : `${method} ${routeOptions.url}:${subject}`;
}

function tooManyRequests(endsInMs: number): Problem {
  const seconds = Math.max(1, Math.ceil(endsInMs / 1000));
  return new Problem(429, 'too-many-requests', 'These are too many requests.', {
    remedy: `Wait ${seconds} seconds.`,
    headers: { 'retry-after': String(seconds) },
  });
}
