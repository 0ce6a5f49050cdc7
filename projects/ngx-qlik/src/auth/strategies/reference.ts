import { lazyStrategy } from '../lazy-strategy';
import type { QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

const REFERENCE: QlikAuthStrategyFactory<'reference'> = {
  type: 'reference',
  create: (connection) =>
    lazyStrategy(async () => {
      const { createRuntimeOnly } = await import('../runtime-only');
      return createRuntimeOnly(connection);
    }),
};

/**
 * Adds the auth type `reference` to `provideQlik(…)`: a host config that Qlik's runtime knows by name.
 *
 * @see docs/auth/none.md
 */
export function withReference(): QlikFeature {
  return provideStrategy(REFERENCE);
}
