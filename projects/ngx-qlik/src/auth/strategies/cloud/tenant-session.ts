import type { QlikConnection } from '../../../connections/connection';
import type {
  CredentialPurpose,
  QlikCredential,
  Page,
  ConnectionOfType,
  FullStrategy,
  StrategySetup,
} from '../../strategy';
import {
  request,
  describeProblem,
  readJsonObject,
  readJsonBody,
  unexpectedResponse,
  signInRefused,
  cookiesBlocked,
} from '../../requests/request';
import {
  type AcceptedUser,
  type CookieSession,
  SilentSessionStrategy,
} from '../../cookie-session/cookie-session';
import { RedirectStrategy } from '../../cookie-session/redirect-strategy';
import { BackendClient } from '../../backend/backend-client';

export * as parts from '../../connection-parts';

const WEB_INTEGRATION = 'qlik-web-integration-id';
const CSRF_TOKEN = 'qlik-csrf-token';
const REMEDY =
  "Check the network, and that this page's origin is among the origins of the web integration; then try again.";
const DISABLED =
  'Ask the administrator of the tenant: it knows this user and does not let them in, for example because the user is disabled.';

/**
 * How a session ends. A navigation to `/logout` also ends the session at the tenant's identity provider, and leaves the page:
 * Qlik documents no return address. `in-place` is for sessions that began without that provider.
 */
export type TenantSignOut = 'by-visit' | 'in-place';

/**
 * A session of a Qlik Cloud tenant, for pages of the origins that a web integration lists.
 *
 * @see https://qlik.dev/authenticate/jwt/implement-jwt-authorization/ for the web integration; `@qlik/api` 2.19, `cookie.ts`, for the token
 */
export class TenantSession implements CookieSession {
  user: string | undefined;
  private csrfToken = '';

  constructor(
    private readonly connection: QlikConnection,
    private readonly webIntegrationId: string,
    private readonly page: Page,
    private readonly signOut: TenantSignOut = 'by-visit',
  ) {}

  async probe(accepts: AcceptedUser = 'same-user'): Promise<boolean> {
    const [user, csrf] = await Promise.all([this.get('/api/v1/users/me'), this.get('/api/v1/csrf-token')]);
    if (user.status === 401 || csrf.status === 401) return false;
    if (user.status === 403) {
      const reason = describeProblem(await readJsonObject(user));
      throw signInRefused(this.connection, { reason, status: 403, remedy: DISABLED, variant: 'disabled' });
    }
    const { id } = await readJsonBody(this.connection, user);
    if (!user.ok || typeof id !== 'string') throw unexpectedResponse(this.connection, user);
    // Tenants without CSRF protection know nothing of the token.
    if (!csrf.ok && csrf.status !== 404) throw unexpectedResponse(this.connection, csrf);
    if (accepts === 'same-user' && this.user !== undefined && this.user !== id) return false;
    this.user = id;
    this.csrfToken = csrf.headers.get(CSRF_TOKEN) ?? '';
    return true;
  }

  credential(purpose: CredentialPurpose): QlikCredential {
    const integration = { [WEB_INTEGRATION]: this.webIntegrationId };
    const all = this.csrfToken === '' ? integration : { ...integration, [CSRF_TOKEN]: this.csrfToken };
    return {
      headers: purpose === 'rest' ? all : {},
      queryParams: purpose === 'rest' ? {} : purpose === 'websocket' ? all : integration,
      cookies: 'include',
      isReusable: true,
    };
  }

  /** @throws {QlikError} `http-unreachable` when it is unknown whether the session ended */
  async end(): Promise<void> {
    if (this.signOut === 'in-place' && (await this.endInPlace())) return;
    this.page.navigate(`${this.connection.host}/logout`);
  }

  forget(): void {
    this.user = undefined;
    this.csrfToken = '';
  }

  /**
   * Signs out by `fetch`, with the cookies that calls send. Qlik documents a page navigation only, so a second request checks the result.
   * @returns whether the session is over
   */
  private async endInPlace(): Promise<boolean> {
    const query = new URLSearchParams({ [WEB_INTEGRATION]: this.webIntegrationId });
    const init: RequestInit = { credentials: 'include', redirect: 'manual' };
    // No page may read this answer, whatever it is.
    await request(this.connection, {
      address: `${this.connection.host}/logout?${query.toString()}`,
      init,
      remedy: REMEDY,
    }).catch(() => undefined);
    return (await this.get('/api/v1/users/me')).status === 401;
  }

  private get(path: string): Promise<Response> {
    return request(this.connection, {
      address: this.connection.host + path,
      init: { credentials: 'include', headers: { [WEB_INTEGRATION]: this.webIntegrationId } },
      remedy: REMEDY,
    });
  }
}

/**
 * Signs in on the tenant's `/login`, which sends the user back with a session.
 *
 * @see https://qlik.dev/apis/rest/login/
 */
export function createCookie({ connection, page }: StrategySetup<ConnectionOfType<'cookie'>>): FullStrategy {
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

/** With these the tenant refuses a JWT: claims, signature or key, the user. */
const REFUSALS: readonly number[] = [400, 401, 403];

/**
 * A session of the tenant for the user of the application. It begins anew with each page: cookies that are there already may be those
 * of the user before.
 * @see https://qlik.dev/authenticate/jwt/implement-jwt-authorization/
 */
export function createJwt({
  connection,
  backend,
  page,
  hasHostSession,
}: StrategySetup<ConnectionOfType<'jwt'>>): FullStrategy {
  const { webIntegrationId } = connection.auth;
  const client = new BackendClient(connection, backend, hasHostSession);
  return new SilentSessionStrategy(connection, {
    cookieSession: new TenantSession(connection, webIntegrationId, page, 'in-place'),
    beginSession: async () =>
      beginSession(connection, webIntegrationId, await client.requestText('jwt', 'jwt')),
    noSessionError: () => cookiesBlocked(connection),
  });
}

async function beginSession(
  connection: QlikConnection,
  webIntegrationId: string,
  jwt: string,
): Promise<void> {
  const query = new URLSearchParams({ 'qlik-web-integration-id': webIntegrationId });
  const response = await request(connection, {
    address: `${connection.host}/login/jwt-session?${query.toString()}`,
    init: {
      method: 'POST',
      credentials: 'include',
      headers: { Authorization: `Bearer ${jwt}`, 'qlik-web-integration-id': webIntegrationId },
    },
    remedy:
      "Check the network, and that this page's origin is among the origins of the web integration; then try again.",
  });
  if (response.ok) return;
  const reason = describeProblem(await readJsonObject(response));
  if (!REFUSALS.includes(response.status)) throw unexpectedResponse(connection, response, { reason });
  throw signInRefused(connection, {
    reason,
    status: response.status,
    remedy: "Compare the JWT's claims and key with the tenant's identity provider, and the clocks of both.",
  });
}
