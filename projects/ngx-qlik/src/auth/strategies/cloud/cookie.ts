import { RedirectStrategy } from '../../cookie-session/redirect-strategy';
import { TenantSession } from '../../cookie-session/tenant-session';
import { cookiesBlocked } from '../../requests/request';
import type { ConnectionOfType, FullStrategy, StrategySetup } from '../../strategy';

/**
 * Signs in on the tenant's `/login`, which sends the user back with a session.
 *
 * @see https://qlik.dev/apis/rest/login/
 */
export function createStrategy({
  connection,
  page,
}: StrategySetup<ConnectionOfType<'cookie'>>): FullStrategy {
  const { webIntegrationId } = connection.auth;
  return new RedirectStrategy(connection, {
    cookieSession: new TenantSession(connection, webIntegrationId, page),
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
