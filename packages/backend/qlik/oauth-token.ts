import { z } from 'zod';
import { Problem } from '../errors/problem.ts';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { provisioningScope } from '../configuration/provisioning-shape.ts';
import { fetchFor } from '../outgoing/tls-client.ts';
import type { ProvisionedConnection } from './tenant-administration.ts';
import type { CachedToken } from './token-cache.ts';
import { refused, unreachable } from './upstream-problem.ts';

/** Source: Qlik's reference of `/oauth/token`; `expires_at` is what it documents, `expires_in` is RFC 6749's. */
const answerShape = z.object({
  access_token: z.string().min(1),
  expires_at: z.iso.datetime({ offset: true }).optional(),
  expires_in: z.number().positive().optional(),
});
/** When the response has neither: short enough to be true. */
const UNKNOWN_LIFE_SECONDS = 300;

type TokenConnection = BackendConnection<'oauth2-impersonation' | 'm2m'>;

/** Requests an access token for a user without interaction (grant `urn:qlik:oauth:user-impersonation`). */
export async function impersonate(
  connection: BackendConnection<'oauth2-impersonation'>,
  user: string,
): Promise<CachedToken> {
  return requestToken(connection, {
    grant_type: 'urn:qlik:oauth:user-impersonation',
    user_lookup: { field: connection.lookup, value: user },
  });
}

/** Requests an access token for the OAuth client itself (grant `client_credentials`). */
export async function actAsClient(connection: BackendConnection<'m2m'>): Promise<CachedToken> {
  return requestToken(connection, { grant_type: 'client_credentials' });
}

/** Requests an access token for the OAuth client that keeps users and groups. */
export async function actAsProvisioningClient(connection: ProvisionedConnection): Promise<CachedToken> {
  const { clientId, clientSecret } = connection.provisioning;
  const client = { clientId, clientSecret, scope: provisioningScope(connection.provisioning) };
  return requestToken(connection, { grant_type: 'client_credentials' }, client);
}

interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
}

/** @throws {Problem} */
async function requestToken(
  connection: TokenConnection,
  grant: object,
  { clientId, clientSecret, scope }: ClientCredentials = connection,
): Promise<CachedToken> {
  const { id, host } = connection;
  let response: Response;
  let text: string;
  try {
    response = await fetchFor(connection, `${host}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ ...grant, client_id: clientId, client_secret: clientSecret, scope }),
    });
    text = await response.text();
  } catch (error) {
    throw unreachable(id, error);
  }
  if (!response.ok) {
    // 403: the user is disabled or has too many tokens; 400 with a lookup: there is no such user.
    if ('user_lookup' in grant && (response.status === 400 || response.status === 403)) {
      throw new Problem(403, 'user-refused-by-qlik', 'Qlik issues no token for this user.', {
        connection: id,
        cause: new Error(`Qlik answered ${response.status}: ${text.slice(0, 500)}`),
        remedy: 'The user must exist in the tenant and be active; the client must be allowed to impersonate.',
      });
    }
    throw refused(id, response.status, text);
  }
  const read = answerShape.safeParse(parse(text));
  if (!read.success) {
    throw refused(id, 500, 'a response without a token');
  }
  const { access_token: token, expires_at: at, expires_in: seconds = UNKNOWN_LIFE_SECONDS } = read.data;
  return { token, expiresAt: at === undefined ? Date.now() + seconds * 1000 : Date.parse(at) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema reports the error.
    return undefined;
  }
}
