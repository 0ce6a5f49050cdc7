import { backendAddress } from '../backend/backend-address';
import { lazyStrategy } from '../lazy-strategy';
import { injectPage } from '../page';
import type { QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

const OAUTH2_WEB: QlikAuthStrategyFactory<'oauth2-web'> = {
  type: 'oauth2-web',
  create: (connection) => {
    const page = injectPage();
    const backend = backendAddress(connection, connection.auth.backend, page);
    return lazyStrategy(async () => {
      const { createWebSignIn } = await import('./oauth2-web/web-sign-in');
      return createWebSignIn(connection, backend, page);
    });
  },
};

/**
 * Adds the auth type `oauth2-web` to `provideQlik(…)`: the user signs in at the tenant, and the backend keeps the tokens.
 *
 * @see docs/auth/oauth2-web.md
 */
export function withOAuth2Web(): QlikFeature {
  return provideStrategy(OAUTH2_WEB);
}
