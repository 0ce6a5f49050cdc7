import type { QlikConnection } from '../../../connections/connection';
import { BackendClient } from '../../backend/backend-client';
import { SilentSessionStrategy } from '../../cookie-session/silent-session-strategy';
import { TenantSession } from '../../cookie-session/tenant-session';
import {
  describeProblem,
  readJsonObject,
  request,
  unexpectedResponse,
  cookiesBlocked,
  signInRefused,
} from '../../requests/request';
import type { ConnectionOfType, FullStrategy, StrategySetup } from '../../strategy';

/** With these the tenant refuses a JWT: claims, signature or key, the user. */
const REFUSALS: readonly number[] = [400, 401, 403];

/**
 * A session of the tenant for the user of the application. It begins anew with each page: cookies that are there already may be those
 * of the user before.
 * @see https://qlik.dev/authenticate/jwt/implement-jwt-authorization/
 */
export function createStrategy({
  connection,
  backend,
  page,
  hasHostSession,
}: StrategySetup<ConnectionOfType<'jwt'>>): FullStrategy {
  const { webIntegrationId } = connection.auth;
  const client = new BackendClient(connection, backend, hasHostSession);
  return new SilentSessionStrategy(connection, {
    cookieSession: new TenantSession(connection, webIntegrationId, page, 'in-place'),
    beginSession: async () =>
      beginSession(connection, webIntegrationId, await client.requestText('jwt', 'jwt')),
    noSessionError: () => cookiesBlocked(connection),
  });
}

async function beginSession(
  connection: QlikConnection,
  webIntegrationId: string,
  jwt: string,
): Promise<void> {
  const query = new URLSearchParams({ 'qlik-web-integration-id': webIntegrationId });
  const response = await request(connection, {
    address: `${connection.host}/login/jwt-session?${query.toString()}`,
    init: {
      method: 'POST',
      credentials: 'include',
      headers: { Authorization: `Bearer ${jwt}`, 'qlik-web-integration-id': webIntegrationId },
    },
    remedy:
      "Check the network, and that this page's origin is among the origins of the web integration; then try again.",
  });
  if (response.ok) return;
  const reason = describeProblem(await readJsonObject(response));
  if (!REFUSALS.includes(response.status)) throw unexpectedResponse(connection, response, { reason });
  throw signInRefused(connection, {
    reason,
    status: response.status,
    remedy: "Compare the JWT's claims and key with the tenant's identity provider, and the clocks of both.",
  });
}
