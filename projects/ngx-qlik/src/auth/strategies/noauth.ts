import { lazyStrategy } from '../lazy-strategy';
import type { QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

const NOAUTH: QlikAuthStrategyFactory<'noauth'> = {
  type: 'noauth',
  create: (connection) =>
    lazyStrategy(async () => {
      const { createRuntimeOnly } = await import('../runtime-only');
      return createRuntimeOnly(connection);
    }),
};

/**
 * Adds the auth type `noauth` to `provideQlik(…)`: embeds that talk to no server.
 *
 * @see docs/auth/none.md
 */
export function withNoAuth(): QlikFeature {
  return provideStrategy(NOAUTH);
}
