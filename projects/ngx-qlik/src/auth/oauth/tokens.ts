import type { ConnectionId, QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';
import { readJsonObject, request, unexpectedResponse } from '../requests/request';
import type { QlikCredential } from '../strategy';

/** The tokens of one sign-in. */
export interface OAuthTokens {
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
  /** Identifies the sign-in; the same after each renewal. */
  readonly signIn?: string;
}

/** An access token on a REST call. */
export function toBearer({ accessToken, expiresAt }: OAuthTokens): QlikCredential {
  return {
    headers: { Authorization: `Bearer ${accessToken}` },
    queryParams: {},
    cookies: 'omit',
    isReusable: true,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/** A temporary token in the address of a WebSocket or resource; it works once. */
export function toTemporary(token: string): QlikCredential {
  return { headers: {}, queryParams: { accessToken: token }, cookies: 'omit', isReusable: false };
}

/**
 * When a token ends, in milliseconds since 1970; `undefined` where the answer does not say.
 *
 * Qlik documents `expires_at` (ISO 8601); RFC 6749 has `expires_in` (seconds), which does not depend on this machine's clock.
 */
export function readExpiry(answer: {
  readonly expires_in?: unknown;
  readonly expires_at?: unknown;
}): number | undefined {
  if (typeof answer.expires_in === 'number') return Date.now() + answer.expires_in * 1000;
  const parsed = typeof answer.expires_at === 'string' ? Date.parse(answer.expires_at) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

/**
 * Returns the subject of an access token (RFC 7519, `sub`). The signature is not verified: use it only to distinguish users.
 *
 * @returns `undefined` for opaque tokens and tokens without a subject
 */
export function subjectOf(accessToken: string): string | undefined {
  try {
    const [, payload] = accessToken.replaceAll('-', '+').replaceAll('_', '/').split('.');
    const claims: unknown = JSON.parse(atob(String(payload)));
    const { sub } = claims as { readonly sub?: unknown };
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    // Not a JWT, or an encrypted one.
    return undefined;
  }
}

/** How long a request to the tenant's OAuth server may take. */
export const TOKEN_LIMIT_MS = 20_000;
/** With these Qlik refuses a credential; 403 is a disabled user or too many tokens. */
export const TOKEN_REFUSALS: readonly number[] = [400, 401, 403];
/** RFC 6749, section 5.2: the client is unknown, another than the token's, or may not use this grant. */
const CLIENT_ERRORS: readonly unknown[] = ['invalid_client', 'unauthorized_client'];

/**
 * What is done with tokens at a Qlik Cloud tenant's `/oauth/token` and `/oauth/revoke`. Plain forms: the exchange lies on the way to every
 * WebSocket, and a form needs no preflight.
 */
export class TokenClient {
  constructor(
    private readonly connection: QlikConnection,
    private readonly clientId: string,
  ) {}

  /**
   * Exchanges an access token for a temporary one that may stand in an address.
   * @throws {QlikError} `credential-refused`, `http-*`; `sign-in-refused` when it is the client and
   *   not the token that Qlik objects to, where no other token would help
   * @see `@qlik/api` 2.19, `exchangeAccessTokenForTemporaryToken`
   */
  async exchange(accessToken: string, purpose: 'websocket' | 'webresource'): Promise<string> {
    const response = await this.post('/oauth/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: accessToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      purpose,
      // Qlik's own client sends the address of the page, which is for the page alone: it may have anything in its path and query.
      redirect_uri: location.origin,
      client_id: this.clientId,
    });
    const { access_token: temporary, error } = await readJsonObject(response);
    if (response.ok && typeof temporary === 'string') return temporary;
    if (CLIENT_ERRORS.includes(error)) {
      throw new QlikError(
        'sign-in-refused',
        `The tenant does not exchange the access token for the client "${this.clientId}".`,
        {
          remedy:
            "Compare the client id of the connection with that of the OAuth client that the token is from, and check that client's grants in the tenant.",
          connectionId: this.connection.id,
          status: response.status,
          variant: 'client',
          params: { clientId: this.clientId },
        },
      );
    }
    if (TOKEN_REFUSALS.includes(response.status)) {
      throw new QlikError('credential-refused', 'Qlik refused to exchange the access token.', {
        remedy: 'Sign in again.',
        connectionId: this.connection.id,
        status: response.status,
      });
    }
    if (isBusy(response)) throw unexpectedResponse(this.connection, response);
    throw new QlikError(
      'http-unexpected-answer',
      `The tenant answered ${response.status} to a token exchange.`,
      {
        remedy: 'Try again in a moment.',
        connectionId: this.connection.id,
        status: response.status,
        isRetryable: true,
      },
    );
  }

  /** Revokes the tokens (RFC 7009). Rejects only when the server could not be reached. */
  async revoke(tokens: OAuthTokens): Promise<void> {
    const { refreshToken } = tokens;
    if (refreshToken !== undefined)
      await this.post('/oauth/revoke', {
        token: refreshToken,
        token_type_hint: 'refresh_token',
        client_id: this.clientId,
      });
    await this.post('/oauth/revoke', {
      token: tokens.accessToken,
      token_type_hint: 'access_token',
      client_id: this.clientId,
    });
  }

  private post(path: string, fields: Record<string, string>): Promise<Response> {
    return request(this.connection, {
      address: this.connection.host + path,
      init: {
        method: 'POST',
        body: new URLSearchParams(fields),
        // With the status 307 or 308 the tokens would go to another address, too.
        redirect: 'error',
      },
      remedy: TENANT_REMEDY,
    });
  }
}

/** What to do when no answer comes from the tenant's OAuth server. */
export const TENANT_REMEDY =
  "Check the network, and that this page's origin is an allowed origin of the OAuth client; then try again.";

/** Whether the tenant cannot answer now; the request itself may be valid. */
export function isBusy({ status }: Response): boolean {
  return status === 429 || status >= 500;
}

/** The error of an answer whose state this page never sent. */
export function stateMismatch(connectionId: ConnectionId): QlikError {
  return new QlikError(
    'sign-in-state-mismatch',
    'The answer does not belong to a sign-in that this page began.',
    { remedy: 'Sign in again from this page.', connectionId, isRetryable: true },
  );
}
