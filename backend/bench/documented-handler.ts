import Fastify, { type FastifyInstance } from 'fastify';

/**
 * The alternative: an endpoint as Qlik's documentation of OAuth impersonation writes it, which asks the tenant for a token
 * each time the page asks for one. Source: qlik.dev, "Embed Qlik Analytics using qlik-embed web components and OAuth2
 * impersonation" (there with Express; here with the same Fastify as ours, so that the framework makes no difference).
 */
export async function startDocumentedHandler(
  tenant: string,
  client: { id: string; secret: string },
): Promise<FastifyInstance> {
  const server = Fastify();
  server.post('/access-token', async () => {
    const answer = await fetch(`${tenant}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: client.id,
        client_secret: client.secret,
        grant_type: 'urn:qlik:oauth:user-impersonation',
        user_lookup: { field: 'subject', value: 'ada' },
        scope: 'user_default',
      }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return { accessToken: token };
  });
  await server.listen({ port: 0, host: 'localhost' });
  return server;
}
