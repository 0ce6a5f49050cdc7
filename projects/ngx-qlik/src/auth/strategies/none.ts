import { NO_CREDENTIAL } from '../credential';
import type { QlikAuthStrategy, QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

/** Sends nothing of its own. Cookies of the page's own origin travel as with any request, as Qlik's module of that name has it. */
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
 * Adds the auth type `none` to `provideQlik(…)`: for servers that ask for nothing, or get a credential from somebody on the way.
 *
 * @see docs/auth/none.md
 */
export function withNone(): QlikFeature {
  return provideStrategy(NONE);
}
