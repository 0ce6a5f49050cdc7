import type { QlikConnection } from '../../../connections/connection';
import { BackendClient } from '../../backend/backend-client';
import { enterProxy } from '../../cookie-session/proxy-entry';
import { ProxySession } from '../../cookie-session/proxy-session';
import { SilentSessionStrategy } from '../../cookie-session/silent-session-strategy';
import type { FullStrategy } from '../../lazy-strategy';
import { cookiesBlocked } from '../../requests/refused-sign-in';
import { TicketHolder } from './ticket-holder';

/**
 * Redeems a ticket of the backend's once; cookies do the rest. Each ticket begins a session, of which a user may have five, so the one of an
 * earlier page is taken up where it is still that of the same user.
 *
 * @param backend its absolute address for this connection
 * @see Qlik's help, Proxy Service API, "Ticket: Add"
 */
export function createTicketSignIn(connection: QlikConnection, backend: string): FullStrategy {
  const client = new BackendClient(connection, backend);
  const session = new ProxySession(connection);
  const holder = new TicketHolder(connection);
  return new SilentSessionStrategy(connection, {
    session,
    enter: async () => {
      const { hostUser } = await client.session();
      if (holder.isSame(hostUser, await session.owner())) return;
      const query = new URLSearchParams({ qlikTicket: await client.request('ticket', 'ticket') });
      await enterProxy(connection, session, {
        query: `?${query.toString()}`,
        remedy: 'Sign in again: a ticket is good once, for a minute.',
      });
      holder.remember(hostUser, await session.owner());
    },
    lost: () => cookiesBlocked(connection),
  });
}
