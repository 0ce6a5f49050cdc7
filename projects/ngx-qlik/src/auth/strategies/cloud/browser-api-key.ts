import type { QlikConnection } from '../../../connections/connection';
import { QlikError } from '../../../errors/qlik-error';
import { signInRequired } from '../../connection-state';
import { signInCanceled } from '../../requests/cancellation';
import {
  acceptsCredential,
  describeProblem,
  readJsonObject,
  request,
  signInAbandoned,
  signInRefused,
  unexpectedResponse,
} from '../../requests/request';
import type { CredentialPurpose, FullStrategy, QlikCredential, RestoredSession } from '../../strategy';

/** Where the key of a connection comes from, each time that the developer signs in; nothing or an empty text calls it off. */
export type AskForApiKey = (connection: QlikConnection) => string | null | Promise<string | null>;

const REFUSALS: readonly number[] = [401, 403];

/** An API key in the page's memory, for REST calls of a developer's own page. */
export class BrowserApiKeyStrategy implements FullStrategy {
  private key: string | undefined;
  private signOuts = 0;

  constructor(
    private readonly connection: QlikConnection,
    private readonly askForKey: AskForApiKey,
  ) {}

  restore(): Promise<RestoredSession> {
    return Promise.resolve('signed-out');
  }

  async signIn(): Promise<void> {
    const begun = this.signOuts;
    const key = (await this.askForKey(this.connection))?.trim();
    if (!key) throw signInCanceled(this.connection);
    await this.check(key);
    if (begun !== this.signOuts) throw signInAbandoned(this.connection);
    this.key = key;
  }

  async credential(purpose: CredentialPurpose): Promise<QlikCredential> {
    if (this.key === undefined) throw signInRequired(this.connection);
    if (purpose === 'rest') return bearer(this.key);
    throw new QlikError(
      'app-forbidden',
      `${this.connection.label} has its API key in the browser, and Qlik takes it there for REST calls only.`,
      {
        remedy:
          'Put the key into the backend (https://github.com/ngx-qlik/ngx-qlik/blob/main/docs/auth/apikey.md), or use another auth type.',
        variant: 'api-key',
        connectionId: this.connection.id,
      },
    );
  }

  /** A key has no successor. */
  renew(): Promise<boolean> {
    return Promise.resolve(false);
  }

  async isAccepted(): Promise<boolean> {
    return this.key !== undefined && acceptsCredential(this.connection, bearer(this.key));
  }

  signOut(): Promise<void> {
    return this.forget();
  }

  forget(): Promise<void> {
    this.signOuts++;
    this.key = undefined;
    return Promise.resolve();
  }

  /** @throws {QlikError} `sign-in-refused`, `http-*` */
  private async check(key: string): Promise<void> {
    const response = await request(this.connection, {
      address: `${this.connection.host}/api/v1/users/me`,
      init: { headers: { ...bearer(key).headers }, credentials: 'omit' },
      remedy:
        "Check the network, and that a web integration or OAuth client of the tenant lists this page's origin; then try again.",
    });
    if (response.ok) return;
    const reason = describeProblem(await readJsonObject(response));
    if (!REFUSALS.includes(response.status)) throw unexpectedResponse(this.connection, response, { reason });
    throw signInRefused(this.connection, {
      reason,
      status: response.status,
      remedy: 'Check that the key is complete, of this tenant, and neither revoked nor over.',
    });
  }
}

function bearer(key: string): QlikCredential {
  return { headers: { Authorization: `Bearer ${key}` }, queryParams: {}, cookies: 'omit', isReusable: true };
}
