import { signInRequired } from '../connection-state';
import { SilentSessionStrategy } from '../cookie-session/silent-session-strategy';
import type { FullStrategy, StrategySetup } from '../strategy';
import { BackendClient, SIGN_IN_TO_APPLICATION } from './backend-client';
import { BackendSession } from './backend-session';

/** Signs in the application's user with a credential that stays in the backend. */
export function createStrategy({ connection, backend, hasHostSession }: StrategySetup): FullStrategy {
  return new SilentSessionStrategy(connection, {
    cookieSession: new BackendSession(connection, new BackendClient(connection, backend, hasHostSession)),
    beginSession: () => Promise.resolve(),
    noSessionError: () => signInRequired(connection, { remedy: SIGN_IN_TO_APPLICATION }),
  });
}
