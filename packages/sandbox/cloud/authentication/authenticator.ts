import type { IncomingHttpHeaders } from 'node:http';
import type { OAuthClient } from '../oauth/oauth-client.ts';
import { type Credential, InvalidTokenError } from '../oauth/token-authority.ts';
import type { User } from '../users/user.ts';
import { QlikError, unauthorized } from '../rest/qlik-error.ts';
import type { TenantSession } from '../sessions/tenant-sessions.ts';
import type { TenantContext } from '../tenant-context.ts';

/** An authenticated caller and its kind of credential. */
export interface Authenticated {
  readonly kind: 'bearer-oauth' | 'bearer-apikey' | 'cookie' | 'websocket-token' | 'webresource-token';
  readonly user: User;
  readonly scopes: readonly string[];
  /** The OAuth client, the API key's id or the web integration; empty for the tenant's own pages. */
  readonly client: string;
  /** Set for session cookies only. */
  readonly tenantSession?: TenantSession;
  /** Returns whether pages of that origin may use this credential. */
  readonly allowsOrigin: (origin: string) => boolean;
}

/** The parts of a request that authentication reads, for HTTP calls and WebSocket handshakes. */
export interface AuthenticationRequest {
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

export const CSRF_ERROR_CODE = 'CSRF-TOKEN-2';

const NEEDS_CREDENTIAL = 'This call needs an access token, an API key or a session.';

/**
 * Authenticates a bearer token, else a session cookie.
 * @throws {QlikError} 401
 */
export async function authenticate(
  tenant: TenantContext,
  request: AuthenticationRequest,
): Promise<Authenticated> {
  const token = bearerToken(request.headers.authorization);
  const found =
    token === undefined
      ? (bySession(tenant, request) ?? (await byResourceToken(tenant, request)))
      : await byToken(tenant, token);
  if (found === undefined) {
    throw unauthorized(NEEDS_CREDENTIAL);
  }
  return found;
}

/**
 * Authenticates a WebSocket handshake, also with a temporary token in the address.
 *
 * A session's socket needs the CSRF token too: in the query from pages, in a header from servers.
 * @throws {QlikError} 401, or 403 `CSRF-TOKEN-2`
 */
export async function authenticateSocket(
  tenant: TenantContext,
  request: AuthenticationRequest,
): Promise<Authenticated> {
  const query = queryOf(request.url ?? '');
  const temporary = query.get('accessToken');
  if (temporary !== null && bearerToken(request.headers.authorization) === undefined) {
    const verified = await valid(() => tenant.tokens.verify(temporary, 'websocket'));
    return withToken(tenant, 'websocket-token', verified);
  }
  const authenticated = await authenticate(tenant, request);
  if (authenticated.tenantSession !== undefined) {
    requireCsrfToken(
      authenticated.tenantSession,
      query.get('qlik-csrf-token') ?? csrfHeader(request.headers),
    );
  }
  return authenticated;
}

/** @throws {QlikError} 403 `CSRF-TOKEN-2` when the token is missing or not the session's. */
export function requireCsrfToken(tenantSession: TenantSession, token: string | undefined): void {
  if (token !== tenantSession.csrfToken) {
    throw new QlikError(403, {
      code: CSRF_ERROR_CODE,
      title: 'CSRF-token validation failed',
      detail:
        token === undefined ? 'The CSRF token is missing.' : 'The CSRF token is not, or no longer, valid.',
    });
  }
}

/** Returns whether a CSRF token is in the header or the query, valid or not. */
export function carriesCsrfToken({ url = '', headers }: AuthenticationRequest): boolean {
  return csrfHeader(headers) !== undefined || /[?&]qlik-csrf-token=[^&]/.test(url);
}

export function csrfHeader(headers: IncomingHttpHeaders): string | undefined {
  const value = headers['qlik-csrf-token'];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The token of an `Authorization: Bearer` header (RFC 6750, section 2.1). */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i.exec(header ?? '')?.[1];
}

async function byToken(tenant: TenantContext, token: string): Promise<Authenticated> {
  const owned = await valid(() => tenant.apiKeys.verify(token));
  if (owned !== undefined) {
    return {
      kind: 'bearer-apikey',
      user: owned.user,
      scopes: ['user_default', 'admin_classic'],
      client: owned.apiKey.id,
      allowsOrigin: (origin) => tenant.integrations.allowsOrigin(origin),
    };
  }
  return withToken(tenant, 'bearer-oauth', await valid(() => tenant.tokens.verify(token, 'access')));
}

/** The user of a token that the tenant has issued to an OAuth client. */
function withToken(
  tenant: TenantContext,
  kind: Authenticated['kind'],
  { user, client, scopes }: Credential,
): Authenticated {
  return {
    kind,
    user,
    scopes,
    client: client.id,
    allowsOrigin: (origin) => mayUseTokens(tenant, client, origin),
  };
}

/** Images of apps, which browsers fetch for a page and send no header with. */
const MEDIA = /^\/api\/v1\/apps\/[^/]+\/media\//;

/** The temporary token for web resources in the address of an image. */
async function byResourceToken(
  tenant: TenantContext,
  { url = '' }: AuthenticationRequest,
): Promise<Authenticated | undefined> {
  const verified = MEDIA.test(url) ? await verifyResourceToken(tenant, url) : undefined;
  return verified && withToken(tenant, 'webresource-token', verified);
}

/**
 * Verifies the token of an address of a web resource. Anonymous users have tokens for sockets there: Qlik's client exchanges theirs for these.
 * @returns whose it is; undefined without a valid one
 */
export async function verifyResourceToken(
  tenant: TenantContext,
  url: string,
): Promise<Credential | undefined> {
  const token = queryOf(url).get('accessToken');
  if (token === null) return undefined;
  for (const purpose of ['webresource', 'websocket'] as const) {
    try {
      return await tenant.tokens.verify(token, purpose);
    } catch (error) {
      if (!(error instanceof InvalidTokenError)) throw error;
    }
  }
  return undefined;
}

function queryOf(url: string): URLSearchParams {
  return new URLSearchParams(url.split(/\?(.*)/s)[1] ?? '');
}

/** Pages of the client's origins may use its tokens, and so may the tenant's own pages, in frames of these. */
function mayUseTokens(tenant: TenantContext, client: OAuthClient, origin: string): boolean {
  return origin === tenant.origin() || client.allowedOrigins.includes(origin);
}

/** From pages of other origins cookies are accepted only with a web integration that lists the origin. */
function bySession(tenant: TenantContext, request: AuthenticationRequest): Authenticated | undefined {
  const { origin } = request.headers;
  const integration = tenant.integrations.namedBy(request);
  const isOwnPage = origin === undefined || origin === tenant.origin();
  if (!isOwnPage && integration?.validOrigins.includes(origin) !== true) {
    return undefined;
  }
  const tenantSession = tenant.sessions.use(tenant.sessionCookies.read(request.headers.cookie));
  const user = tenantSession === undefined ? undefined : tenant.users.byId(tenantSession.userId);
  if (tenantSession === undefined || user?.status !== 'active') {
    return undefined;
  }
  return {
    kind: 'cookie',
    user,
    scopes: ['user_default', 'admin_classic'],
    client: integration?.id ?? '',
    tenantSession,
    allowsOrigin: () => true,
  };
}

async function valid<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    throw error instanceof InvalidTokenError ? unauthorized(error.message) : error;
  }
}
