import type { QlikConnection } from '../../connections/connection';
import {
  type AcceptedUser,
  type CookieSession,
  createXrfkey,
  xrfkeyParams,
  SilentSessionStrategy,
} from '../cookie-session/cookie-session';
import type { CredentialPurpose, QlikCredential, FullStrategy, StrategySetup } from '../strategy';
import type { QlikError } from '../../errors/qlik-error';
import { isSignInRequired, signInAbandoned } from '../requests/request';
import { BackendClient, SIGN_IN_TO_APPLICATION } from './backend-client';
import { signInRequired } from '../connection-state';
import { RedirectStrategy } from '../cookie-session/redirect-strategy';

export * as parts from '../connection-parts';

/**
 * A connection's session in the application's own backend, which puts the credential on whatever goes through `/qlik/<connection id>`.
 * The browser proves itself by the application's own cookie.
 */
export class BackendSession implements CookieSession {
  private readonly xrfkey = createXrfkey();
  user: string | undefined;
  refusal: QlikError | undefined;

  constructor(
    private readonly connection: QlikConnection,
    private readonly client: BackendClient,
  ) {}

  async probe(accepts: AcceptedUser = 'same-user'): Promise<boolean> {
    const answer = await this.requestSession();
    if (answer['isSignedIn'] !== true) return false;
    const { hostUser } = answer;
    const user = JSON.stringify(hostUser);
    if (accepts === 'same-user' && this.user !== undefined && this.user !== user) return false;
    this.user = user;
    return true;
  }

  credential(purpose: CredentialPurpose): QlikCredential {
    const isServer = this.connection.platform === 'client-managed' && purpose === 'rest';
    const { headers, queryParams } = isServer ? xrfkeyParams(this.xrfkey) : { headers: {}, queryParams: {} };
    return { headers, queryParams, cookies: 'same-origin', isReusable: true };
  }

  async end(): Promise<void> {
    await this.client.post('sign-out');
  }

  forget(): void {
    this.user = undefined;
  }

  private async requestSession(): Promise<Readonly<Record<string, unknown>>> {
    this.refusal = undefined;
    try {
      return await this.client.hostSession();
    } catch (thrown) {
      // Without a sign-in to the application there is no session here.
      if (!isSignInRequired(thrown)) throw thrown;
      this.refusal = thrown;
      return {};
    }
  }
}

/** Signs in the application's user with a credential that stays in the backend. */
export function createSharedSignIn({ connection, backend, hasHostSession }: StrategySetup): FullStrategy {
  return new SilentSessionStrategy(connection, {
    cookieSession: new BackendSession(connection, new BackendClient(connection, backend, hasHostSession)),
    beginSession: () => Promise.resolve(),
    noSessionError: () => signInRequired(connection, { remedy: SIGN_IN_TO_APPLICATION }),
  });
}

/**
 * Leaves for the backend's `sign-in`, which runs the authorization code flow with the tenant and sends the user back.
 */
export function createOAuth2Web({ connection, backend, page, hasHostSession }: StrategySetup): FullStrategy {
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
