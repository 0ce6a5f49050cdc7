import type { CookieAuth, QlikConnection } from '../../../connections/connection';
import { RedirectStrategy } from '../../cookie-session/redirect-strategy';
import { TenantSession } from '../../cookie-session/tenant-session';
import type { FullStrategy } from '../../lazy-strategy';
import type { Page } from '../../page';
import { cookiesBlocked } from '../../requests/refused-sign-in';

/**
 * Signs in on the tenant's `/login`, which sends the user back with a session.
 *
 * @see https://qlik.dev/apis/rest/login/
 */
export function createTenantSignIn(
  connection: QlikConnection & { readonly auth: CookieAuth },
  page: Page,
): FullStrategy {
  const { webIntegrationId } = connection.auth;
  return new RedirectStrategy(connection, {
    session: new TenantSession(connection, webIntegrationId, page),
    page,
    noSessionError: () => cookiesBlocked(connection),
    addressFor: (returnTo, { forceLogin, loginHint }) => {
      const query = new URLSearchParams({
        returnto: returnTo,
        'qlik-web-integration-id': webIntegrationId,
        ...(forceLogin ? { prompt: 'login' } : {}),
        ...(loginHint === undefined ? {} : { login_hint: loginHint }),
      });
      return `${connection.host}/login?${query.toString()}`;
    },
  });
}
