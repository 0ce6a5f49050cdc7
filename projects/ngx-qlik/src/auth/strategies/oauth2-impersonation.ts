import { backendAddress } from '../backend/backend-address';
import { lazyStrategy } from '../lazy-strategy';
import { injectPage } from '../page';
import type { QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

const OAUTH2_IMPERSONATION: QlikAuthStrategyFactory<'oauth2-impersonation'> = {
  type: 'oauth2-impersonation',
  create: (connection) => {
    const backend = backendAddress(connection, connection.auth.backend, injectPage());
    return lazyStrategy(async () => {
      const { createImpersonation } = await import('./oauth2-impersonation/impersonation');
      return createImpersonation(connection, backend);
    });
  },
};

/**
 * Adds the auth type `oauth2-impersonation` to `provideQlik(…)`: the application's backend fetches access tokens for its user.
 *
 * @see docs/auth/oauth2-impersonation.md
 */
export function withOAuth2Impersonation(): QlikFeature {
  return provideStrategy(OAUTH2_IMPERSONATION);
}
