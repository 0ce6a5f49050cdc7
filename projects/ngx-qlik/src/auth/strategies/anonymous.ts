import { lazyStrategy } from '../lazy-strategy';
import type { QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

const ANONYMOUS: QlikAuthStrategyFactory<'anonymous'> = {
  type: 'anonymous',
  create: (connection) =>
    lazyStrategy(async () => {
      const { createAnonymous } = await import('./anonymous/anonymous-embed');
      return createAnonymous(connection);
    }),
};

/**
 * Adds the auth type `anonymous` to `provideQlik(…)`: anonymous users of a Qlik Cloud tenant.
 *
 * @see docs/auth/anonymous.md
 */
export function withAnonymous(): QlikFeature {
  return provideStrategy(ANONYMOUS);
}
