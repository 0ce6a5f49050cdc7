import { beginProxySession, noProxySession, ProxySession } from '../../cookie-session/proxy-session';
import { SilentSessionStrategy } from '../../cookie-session/silent-session-strategy';
import { cookiesBlocked } from '../../requests/request';
import type { FullStrategy, StrategySetup } from '../../strategy';

/** Signs in with a first request, with which the virtual proxy begins an anonymous session. */
export function createStrategy({ connection }: StrategySetup): FullStrategy {
  const proxySession = new ProxySession(connection);
  let wasRedirected = false;
  return new SilentSessionStrategy(connection, {
    cookieSession: proxySession,
    beginSession: async () => {
      wasRedirected = await beginProxySession(connection, proxySession, {
        remedy: 'Let the virtual proxy allow anonymous users (Management console).',
      });
      // Without cookies each call succeeds as another anonymous user: only sockets would fail, without a reason.
      const [one, other] = await Promise.all([proxySession.describe(), proxySession.describe()]);
      if (one['userId'] !== other['userId']) throw cookiesBlocked(connection);
    },
    noSessionError: () => noProxySession(connection, { wasRedirected, expected: 'allows anonymous users' }),
  });
}
