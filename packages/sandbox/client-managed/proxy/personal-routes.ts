import type { FastifyInstance } from 'fastify';
import { WINDOWS_PATH } from '../windows/windows-routes.ts';
import { sessionOf } from './admission.ts';
import { allowedTarget } from './host-allow-list.ts';
import { type ProxyContext, proxyUrl } from './proxy-context.ts';
import type { VirtualProxy } from './virtual-proxy.ts';

const querystring = {
  type: 'object',
  properties: { targetUri: { type: 'string', maxLength: 4000 } },
};

/**
 * Adds the routes for the signed-in user.
 * Source: Qlik's help, Proxy Service API, "Personal API".
 */
export function personalRoutes(scope: FastifyInstance, proxy: VirtualProxy, context: ProxyContext): void {
  scope.get<{ Querystring: { targetUri?: string } }>(
    '/qps/user',
    { schema: { querystring } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const user = sessionOf(context, request)?.user;
      const here = proxyUrl(context, proxy, request.headers.host);
      const target = allowedTarget(proxy, request.query.targetUri, request.headers.host);
      const login =
        target === undefined || proxy.authentication.method !== 'ticket'
          ? {}
          : { loginUri: `${here}${WINDOWS_PATH}?targetUri=${encodeURIComponent(target.href)}` };
      if (user === undefined) {
        return { session: 'inactive', ...login };
      }
      const { userDirectory, userId, userName } = user;
      return user.isAnonymous
        ? { userDirectory, userId, session: 'inactive', ...login }
        : { userDirectory, userId, userName, logoutUri: `${here}/qps/user` };
    },
  );

  // Sign-out needs no Xrfkey; public reports say that it fails with one. Here both work.
  scope.delete('/qps/user', async (request, reply) => {
    const proxySession = sessionOf(context, request);
    if (proxySession !== undefined) {
      context.sessions.end(proxySession, 'logged-out');
    }
    return reply.header('set-cookie', context.cookie.clear(proxy)).send({ session: 'inactive' });
  });

  // 204 with the token in a header; 403 means "not signed in". Servers before November 2024 have no such path.
  scope.get('/qps/csrftoken', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (!proxy.csrfProtection) {
      return reply.code(404).send();
    }
    const proxySession = sessionOf(context, request);
    if (proxySession === undefined) {
      return reply.code(403).type('text/plain').send('Forbidden');
    }
    return reply.code(204).header('qlik-csrf-token', proxySession.csrfToken).send();
  });
}
