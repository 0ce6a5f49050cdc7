import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { ANONYMOUS_GRANT } from '../oauth/oauth-client.ts';
import { OAuthError } from '../oauth/oauth-error.ts';
import { type NoteCaller, requireOrigin, tokenBody } from '../oauth/token-routes.ts';
import { TokenRequest } from '../oauth/token-request.ts';
import type { TenantContext } from '../tenant-context.ts';
import { anonymousUser } from './access-code.ts';
import type { Callers } from '../rest/caller.ts';
import { forbidden, serviceOf } from '../rest/qlik-error.ts';

/** The calls that a page with the shared app needs. Which calls a real tenant allows is not public. */
const READABLE =
  /^\/api\/v1\/(apps\/[^/]+(\/media\/files\/.+)?|items(\/[^/]+)?|themes\/[^/]+\/file\/.+|users\/me|tenants\/me|user-locale|csrf-token)$/;

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

/** Refuses all calls of anonymous users that do not concern the shared app. */
export function restrictAnonymous(api: FastifyInstance, callers: Callers): void {
  api.addHook('onRequest', async (request) => {
    const { user } = callers.credentialOf(request);
    const path = request.url.split('?')[0] ?? '';
    if (user.sharedAppId !== undefined && !(request.method === 'GET' && READABLE.test(path))) {
      throw forbidden(
        serviceOf(request.url),
        'An anonymous user may read the shared app only: no reports, no files, no changes.',
      );
    }
  });
}
