import type { QlikConnection } from '../../../connections/connection';
import { enterProxy } from '../../cookie-session/proxy-entry';
import { ProxySession } from '../../cookie-session/proxy-session';
import { SilentSessionStrategy } from '../../cookie-session/silent-session-strategy';
import type { FullStrategy } from '../../lazy-strategy';
import { cookiesBlocked } from '../../requests/refused-sign-in';

/** A first visit is all it takes: the virtual proxy begins a session for a visitor without a name. */
export function createAnonymousEntry(connection: QlikConnection): FullStrategy {
  const session = new ProxySession(connection);
  return new SilentSessionStrategy(connection, {
    session,
    enter: () =>
      enterProxy(connection, session, {
        remedy: 'Let the virtual proxy allow anonymous users (Management console).',
      }),
    lost: () => cookiesBlocked(connection),
  });
}
