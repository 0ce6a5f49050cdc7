import { createRuntimeOnly } from '../runtime-only';
import type { QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

const REFERENCE: QlikAuthStrategyFactory<'reference'> = {
  type: 'reference',
  create: createRuntimeOnly,
};

/**
 * Adds the auth type `reference` to `provideQlik(…)`: a host config that Qlik's runtime knows by name.
 *
 * @see docs/auth/none.md
 */
export function withReference(): QlikFeature {
  return provideStrategy(REFERENCE);
}
