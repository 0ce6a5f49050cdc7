import { throughBackend } from '../backend/through-backend';
import type { QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

/**
 * Adds the auth type `header` to `provideQlik(…)`: the backend puts the header in that a client-managed server trusts.
 *
 * @see docs/auth/header.md
 */
export function withHeader(): QlikFeature {
  return provideStrategy(throughBackend('header'));
}
