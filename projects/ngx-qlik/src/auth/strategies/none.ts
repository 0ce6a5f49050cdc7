import {
  NO_CREDENTIAL,
  provideStrategy,
  type QlikAuthStrategy,
  type QlikAuthStrategyFactory,
  type QlikFeature,
  lazyType,
} from '../strategy';

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

/**
 * Adds the auth type `noauth` to `provideQlik(…)`: embeds that talk to no server.
 *
 * @see docs/auth/none.md
 */
export function withNoAuth(): QlikFeature {
  return provideStrategy(lazyType('noauth', () => import('./none/runtime-only')));
}

/**
 * Adds the auth type `reference` to `provideQlik(…)`: a host config that Qlik's runtime knows by name.
 *
 * @see docs/auth/none.md
 */
export function withReference(): QlikFeature {
  return provideStrategy(lazyType('reference', () => import('./none/runtime-only')));
}
