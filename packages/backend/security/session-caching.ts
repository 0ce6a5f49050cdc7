import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Paths with responses about one user. */
const PERSONAL = /^\/(?:app|api\/qlik)\//;

/**
 * Keeps responses that belong to one user out of every cache: those of `/app/` and `/api/qlik/`, and each that sets a cookie, since a client that
 * got it from a cache would get the session too.
 */
export function addSessionCaching(server: FastifyInstance): void {
  const guard = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (PERSONAL.test(request.url) || reply.hasHeader('set-cookie')) keepPrivate(reply);
  };
  // For requests without a route.
  server.addHook('onSend', guard);
  // The session's cookie is set while the response is sent, in an inner scope: hooks of a route come after all others.
  server.addHook('onRoute', (route) => {
    const own = route.onSend === undefined ? [] : [route.onSend].flat();
    route.onSend = [...own, guard];
  });
}

/** @see RFC 9111, section 5.2.2 */
export function keepPrivate(reply: FastifyReply): void {
  reply.header('cache-control', 'private, no-store');
  const vary = [reply.getHeader('vary') ?? []].flat().map(String);
  const names = vary.flatMap((value) => value.split(',')).map((name) => name.trim().toLowerCase());
  if (!names.includes('cookie') && !names.includes('*')) reply.header('vary', [...vary, 'Cookie'].join(', '));
}

/** Clears the browser's cache, so that the next user does not see cached responses of the one before. */
export function clearBrowserCache(reply: FastifyReply): void {
  reply.header('clear-site-data', '"cache"');
}
