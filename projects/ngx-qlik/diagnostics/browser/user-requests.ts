import {
  type ɵConnectionSession as ConnectionSession,
  type QlikConnection,
  type QlikCredential,
  QlikError,
  ɵrejectAfter as rejectAfter,
} from 'ngx-qlik';
import {
  type ɵObservation as Observation,
  type ɵReportedError as ReportedError,
  type ReportRedactor,
  ɵwithQuery as withQuery,
} from 'ngx-qlik/checks';
import type { BrowserProbes } from './browser-probes';

/** Query parameters and headers that are not secret and that a report needs. */
const PUBLIC_PARAMETERS = ['qlik-web-integration-id'];

/** The state of a sign-in. */
export interface SignInState {
  readonly status: 'signed-out' | 'signing-in' | 'ready' | 'renewing' | 'failed';
  readonly error?: ReportedError;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
}

/** Settings of {@link UserRequests}. */
export interface UserRequestsSettings {
  readonly connection: QlikConnection;
  /** Throws when the auth type is not provided. */
  readonly findSession: () => ConnectionSession;
  readonly probes: BrowserProbes;
  readonly safe: ReportRedactor;
  /** For one call, in milliseconds. */
  readonly callLimit: number;
}

/** Sends requests to a connection's host with the user's current credential. A refusal neither renews the credential nor signs out. */
export class UserRequests {
  constructor(private readonly settings: UserRequestsSettings) {}

  /** Returns the state of the sign-in after restoring an earlier one. Waits at most as long as one call may take. */
  async state(): Promise<SignInState> {
    const connectionSession = this.settings.findSession();
    const tooLate = (): QlikError => new QlikError('sign-in-timeout', 'Too late.', { remedy: 'Try again.' });
    await rejectAfter(connectionSession.restore(), this.settings.callLimit, tooLate).catch(() => {
      // The state then still says that the sign-in is in progress.
    });
    const state = connectionSession.state();
    if (state.status === 'failed') return { status: state.status, error: state.error };
    if (state.status === 'signed-out' && state.reason) return { status: state.status, error: state.reason };
    if (state.status === 'ready' && state.expiresAt !== undefined)
      return { status: state.status, expiresAt: state.expiresAt };
    return { status: state.status };
  }

  /** Returns the current credential, if there is one. */
  async credential(): Promise<QlikCredential | undefined> {
    try {
      const credential = await this.settings.findSession().peek('rest');
      this.hide(credential);
      return credential;
    } catch {
      // The sign-in check reports why there is none.
      return undefined;
    }
  }

  /** Sends a GET request with the current credential. A refusal appears in the report only. */
  async requestAsUser(path: string, signal: AbortSignal): Promise<Observation> {
    const credential = await this.credential();
    return this.request(path, signal, {
      cookies: credential?.cookies ?? 'omit',
      headers: credential?.headers ?? {},
      query: credential?.queryParams ?? {},
    });
  }

  /** Sends a GET request to the host with the given cookies, headers and query only. */
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

  /** Removes a credential from the report. */
  hide(credential: QlikCredential | undefined): void {
    for (const [name, value] of Object.entries({ ...credential?.headers, ...credential?.queryParams })) {
      if (!PUBLIC_PARAMETERS.includes(name))
        this.settings.safe.addSecrets(value, value.replace(/^Bearer\s+/i, ''));
    }
  }
}
