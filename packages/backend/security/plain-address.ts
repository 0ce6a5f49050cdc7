import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.ts';

/** Its rest goes to Qlik, and has checks of its own. */
const RELAY = '/qlik/';

/**
 * Refuses other spellings of an address, such as `/api/qlik/%6bey/session`: the router decodes them, and rules for paths that a proxy or a
 * host application has in front may not.
 * @throws {Problem} 404
 */
export function requirePlainAddress({ raw, routeOptions }: FastifyRequest): void {
  const [path = ''] = raw.url?.split('?', 1) ?? [];
  const { url: route } = routeOptions;
  if (route === undefined || route.startsWith(RELAY)) return;
  const given = path.split('/');
  const isPlain = route.split('/').every((segment, at) => {
    if (!segment.startsWith(':')) return segment === given[at];
    // Ids of users have any characters, those of connections plain ones only.
    return segment !== ':connection' || given[at]?.includes('%') === false;
  });
  if (isPlain) return;
  throw new Problem(404, 'not-found', 'There is nothing at this spelling of the address.', {
    remedy: 'Send the path without percent-encoding and without a fragment.',
  });
}
