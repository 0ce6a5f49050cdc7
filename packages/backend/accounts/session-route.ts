import type { FastifyInstance } from 'fastify';
import { requireSameOrigin, type SiteOrigin } from '../security/same-origin.ts';

/** Adds `GET /app/session`: who is signed in to the application, and where to sign in. */
export function addSessionRoute(server: FastifyInstance, site: SiteOrigin): void {
  server.get('/app/session', async (request) => {
    requireSameOrigin(request, site);
    const { hostUser } = request.session;
    const user =
      hostUser === undefined ? null : { id: hostUser.id, name: hostUser.name, email: hostUser.email };
    return { user, signIn: server.signInPath };
  });
}
