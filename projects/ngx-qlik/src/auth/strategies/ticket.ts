import { backendAddress } from '../backend/backend-address';
import { lazyStrategy } from '../lazy-strategy';
import { injectPage } from '../page';
import type { QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

const TICKET: QlikAuthStrategyFactory<'ticket'> = {
  type: 'ticket',
  create: (connection) => {
    const backend = backendAddress(connection, connection.auth.backend, injectPage());
    return lazyStrategy(async () => {
      const { createTicketSignIn } = await import('./ticket/ticket-sign-in');
      return createTicketSignIn(connection, backend);
    });
  },
};

/**
 * Adds the auth type `ticket` to `provideQlik(…)`: the backend gets a ticket of a client-managed server for its user.
 *
 * @see docs/auth/ticket.md
 */
export function withTicket(): QlikFeature {
  return provideStrategy(TICKET);
}
