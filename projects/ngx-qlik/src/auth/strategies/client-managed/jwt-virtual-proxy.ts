import { BackendClient } from '../../backend/backend-client';
import { beginProxySession, noProxySession, ProxySession } from '../../cookie-session/proxy-session';
import { SilentSessionStrategy } from '../../cookie-session/silent-session-strategy';
import type { FullStrategy, StrategySetup } from '../../strategy';

/**
 * Shows the virtual proxy a JWT of the backend's on one call; cookies do the rest. It does so with each page: the proxy goes on with the
 * session where the user is the same, and begins another where not.
 * @see Qlik's help, "JWT authentication"
 */
export function createStrategy({ connection, backend, hasHostSession }: StrategySetup): FullStrategy {
  const client = new BackendClient(connection, backend, hasHostSession);
  const proxySession = new ProxySession(connection);
  let wasRedirected = false;
  return new SilentSessionStrategy(connection, {
    cookieSession: proxySession,
    beginSession: async () => {
      const jwt = await client.requestText('virtual-proxy-jwt', 'jwt');
      wasRedirected = await beginProxySession(connection, proxySession, {
        headers: { Authorization: `Bearer ${jwt}` },
        remedy: "Compare the JWT's claims and key with the virtual proxy's, and the clocks of both.",
      });
    },
    noSessionError: () => noProxySession(connection, { wasRedirected, expected: 'authenticates by JWT' }),
  });
}
