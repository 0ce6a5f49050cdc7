import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TenantContext } from '../tenant-context.ts';
import { performGrant } from './grants.ts';
import { GRANT_TYPES } from './oauth-client.ts';
import { OAuthError } from './oauth-error.ts';
import type { IssuedToken, TokenGrant } from './token-authority.ts';
import { TokenRequest } from './token-request.ts';

/** Called with the caller of a request, for the request log. */
export type NoteCaller = (
  request: FastifyRequest,
  caller: { readonly kind: string; readonly client: string; readonly user?: string },
) => void;

/** `/oauth/token` and `/oauth/revoke`. */
export function tokenRoutes(app: FastifyInstance, tenant: TenantContext, noteCaller: NoteCaller): void {
  app.post('/oauth/token', async (request, reply) => {
    reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' });
    const form = new TokenRequest(request.body, request.headers.authorization);
    const { access, grant, refreshToken, issuedTokenType } = await performGrant(tenant, form);
    requireOrigin(request, grant.client);
    noteCaller(request, {
      kind: form.required('grant_type'),
      client: grant.client.id,
      user: grant.user.subject,
    });
    return {
      ...tokenBody(access, grant),
      ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
      ...(issuedTokenType === undefined ? {} : { issued_token_type: issuedTokenType }),
    };
  });

  app.post('/oauth/revoke', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const form = new TokenRequest(request.body, request.headers.authorization);
    // Qlik's guides send the token as bearer, too, which names no client.
    const isBearer = /^Bearer /i.test(request.headers.authorization ?? 'Bearer ');
    if (!isBearer || form.optional('client_secret') !== undefined) {
      form.authenticate(tenant.clients);
    }
    await tenant.tokens.revoke(form.required('token'));
    return reply.code(200).send();
  });
}

/** The body of an answer with a token (Qlik's documentation of `/oauth/token`). */
export function tokenBody(access: IssuedToken, grant: TokenGrant): object {
  return {
    access_token: access.token,
    token_type: 'bearer',
    expires_at: new Date(access.expiresAt).toISOString(),
    expires_in: access.lifetimeSeconds,
    scope: grant.scopes.join(' '),
    auth_time: grant.authTime,
  };
}

/** RFC 8414 metadata, the same under the name that OpenID Connect uses where that is switched on, and the public key. */
export function discoveryRoutes(app: FastifyInstance, tenant: TenantContext): void {
  const metadata = (): object => {
    const origin = tenant.origin();
    return {
      issuer: origin,
      authorization_endpoint: `${origin}/oauth/authorize`,
      token_endpoint: `${origin}/oauth/token`,
      revocation_endpoint: `${origin}/oauth/revoke`,
      jwks_uri: `${origin}/.well-known/jwks.json`,
      grant_types_supported: GRANT_TYPES,
      response_types_supported: ['code'],
      authorization_response_iss_parameter_supported: true,
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
      scopes_supported: ['user_default', 'admin_classic', 'offline_access'],
    };
  };
  app.get('/.well-known/oauth-authorization-server', async () => metadata());
  if (tenant.answersOpenidConfiguration) {
    app.get('/.well-known/openid-configuration', async () => metadata());
  }
  app.get('/.well-known/jwks.json', async () => ({ keys: [tenant.key.jwk] }));
}

/** Qlik checks a page's `Origin` against the client's allowed origins; servers send none. */
export function requireOrigin(
  request: FastifyRequest,
  client: { readonly id: string; readonly allowedOrigins: readonly string[] },
): void {
  const { origin } = request.headers;
  if (origin !== undefined && !client.allowedOrigins.includes(origin)) {
    throw new OAuthError(
      'unauthorized_client',
      `The origin ${origin} is not allowed for the client “${client.id}”.`,
      403,
    );
  }
}
