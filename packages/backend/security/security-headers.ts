import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { ConnectionsFile } from '../site/connections-file.ts';
import { contentSecurityPolicy, formatPolicy } from './content-security-policy.ts';

const CALLBACK_PAGE = '/oauth-callback.html';

/**
 * Puts security headers on every response.
 * @param connections what the Content-Security-Policy allows; without it, only this server
 */
export async function addSecurityHeaders(
  server: FastifyInstance,
  connections: ConnectionsFile | undefined,
): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: false,
    // A sign-in window must keep its opener.
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
    // Charts and scripts come from the tenant, which does not send the required headers.
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
    // Not for subdomains: they may belong to other applications.
    strictTransportSecurity: { includeSubDomains: false },
    xFrameOptions: { action: 'sameorigin' },
  });
  server.addHook('onSend', async (request, reply) => {
    // Responses of Qlik have a stricter policy already.
    if (!reply.hasHeader('content-security-policy')) {
      const origins = connections?.read().origins ?? [];
      reply.header('content-security-policy', formatPolicy(contentSecurityPolicy(origins)));
    }
    // In a sign-in window this page comes after the tenant's. Any policy here would cut the window off from its opener
    // at that moment, which would look as if the user had closed it.
    if (request.url.split('?', 1)[0] === CALLBACK_PAGE) {
      reply.header('cross-origin-opener-policy', 'unsafe-none');
    }
  });
}
