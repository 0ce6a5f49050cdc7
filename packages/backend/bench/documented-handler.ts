import { auth } from '@qlik/api';
import Fastify, { type FastifyInstance } from 'fastify';

/**
 * The alternative: the endpoint of Qlik's documentation, which has `@qlik/api` ask the tenant for a token each time the page asks
 * for one (`noCache`). Two differences, both in its favor or neutral: it does not check the sign-in, and it runs on the same
 * Fastify as the backend instead of Express. The user is named by `subject`, not by `userId`.
 *
 * Source: https://qlik.dev/authenticate/oauth/implement-oauth-impersonation
 */
export async function startDocumentedHandler(
  tenant: string,
  client: { readonly id: string; readonly secret: string },
): Promise<FastifyInstance> {
  const server = Fastify();
  server.post('/access-token', async () => ({
    accessToken: await auth.getAccessToken({
      hostConfig: {
        authType: 'oauth2',
        host: tenant,
        clientId: client.id,
        clientSecret: client.secret,
        subject: 'ada',
        noCache: true,
      },
    }),
  }));
  await server.listen({ port: 0, host: 'localhost' });
  return server;
}
