import type { QlikConnection } from '../../../connections/connection';
import { BackendClient } from '../../backend/backend-client';
import { BackendSession } from '../../backend/backend-session';
import { RedirectStrategy } from '../../cookie-session/redirect-strategy';
import type { FullStrategy } from '../../lazy-strategy';
import type { Page } from '../../page';
import { signInAbandoned } from '../../requests/sign-in-errors';

/**
 * Leaves for the backend's `sign-in`, which runs the authorization code flow with the tenant and sends the user back.
 *
 * @param backend its absolute address for this connection
 */
export function createWebSignIn(connection: QlikConnection, backend: string, page: Page): FullStrategy {
  const client = new BackendClient(connection, backend);
  return new RedirectStrategy(connection, {
    session: new BackendSession(connection, client),
    page,
    noSessionError: () => signInAbandoned(connection),
    addressFor: async (returnTo) => {
      // Checked before the redirect: the backend would show a refusal as a page.
      await client.session();
      const { pathname, search, hash } = new URL(returnTo);
      return `${client.base}/sign-in?${new URLSearchParams({ returnTo: pathname + search + hash }).toString()}`;
    },
  });
}
