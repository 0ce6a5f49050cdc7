import type { FastifyInstance, FastifyRequest } from 'fastify';

const UNAVAILABLE = 503;

/**
 * Keeps `@fastify/session` from saving the session with a response that reports an unusable state store: that would fail again, and
 * replace the response by one of Fastify's own. To be called before the sessions are added.
 */
export function skipSaveWhenUnavailable(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply) => {
    if (reply.statusCode !== UNAVAILABLE) return;
    // After a sign-out there is no session.
    const { session: hostSession } = request as { readonly session: FastifyRequest['session'] | null };
    const hostUser = hostSession?.hostUser;
    // Without an id there is nothing to save; the log still names the user.
    request.session = { ...(hostUser === undefined ? {} : { hostUser }) } as FastifyRequest['session'];
  });
}
