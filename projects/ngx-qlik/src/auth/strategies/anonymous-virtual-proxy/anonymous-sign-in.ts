import type { QlikConnection } from '../../../connections/connection';
import { beginProxySession, noProxySession } from '../../cookie-session/begin-proxy-session';
import { ProxySession } from '../../cookie-session/proxy-session';
import { SilentSessionStrategy } from '../../cookie-session/silent-session-strategy';
import type { FullStrategy } from '../../lazy-strategy';
import { cookiesBlocked } from '../../requests/refused-sign-in';

/** Signs in with a first request, with which the virtual proxy begins an anonymous session. */
export function createAnonymousSignIn(connection: QlikConnection): FullStrategy {
  const session = new ProxySession(connection);
  let wasRedirected = false;
  return new SilentSessionStrategy(connection, {
    session,
    beginSession: async () => {
      wasRedirected = await beginProxySession(connection, session, {
        remedy: 'Let the virtual proxy allow anonymous users (Management console).',
      });
      // Without cookies each call succeeds as another anonymous user: only sockets would fail, without a reason.
      const [one, other] = await Promise.all([session.describe(), session.describe()]);
      if (one['userId'] !== other['userId']) throw cookiesBlocked(connection);
    },
    noSessionError: () => noProxySession(connection, { wasRedirected, expected: 'allows anonymous users' }),
  });
}
