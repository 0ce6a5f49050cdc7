import type { QlikConnection } from '../../../connections/connection';
import { BackendClient } from '../../backend/backend-client';
import { enterProxy, notEntered } from '../../cookie-session/proxy-entry';
import { ProxySession } from '../../cookie-session/proxy-session';
import { SilentSessionStrategy } from '../../cookie-session/silent-session-strategy';
import type { FullStrategy } from '../../lazy-strategy';

/**
 * Shows the virtual proxy a JWT of the backend's on one call; cookies do the rest. It does so with each page: the proxy goes on with the
 * session where the user is the same, and begins another where not.
 *
 * @param backend its absolute address for this connection
 * @see Qlik's help, "JWT authentication"
 */
export function createJwtEntry(connection: QlikConnection, backend: string): FullStrategy {
  const client = new BackendClient(connection, backend);
  const session = new ProxySession(connection);
  let wasSentOn = false;
  return new SilentSessionStrategy(connection, {
    session,
    enter: async () => {
      const jwt = await client.request('virtual-proxy-jwt', 'jwt');
      wasSentOn = await enterProxy(connection, session, {
        headers: { Authorization: `Bearer ${jwt}` },
        remedy: "Compare the JWT's claims and key with the virtual proxy's, and the clocks of both.",
      });
    },
    lost: () => notEntered(connection, { wasSentOn, expected: 'authenticates by JWT' }),
  });
}
