import { backendAddress } from '../backend/backend-address';
import { lazyStrategy } from '../lazy-strategy';
import { injectPage } from '../page';
import type { QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

const JWT: QlikAuthStrategyFactory<'jwt'> = {
  type: 'jwt',
  create: (connection) => {
    const page = injectPage();
    const backend = backendAddress(connection, connection.auth.backend, page);
    return lazyStrategy(async () => {
      const { createJwtSignIn } = await import('./jwt/jwt-sign-in');
      return createJwtSignIn(connection, backend, page);
    });
  },
};

/**
 * Adds the auth type `jwt` to `provideQlik(…)`: the application's backend signs a JWT for its user, which begins a session of the tenant.
 *
 * @see docs/auth/jwt.md
 */
export function withJwt(): QlikFeature {
  return provideStrategy(JWT);
}
