import { BackendClient } from '../../backend/backend-client';
import { BackendSession } from '../../backend/backend-session';
import { RedirectStrategy } from '../../cookie-session/redirect-strategy';
import { signInAbandoned } from '../../requests/request';
import type { FullStrategy, StrategySetup } from '../../strategy';

/**
 * Leaves for the backend's `sign-in`, which runs the authorization code flow with the tenant and sends the user back.
 */
export function createStrategy({ connection, backend, page, hasHostSession }: StrategySetup): FullStrategy {
  const client = new BackendClient(connection, backend, hasHostSession);
  return new RedirectStrategy(connection, {
    cookieSession: new BackendSession(connection, client),
    page,
    noSessionError: () => signInAbandoned(connection),
    addressFor: async (returnTo) => {
      // Checked before the redirect: the backend would show a refusal as a page.
      await client.hostSession();
      const { pathname, search, hash } = new URL(returnTo);
      return `${client.base}/sign-in?${new URLSearchParams({ returnTo: pathname + search + hash }).toString()}`;
    },
  });
}
