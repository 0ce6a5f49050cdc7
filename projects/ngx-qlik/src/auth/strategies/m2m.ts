import { throughBackend } from '../backend/through-backend';
import type { QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

/**
 * Adds the auth type `m2m` to `provideQlik(…)`: the backend puts the token of an OAuth client in, which acts as itself.
 *
 * @see docs/auth/m2m.md
 */
export function withM2M(): QlikFeature {
  return provideStrategy(throughBackend('m2m'));
}
