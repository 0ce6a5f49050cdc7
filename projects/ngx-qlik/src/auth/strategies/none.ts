import { NO_CREDENTIAL } from '../credential';
import type { QlikAuthStrategy, QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

/** Adds no credential. Cookies of the page's own origin are sent as with any request, as by Qlik's auth type `None`. */
const NONE: QlikAuthStrategyFactory<'none'> = {
  type: 'none',
  create: (): QlikAuthStrategy => {
    const resolve = () => Promise.resolve();
    return {
      restore: async () => 'signed-in',
      signIn: resolve,
      credential: async () => NO_CREDENTIAL,
      renew: async () => false,
      signOut: resolve,
    };
  },
};

/**
 * Adds the auth type `none` to `provideQlik(…)`: for servers that need no credential, or where a reverse proxy adds one.
 *
 * @see docs/auth/none.md
 */
export function withNone(): QlikFeature {
  return provideStrategy(NONE);
}
