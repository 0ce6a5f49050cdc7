import type { FastifyInstance } from 'fastify';
import { requireSameOrigin, type SiteOrigin } from '../security/same-origin.ts';
import { clearBrowserCache } from '../security/session-caching.ts';
import { addSessionRoute } from '../accounts/session-route.ts';
import type { SessionEnding } from '../accounts/session-ending.ts';

interface ResolvedAccountOptions {
  readonly site: SiteOrigin;
  readonly ending: SessionEnding;
}

/**
 * `/app/session` and `/app/sign-out` where the host application signs its users in: who they are, and the end of what they have at Qlik. The
 * sign-out of the host itself stays with the host.
 */
export async function resolvedAccountRoutes(
  server: FastifyInstance,
  { site, ending }: ResolvedAccountOptions,
): Promise<void> {
  addSessionRoute(server, site);

  server.post('/app/sign-out', { config: { audit: 'sign-out' } }, async (request, reply) => {
    requireSameOrigin(request, site);
    const { sessionId, hostUser } = request.session;
    clearBrowserCache(reply);
    if (hostUser !== undefined) await ending.end(sessionId, request.session);
    return reply.code(204).send();
  });
}
