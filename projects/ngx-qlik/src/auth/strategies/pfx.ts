import { throughBackend } from '../backend/through-backend';
import type { QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

/**
 * Adds the auth type `pfx` to `provideQlik(…)`: the backend shows a client-managed server's client certificate.
 *
 * @see docs/auth/pfx.md
 */
export function withPfx(): QlikFeature {
  return provideStrategy(throughBackend('pfx'));
}
