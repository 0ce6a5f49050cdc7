import type { QlikConnection } from '../../connections/connection';
import {
  type AcceptedUser,
  type CookieSession,
  createXrfkey,
  xrfkeyParams,
} from '../cookie-session/cookie-session';
import type { CredentialPurpose, QlikCredential } from '../strategy';
import { isSignInRequired } from '../requests/request';
import type { BackendClient } from './backend-client';

/**
 * A connection's session in the application's own backend, which puts the credential on whatever goes through `/qlik/<connection id>`.
 * The browser proves itself by the application's own cookie.
 */
export class BackendSession implements CookieSession {
  private readonly xrfkey = createXrfkey();
  user: string | undefined;

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
    try {
      return await this.client.hostSession();
    } catch (thrown) {
      // Without a sign-in to the application there is no session here.
      if (isSignInRequired(thrown)) return {};
      throw thrown;
    }
  }
}
