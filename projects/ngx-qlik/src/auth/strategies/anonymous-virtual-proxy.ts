import { lazyStrategy } from '../lazy-strategy';
import type { QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

const ANONYMOUS_VIRTUAL_PROXY: QlikAuthStrategyFactory<'anonymous-virtual-proxy'> = {
  type: 'anonymous-virtual-proxy',
  create: (connection) =>
    lazyStrategy(async () => {
      const { createAnonymousSignIn: createAnonymousEntry } =
        await import('./anonymous-virtual-proxy/anonymous-sign-in');
      return createAnonymousEntry(connection);
    }),
};

/**
 * Adds the auth type `anonymous-virtual-proxy` to `provideQlik(…)`: anonymous users of a client-managed server.
 *
 * @see docs/auth/anonymous-virtual-proxy.md
 */
export function withAnonymousVirtualProxy(): QlikFeature {
  return provideStrategy(ANONYMOUS_VIRTUAL_PROXY);
}
