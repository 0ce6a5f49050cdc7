import {
  type ConnectionSession,
  type QlikConnection,
  type QlikCredential,
  QlikError,
  withTimeLimit,
} from 'ngx-qlik';
import { withQuery } from '../runner/addresses';
import type { Observation } from '../checks/observation';
import type { ReportedError } from '../checks/sign-in';
import type { ReportRedactor } from '../report/report-redactor';
import type { BrowserProbes } from './browser-probes';

/** Parameters of an address that are no secret and that readers look for. */
const PUBLIC_PARAMETERS = ['qlik-web-integration-id'];

/** How a sign-in stands. */
export interface SignInState {
  readonly status: 'signed-out' | 'signing-in' | 'ready' | 'renewing' | 'failed';
  readonly error?: ReportedError;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
}

/** What a {@link UserRequests} works with. */
export interface UserRequestsSettings {
  readonly connection: QlikConnection;
  /** Throws where the auth type is not provided. */
  readonly findSession: () => ConnectionSession;
  readonly probes: BrowserProbes;
  readonly safe: ReportRedactor;
  /** For one call, in milliseconds. */
  readonly callLimit: number;
}

/** Calls a connection's host as its user, with the credential as it is: a refusal renews nothing and ends nothing. */
export class UserRequests {
  constructor(private readonly settings: UserRequestsSettings) {}

  /** How the sign-in stands once an earlier one was taken up; never waits longer than a call. */
  async state(): Promise<SignInState> {
    const session = this.settings.findSession();
    const tooLate = (): QlikError => new QlikError('sign-in-timeout', 'Too late.', { remedy: 'Try again.' });
    await withTimeLimit(session.restore(), this.settings.callLimit, tooLate).catch(() => {
      // The state says that it is under way still.
    });
    const state = session.state();
    if (state.status === 'failed') return { status: state.status, error: state.error };
    if (state.status === 'signed-out' && state.reason) return { status: state.status, error: state.reason };
    if (state.status === 'ready' && state.expiresAt !== undefined)
      return { status: state.status, expiresAt: state.expiresAt };
    return { status: state.status };
  }

  /** The credential at hand, if there is any. */
  async credential(): Promise<QlikCredential | undefined> {
    try {
      const credential = await this.settings.findSession().peek('rest');
      this.hide(credential);
      return credential;
    } catch {
      // Why there is none is what the check of the sign-in says.
      return undefined;
    }
  }

  /** A call with the credential at hand; a refusal is nobody's business but the report's. */
  async requestAsUser(path: string, signal: AbortSignal): Promise<Observation> {
    const credential = await this.credential();
    return this.request(path, signal, {
      cookies: credential?.cookies ?? 'omit',
      headers: credential?.headers ?? {},
      query: credential?.queryParams ?? {},
    });
  }

  /** A call to the host with what is given and nothing else. */
  request(
    path: string,
    signal: AbortSignal,
    call: {
      readonly cookies: RequestCredentials;
      readonly headers?: Readonly<Record<string, string>>;
      readonly query?: Readonly<Record<string, string>>;
    },
  ): Promise<Observation> {
    const { cookies, headers = {}, query = {} } = call;
    const address = withQuery(this.settings.connection.host + path, query);
    return this.settings.probes.request({ address, headers, cookies }, signal);
  }

  /** Keeps a credential out of the report. */
  hide(credential: QlikCredential | undefined): void {
    for (const [name, value] of Object.entries({ ...credential?.headers, ...credential?.queryParams })) {
      if (!PUBLIC_PARAMETERS.includes(name))
        this.settings.safe.addSecrets(value, value.replace(/^Bearer\s+/i, ''));
    }
  }
}
