import { throughBackend } from '../backend/through-backend';
import type { QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

/**
 * Adds the auth type `apikey` to `provideQlik(…)`: the backend puts an API key in.
 *
 * @see docs/auth/apikey.md
 */
export function withApiKey(): QlikFeature {
  return provideStrategy(throughBackend('apikey'));
}
