import type { QlikConnection } from '../../../connections/connection';
import { QlikError } from '../../../errors/qlik-error';
import { ProxySession } from '../../cookie-session/proxy-session';
import { RedirectStrategy } from '../../cookie-session/redirect-strategy';
import { cookiesBlocked } from '../../requests/request';
import type { FullStrategy, StrategySetup } from '../../strategy';

/** Leaves for the server's own sign-in, where the browser shows the Windows account, or the user fills in a form. */
export function createStrategy({ connection, page }: StrategySetup): FullStrategy {
  const proxySession = new ProxySession(connection);
  return new RedirectStrategy(connection, {
    cookieSession: proxySession,
    page,
    noSessionError: () => cookiesBlocked(connection),
    addressFor: async (returnTo) => {
      const { loginUri } = await proxySession.describe(returnTo);
      if (typeof loginUri === 'string' && isOf(connection, loginUri)) return loginUri;
      throw new QlikError(
        'sign-in-failed',
        `${connection.label} names no address of its own to sign in at.`,
        {
          remedy:
            "Add this page's host name to the host allow list of the virtual proxy, and let it use Windows or form authentication.",
          connectionId: connection.id,
        },
      );
    },
  });
}

/** Users type passwords there, so it has to be the server that is configured. */
function isOf({ host }: QlikConnection, address: string): boolean {
  return URL.canParse(address) && new URL(address).origin === new URL(host).origin;
}
