import type { AnonymousAuth, QlikConnection } from '../../../connections/connection';
import type { FullStrategy } from '../../lazy-strategy';
import { SilentTokenStrategy } from '../../oauth/silent-token-strategy';
import { readExpiry } from '../../oauth/token-expiry';
import { request, describeProblem, readJsonObject, unexpectedResponse } from '../../requests/request';
import { signInRefused } from '../../requests/refused-sign-in';
import type { OAuthTokens } from '../../oauth/token-store';
import { trackingCode } from './tracking-code';

/** With these the tenant refuses the access code, the client or the origin. */
const REFUSALS: readonly number[] = [400, 401, 403];

/**
 * Gets access tokens for an anonymous user by the tenant's `anonymous-embed` grant. The server has no sign-out: the token is forgotten.
 *
 * @see `@qlik/api` 2.19, `getAnonymousOauthAccessToken`
 */
export function createAnonymous(connection: QlikConnection & { readonly auth: AnonymousAuth }): FullStrategy {
  return new SilentTokenStrategy(connection, {
    clientId: connection.auth.clientId,
    // The runtime of Qlik exchanges for this purpose in both cases.
    resourcePurpose: 'websocket',
    fetch: () => fetchToken(connection),
    end: () => Promise.resolve(),
  });
}

async function fetchToken(
  connection: QlikConnection & { readonly auth: AnonymousAuth },
): Promise<OAuthTokens> {
  const { auth, host } = connection;
  const response = await request(connection, {
    address: `${host}/oauth/token/anonymous-embed`,
    init: {
      method: 'POST',
      credentials: 'omit',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        eac: auth.accessCode,
        client_id: auth.clientId,
        grant_type: 'urn:qlik:oauth:anonymous-embed',
        tracking_code: trackingCode(connection),
      }),
    },
    remedy:
      "Check the network, and that this page's origin is an allowed origin of the OAuth client; then try again.",
  });
  const body = await readJsonObject(response);
  const { access_token: accessToken } = body;
  if (response.ok && typeof accessToken === 'string') {
    const expiresAt = readExpiry(body);
    return expiresAt === undefined ? { accessToken } : { accessToken, expiresAt };
  }
  if (!REFUSALS.includes(response.status))
    throw unexpectedResponse(connection, response, { reason: describeProblem(body) });
  throw signInRefused(connection, {
    reason: describeProblem(body),
    status: response.status,
    remedy:
      'Compare access code and client id with the anonymous share in the tenant, and its end with today.',
  });
}
