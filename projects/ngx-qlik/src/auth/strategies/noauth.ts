import { createRuntimeOnly } from '../runtime-only';
import type { QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

const NOAUTH: QlikAuthStrategyFactory<'noauth'> = {
  type: 'noauth',
  create: createRuntimeOnly,
};

/**
 * Adds the auth type `noauth` to `provideQlik(…)`: embeds that talk to no server.
 *
 * @see docs/auth/none.md
 */
export function withEmbedsOnly(): QlikFeature {
  return provideStrategy(NOAUTH);
}
