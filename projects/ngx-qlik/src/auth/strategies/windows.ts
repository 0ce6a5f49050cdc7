import { lazyStrategy } from '../lazy-strategy';
import { injectPage } from '../page';
import type { QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import { provideStrategy } from './provide-strategy';

const WINDOWS: QlikAuthStrategyFactory<'windows'> = {
  type: 'windows',
  create: (connection) => {
    const page = injectPage();
    return lazyStrategy(async () => {
      const { createWindowsSignIn } = await import('./windows/windows-sign-in');
      return createWindowsSignIn(connection, page);
    });
  },
};

/**
 * Adds the auth type `windows` to `provideQlik(…)`: a client-managed server knows the user by the Windows account.
 *
 * @see docs/auth/windows.md
 */
export function withWindows(): QlikFeature {
  return provideStrategy(WINDOWS);
}
