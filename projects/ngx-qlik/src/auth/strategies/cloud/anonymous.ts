import type { AnonymousAuth } from '../../../connections/connection-auth';
import type { QlikConnection } from '../../../connections/connection';
import { SilentTokenStrategy } from '../../oauth/silent-token-strategy';
import { type OAuthTokens, readExpiry } from '../../oauth/tokens';
import {
  describeProblem,
  readJsonObject,
  request,
  unexpectedResponse,
  signInRefused,
} from '../../requests/request';
import { sharedName, StorageEntry } from '../../browser-storage';
import type { ConnectionOfType, FullStrategy, StrategySetup } from '../../strategy';

/** With these the tenant refuses the access code, the client or the origin. */
const REFUSALS: readonly number[] = [400, 401, 403];

/**
 * Gets access tokens for an anonymous user by the tenant's `anonymous-embed` grant. The server has no sign-out: the token is forgotten.
 *
 * @see `@qlik/api` 2.19, `getAnonymousOauthAccessToken`
 */
export function createStrategy({ connection }: StrategySetup<ConnectionOfType<'anonymous'>>): FullStrategy {
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

const FORM = /^[0-9a-f]{40}$/;
const TIME_DIGITS = 8;
const RANDOM_BYTES = 16;

/**
 * Returns an identifier of this browser: seconds since 1970 in eight hexadecimal digits, and 32 random digits. Stored in this browser, so
 * that the tenant counts a returning anonymous user once.
 *
 * @see `@qlik/api` 2.19, `getOrCreateTrackingCode`
 */
export function trackingCode(connection: QlikConnection): string {
  const entry = new StorageEntry('local', sharedName('anonymous', connection));
  const stored = entry.read();
  const code = stored !== undefined && FORM.test(stored) ? stored : createTrackingCode();
  // Where storage is blocked, each page is another anonymous user.
  entry.write(code);
  return code;
}

function createTrackingCode(): string {
  const seconds = Math.floor(Date.now() / 1000)
    .toString(16)
    .padStart(TIME_DIGITS, '0');
  const random = Array.from(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)), toHex);
  return seconds + random.join('');
}

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
