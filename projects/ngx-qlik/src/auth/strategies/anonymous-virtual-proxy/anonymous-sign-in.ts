import type { QlikConnection } from '../../../connections/connection';
import { beginProxySession, noProxySession } from '../../cookie-session/begin-proxy-session';
import { ProxySession } from '../../cookie-session/proxy-session';
import { SilentSessionStrategy } from '../../cookie-session/silent-session-strategy';
import type { FullStrategy } from '../../lazy-strategy';
import { cookiesBlocked } from '../../requests/refused-sign-in';

/** A first visit is all it takes: the virtual proxy begins a session for a visitor without a name. */
export function createAnonymousSignIn(connection: QlikConnection): FullStrategy {
  const session = new ProxySession(connection);
  let wasRedirected = false;
  return new SilentSessionStrategy(connection, {
    session,
    beginSession: async () => {
      wasRedirected = await beginProxySession(connection, session, {
        remedy: 'Let the virtual proxy allow anonymous users (Management console).',
      });
      // Without cookies each call is let in as well, as another visitor: only sockets would fail, and show no reason.
      const [one, other] = await Promise.all([session.describe(), session.describe()]);
      if (one['userId'] !== other['userId']) throw cookiesBlocked(connection);
    },
    noSessionError: () => noProxySession(connection, { wasRedirected, expected: 'allows anonymous users' }),
  });
}
