import type { QlikConnection } from '../../connections/connection';
import { lazyStrategy } from '../lazy-strategy';
import { injectPage } from '../page';
import type { QlikAuthStrategyFactory } from '../strategy';
import { backendAddress } from './backend-address';

/**
 * Creates the strategy of a type whose credential stays in the backend. The user signs in to the application only.
 */
export function throughBackend<T extends 'm2m' | 'apikey' | 'header' | 'pfx'>(
  type: T,
): QlikAuthStrategyFactory<T> {
  return {
    type,
    create: (connection: QlikConnection) => {
      const page = injectPage();
      const backend = backendAddress(connection, connection.auth.backend, page);
      return lazyStrategy(async () => {
        const { createSharedSignIn } = await import('./shared-sign-in');
        return createSharedSignIn(connection, backend);
      });
    },
  };
}
