import { randomUUID } from 'node:crypto';
import { clientUser } from '../users/demo-users.ts';
import type { TenantContext } from '../tenant-context.ts';
import { GRANT_TYPES, type GrantType, type OAuthClient } from './oauth-client.ts';
import { OAuthError } from './oauth-error.ts';
import { type Credential, InvalidTokenError, type IssuedToken, type TokenGrant } from './token-authority.ts';
import type { TokenRequest } from './token-request.ts';

/** The tokens of a grant; `null` when there is no refresh token. */
export interface GrantResult {
  readonly access: IssuedToken;
  readonly grant: TokenGrant;
  readonly refreshToken: string | null;
  /** RFC 8693; on exchanged tokens only. */
  readonly issuedTokenType?: string;
}

type Grant = (tenant: TenantContext, request: TokenRequest) => Promise<GrantResult> | GrantResult;

const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';

/**
 * Answers a request to the token endpoint.
 * @throws {OAuthError}
 */
export async function performGrant(tenant: TenantContext, request: TokenRequest): Promise<GrantResult> {
  const wanted = request.required('grant_type');
  const type = GRANT_TYPES.find((known) => known === wanted);
  if (type === undefined) {
    throw new OAuthError('unsupported_grant_type', `The grant type “${wanted}” is not supported.`);
  }
  return grants[type](tenant, request);
}

const grants: Readonly<Record<GrantType, Grant>> = {
  async authorization_code(tenant, request) {
    const client = permitted(request.authenticate(tenant.clients), 'authorization_code');
    const redeemed = tenant.codes.redeem(request.required('code'), {
      clientId: client.id,
      redirectUri: request.required('redirect_uri'),
      verifier: request.optional('code_verifier'),
    });
    if ('reason' in redeemed) {
      if (redeemed.replayedGrantId !== undefined) {
        tenant.tokens.revokeGrant(redeemed.replayedGrantId);
      }
      throw new OAuthError('invalid_grant', redeemed.reason);
    }
    const { grantId, user, authTime } = redeemed;
    const { scopes } = redeemed.request;
    return issue(tenant, {
      grantId,
      user: active(tenant, user.id),
      client,
      scopes,
      grantType: 'authorization_code',
      authTime,
    });
  },

  async refresh_token(tenant, request) {
    const token = request.required('refresh_token');
    const client = permitted(
      request.authenticate(tenant.clients, tenant.tokens.clientOfRefreshToken(token) ?? ''),
      'refresh_token',
    );
    const owner = tenant.tokens.clientOfRefreshToken(token);
    if (owner !== undefined && owner !== client.id) {
      throw new OAuthError('invalid_grant', 'The refresh token belongs to another client.');
    }
    const { grant, nextToken } = refused(() => tenant.tokens.redeemRefreshToken(token));
    const scopes = narrowed(request.optional('scope'), grant.scopes);
    const renewed = { ...grant, scopes, user: active(tenant, grant.user.id), client };
    return { access: await tenant.tokens.issueAccessToken(renewed), grant: renewed, refreshToken: nextToken };
  },

  async client_credentials(tenant, request) {
    const client = permitted(request.authenticate(tenant.clients), 'client_credentials');
    if (client.secret === undefined) {
      throw new OAuthError('unauthorized_client', 'A public client cannot act as itself.');
    }
    // Qlik's guides ask without a scope, and get what the client may: it has a user of its own, with the role of a tenant admin.
    const ownScopes = client.allowedScopes.filter((scope) => scope !== 'offline_access').join(' ');
    const grant: TokenGrant = {
      ...freshGrant(tenant, client, 'client_credentials', request, ownScopes),
      user: active(tenant, clientUser(client.id, client.name).id),
    };
    // RFC 6749, section 4.4.3: no refresh token with this grant.
    return { access: await tenant.tokens.issueAccessToken(grant), grant, refreshToken: null };
  },

  async 'urn:qlik:oauth:user-impersonation'(tenant, request) {
    const client = permitted(request.authenticate(tenant.clients), 'urn:qlik:oauth:user-impersonation');
    const { field, value } = request.userLookup();
    const found = field === 'subject' ? tenant.users.bySubject(value) : tenant.users.byId(value);
    if (found === undefined || found.clientId !== undefined) {
      throw new OAuthError('invalid_grant', `There is no user with ${field} “${value}” in this tenant.`);
    }
    const user = active(tenant, found.id);
    return issue(tenant, {
      ...freshGrant(tenant, client, 'urn:qlik:oauth:user-impersonation', request),
      user,
    });
  },

  async 'urn:ietf:params:oauth:grant-type:token-exchange'(tenant, request) {
    const type = request.optional('subject_token_type');
    if (type !== undefined && type !== ACCESS_TOKEN_TYPE) {
      throw new OAuthError('invalid_request', `subject_token_type has to be “${ACCESS_TOKEN_TYPE}”.`);
    }
    const purpose = request.required('purpose');
    if (purpose !== 'websocket' && purpose !== 'webresource') {
      throw new OAuthError('invalid_request', 'purpose has to be “websocket” or “webresource”.');
    }
    const subject = await verifySubject(tenant, request.required('subject_token'));
    // A page makes the exchange, so even a confidential client sends no secret here.
    const clientId = request.optional('client_id');
    if (clientId !== undefined && clientId !== subject.client.id) {
      throw new OAuthError('invalid_client', 'The subject token belongs to another client.', 401);
    }
    permitted(subject.client, 'urn:ietf:params:oauth:grant-type:token-exchange');
    const access = await tenant.tokens.issueTemporaryToken(subject, purpose);
    const grant: TokenGrant = { ...subject, grantType: 'urn:ietf:params:oauth:grant-type:token-exchange' };
    return { access, grant, refreshToken: null, issuedTokenType: ACCESS_TOKEN_TYPE };
  },
};

async function issue(tenant: TenantContext, grant: TokenGrant): Promise<GrantResult> {
  const mayRefresh =
    grant.scopes.includes('offline_access') && grant.client.allowedGrantTypes.includes('refresh_token');
  return {
    access: await tenant.tokens.issueAccessToken(grant),
    grant,
    refreshToken: mayRefresh ? tenant.tokens.issueRefreshToken(grant) : null,
  };
}

function permitted(client: OAuthClient, grantType: GrantType): OAuthClient {
  if (!client.allowedGrantTypes.includes(grantType)) {
    throw new OAuthError(
      'unauthorized_client',
      `The client “${client.id}” may not use the grant “${grantType}”.`,
    );
  }
  return client;
}

function freshGrant(
  tenant: TenantContext,
  client: OAuthClient,
  grantType: GrantType,
  request: TokenRequest,
  scopesIfNone = 'user_default',
): Omit<TokenGrant, 'user'> {
  return {
    grantId: randomUUID(),
    client,
    grantType,
    scopes: narrowed(request.optional('scope') ?? scopesIfNone, client.allowedScopes),
    authTime: Math.floor(tenant.now() / 1000),
  };
}

function narrowed(wanted: string | undefined, allowed: readonly string[]): readonly string[] {
  if (wanted === undefined) {
    return allowed;
  }
  const scopes = [...new Set(wanted.split(' ').filter((scope) => scope !== ''))];
  const foreign = scopes.find((scope) => !allowed.includes(scope));
  if (foreign !== undefined) {
    throw new OAuthError('invalid_scope', `The scope “${foreign}” is not allowed here.`);
  }
  return scopes;
}

function active(tenant: TenantContext, userId: string): TokenGrant['user'] {
  const user = tenant.users.byId(userId);
  if (user === undefined || user.status !== 'active') {
    // Qlik documents 403 for a disabled user.
    throw new OAuthError('access_denied', 'The user is disabled in this tenant.', 403);
  }
  return user;
}

async function verifySubject(tenant: TenantContext, token: string): Promise<Credential> {
  try {
    return await tenant.tokens.verify(token, 'access');
  } catch (error) {
    throw asOAuthError(error, 'invalid_token');
  }
}

function refused<T>(redeem: () => T): T {
  try {
    return redeem();
  } catch (error) {
    throw asOAuthError(error, 'invalid_grant');
  }
}

/** Qlik documents 401 for a token that is not accepted. */
function asOAuthError(error: unknown, code: string): unknown {
  return error instanceof InvalidTokenError ? new OAuthError(code, error.message, 401) : error;
}
