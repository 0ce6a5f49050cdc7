import { backendAddress } from '../backend/backend-address';
import { lazyStrategy } from '../lazy-strategy';
import { injectPage } from '../page';
import type { QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

const JWT_VIRTUAL_PROXY: QlikAuthStrategyFactory<'jwt-virtual-proxy'> = {
  type: 'jwt-virtual-proxy',
  create: (connection) => {
    const backend = backendAddress(connection, connection.auth.backend, injectPage());
    return lazyStrategy(async () => {
      const { createJwtProxySignIn: createJwtEntry } = await import('./jwt-virtual-proxy/jwt-proxy-sign-in');
      return createJwtEntry(connection, backend);
    });
  },
};

/**
 * Adds the auth type `jwt-virtual-proxy` to `provideQlik(…)`: the backend signs a JWT for its user, which a virtual proxy takes.
 *
 * @see docs/auth/jwt-virtual-proxy.md
 */
export function withJwtVirtualProxy(): QlikFeature {
  return provideStrategy(JWT_VIRTUAL_PROXY);
}
