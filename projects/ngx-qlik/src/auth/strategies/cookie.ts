import { lazyStrategy } from '../lazy-strategy';
import { injectPage } from '../page';
import type { QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

const COOKIE: QlikAuthStrategyFactory<'cookie'> = {
  type: 'cookie',
  create: (connection) => {
    const page = injectPage();
    return lazyStrategy(async () => {
      const { createTenantSignIn } = await import('./cookie/tenant-sign-in');
      return createTenantSignIn(connection, page);
    });
  },
};

/**
 * Adds the auth type `cookie` to `provideQlik(…)`: the user signs in on the tenant's own page.
 *
 * @see docs/auth/cookie.md
 */
export function withCookie(): QlikFeature {
  return provideStrategy(COOKIE);
}
