import { NO_CREDENTIAL } from '../credential';
import type { QlikAuthStrategy, QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

/** Sends nothing and is always signed in: for servers that ask for no credential, and for tests. */
const NONE: QlikAuthStrategyFactory<'none'> = {
  type: 'none',
  fields: {},
  create: (): QlikAuthStrategy => ({
    restore: () => Promise.resolve('signed-in'),
    signIn: () => Promise.resolve(),
    credential: () => Promise.resolve(NO_CREDENTIAL),
    renew: () => Promise.resolve(false),
    signOut: () => Promise.resolve(),
  }),
};

/** Adds the auth type `none` to `provideQlik(…)`. */
export function withNoAuth(): QlikFeature {
  return provideStrategy(NONE);
}
