import type { QlikConnection } from '../../../connections/connection';
import { enterProxy, notEntered } from '../../cookie-session/proxy-entry';
import { ProxySession } from '../../cookie-session/proxy-session';
import { SilentSessionStrategy } from '../../cookie-session/silent-session-strategy';
import type { FullStrategy } from '../../lazy-strategy';
import { cookiesBlocked } from '../../requests/refused-sign-in';

/** A first visit is all it takes: the virtual proxy begins a session for a visitor without a name. */
export function createAnonymousEntry(connection: QlikConnection): FullStrategy {
  const session = new ProxySession(connection);
  let wasSentOn = false;
  return new SilentSessionStrategy(connection, {
    session,
    enter: async () => {
      wasSentOn = await enterProxy(connection, session, {
        remedy: 'Let the virtual proxy allow anonymous users (Management console).',
      });
      // Without cookies each call is let in as well, as another visitor: only sockets would fail, and show no reason.
      const [one, other] = await Promise.all([session.describe(), session.describe()]);
      if (one['userId'] !== other['userId']) throw cookiesBlocked(connection);
    },
    lost: () => notEntered(connection, { wasSentOn, expected: 'allows anonymous users' }),
  });
}
