import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { ANONYMOUS_GRANT } from '../oauth/oauth-client.ts';
import { OAuthError } from '../oauth/oauth-error.ts';
import { type NoteCaller, requireOrigin, tokenBody } from '../oauth/token-routes.ts';
import { TokenRequest } from '../oauth/token-request.ts';
import type { TenantContext } from '../tenant-context.ts';
import { anonymousUser } from './access-code.ts';

/** Eight digits of time and 32 at random, as `@qlik/api` makes it and keeps it in the browser. */
const TRACKING_CODE = /^[0-9a-f]{40}$/;

/** `POST /oauth/token/anonymous-embed`: an access token for an anonymous user with an access code, valid for that code's app. */
export function anonymousEmbedRoute(
  app: FastifyInstance,
  tenant: TenantContext,
  noteCaller: NoteCaller,
): void {
  app.post('/oauth/token/anonymous-embed', async (request, reply) => {
    reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' });
    const form = new TokenRequest(request.body, request.headers.authorization);
    if (form.required('grant_type') !== ANONYMOUS_GRANT) {
      throw new OAuthError(
        'unsupported_grant_type',
        `Only the grant type “${ANONYMOUS_GRANT}” is answered here.`,
      );
    }
    const client = tenant.clients.find(form.required('client_id'));
    if (client?.appType !== 'anonymous-embed') {
      throw new OAuthError(
        'invalid_client',
        'The client is unknown or not of the type “anonymous-embed”.',
        401,
      );
    }
    requireOrigin(request, client);
    const code = form.required('eac');
    const access = tenant.accessCodes.find((candidate) => candidate.code === code);
    if (access === undefined) {
      throw new OAuthError('access_denied', 'The access code is unknown.', 401);
    }
    const trackingCode = form.required('tracking_code');
    if (!TRACKING_CODE.test(trackingCode)) {
      throw new OAuthError('invalid_request', 'tracking_code has to be 40 hexadecimal digits.');
    }
    const user = tenant.users.addAnonymousUser(anonymousUser(access, trackingCode, tenant.now()));
    const grant = {
      grantId: randomUUID(),
      user,
      client,
      scopes: [],
      grantType: ANONYMOUS_GRANT,
      authTime: Math.floor(tenant.now() / 1000),
    } as const;
    const issued = await tenant.tokens.issueAccessToken(grant);
    noteCaller(request, { kind: ANONYMOUS_GRANT, client: client.id, user: user.subject });
    return tokenBody(issued, grant);
  });
}
