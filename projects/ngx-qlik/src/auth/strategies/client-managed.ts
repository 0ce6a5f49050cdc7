import { lazyType } from '../lazy-strategy';
import { provideStrategy, type QlikFeature } from '../strategy';

const virtualProxy = () => import('./client-managed/virtual-proxy');
const backendSession = () => import('../backend/backend-session');

/**
 * Adds the auth type `windows` to `provideQlik(…)`: a client-managed server knows the user by the Windows account.
 *
 * @see docs/auth/windows.md
 */
export function withWindows(): QlikFeature {
  return provideStrategy(lazyType('windows', virtualProxy, (file) => file.createWindows));
}

/**
 * Adds the auth type `ticket` to `provideQlik(…)`: the backend gets a ticket of a client-managed server for its user.
 *
 * @see docs/auth/ticket.md
 */
export function withTicket(): QlikFeature {
  return provideStrategy(lazyType('ticket', virtualProxy, (file) => file.createTicket));
}

/**
 * Adds the auth type `jwt-virtual-proxy` to `provideQlik(…)`: the backend signs a JWT for its user, which a virtual proxy takes.
 *
 * @see docs/auth/jwt-virtual-proxy.md
 */
export function withJwtVirtualProxy(): QlikFeature {
  return provideStrategy(lazyType('jwt-virtual-proxy', virtualProxy, (file) => file.createJwtVirtualProxy));
}

/**
 * Adds the auth type `anonymous-virtual-proxy` to `provideQlik(…)`: anonymous users of a client-managed server.
 *
 * @see docs/auth/anonymous-virtual-proxy.md
 */
export function withAnonymousVirtualProxy(): QlikFeature {
  return provideStrategy(
    lazyType('anonymous-virtual-proxy', virtualProxy, (file) => file.createAnonymousVirtualProxy),
  );
}

/**
 * Adds the auth type `header` to `provideQlik(…)`: the backend adds the header that a client-managed server trusts.
 *
 * @see docs/auth/header.md
 */
export function withHeader(): QlikFeature {
  return provideStrategy(lazyType('header', backendSession, (file) => file.createSharedSignIn));
}

/**
 * Adds the auth type `pfx` to `provideQlik(…)`: the backend shows a client-managed server's client certificate.
 *
 * @see docs/auth/pfx.md
 */
export function withPfx(): QlikFeature {
  return provideStrategy(lazyType('pfx', backendSession, (file) => file.createSharedSignIn));
}
