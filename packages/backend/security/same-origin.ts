import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.ts';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const READING = ['GET', 'HEAD'];

/** The settings for the check that a request comes from the application's pages. */
export interface SiteOrigin {
  /** The application's address as browsers see it; `undefined`: the loopback address of the request. */
  readonly publicOrigin: string | undefined;
  /** The path below which the backend's addresses are, such as `/analytics`; empty for the root. */
  readonly basePath: string;
}

/** Returns the origin of the application's pages for this request. `undefined` for a foreign host. */
export function ownOrigin(request: FastifyRequest, { publicOrigin }: SiteOrigin): string | undefined {
  if (publicOrigin !== undefined) return publicOrigin;
  // A foreign name that resolves to this machine (DNS rebinding) is not loopback.
  return LOOPBACK.test(request.host) ? `${request.protocol}://${request.host}` : undefined;
}

/**
 * Refuses cross-site requests: with Fetch Metadata where the browser has it, with `Origin` everywhere.
 * Each request that changes state, and each WebSocket, must have one of the two. Applications of other ports of the same machine
 * are other sites too, although cookies are shared with them.
 * @throws {Problem} 403
 */
export function requireSameOrigin(request: FastifyRequest, site: SiteOrigin): void {
  const { origin, 'sec-fetch-site': fetchSite, upgrade } = request.headers;
  const own = ownOrigin(request, site);
  const isReading = READING.includes(request.method) && upgrade === undefined;
  const isForeign =
    own === undefined ||
    (origin !== undefined && origin !== own) ||
    (fetchSite !== undefined && fetchSite !== 'same-origin' && !(isReading && fetchSite === 'none'));
  const isUnproved = !isReading && origin === undefined && (fetchSite === undefined || upgrade !== undefined);
  if (isForeign || isUnproved) {
    throw new Problem(403, 'cross-site', 'This call may only come from a page of the application itself.', {
      remedy: ({ publicUrl }) =>
        `Call it with fetch() from the application. If that is what happened, ${publicUrl} is not the address that browsers use.`,
    });
  }
}

/**
 * Refuses embedded requests, such as an image of another site; a link or a redirect from another site is allowed.
 * @throws {Problem} 403
 */
export function requireNavigation(request: FastifyRequest, site: SiteOrigin): void {
  const {
    'sec-fetch-site': fetchSite,
    'sec-fetch-mode': mode,
    'sec-fetch-dest': destination,
  } = request.headers;
  const isEmbedded =
    fetchSite !== undefined &&
    fetchSite !== 'same-origin' &&
    ((mode !== undefined && mode !== 'navigate') ||
      (destination !== undefined && destination !== 'document'));
  if (isEmbedded || ownOrigin(request, site) === undefined) {
    throw new Problem(403, 'cross-site', 'This address is for navigation, not for fetch.');
  }
}
