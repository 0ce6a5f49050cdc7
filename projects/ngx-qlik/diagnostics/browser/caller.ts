import {
  type ɵConnectionSession as ConnectionSession,
  type QlikConnection,
  type QlikCredential,
  QlikError,
  ɵrejectAfter as rejectAfter,
} from 'ngx-qlik';
import { withQuery } from '../examination/addresses';
import type { Observation } from '../judgement/observation';
import type { SaidError } from '../judgement/sign-in';
import type { SafeText } from '../report/safe-text';
import type { BrowserProbes } from './browser-probes';

/** Parameters of an address that are no secret and that readers look for. */
const INNOCENT = ['qlik-web-integration-id'];

/** How a sign-in stands. */
export interface SignInState {
  readonly status: 'signed-out' | 'signing-in' | 'ready' | 'renewing' | 'failed';
  readonly error?: SaidError;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
}

/** What a {@link Caller} works with. */
export interface CallerSettings {
  readonly connection: QlikConnection;
  /** Throws where the auth type is not provided. */
  readonly findSession: () => ConnectionSession;
  readonly probes: BrowserProbes;
  readonly safe: SafeText;
  /** For one call, in milliseconds. */
  readonly callLimit: number;
}

/** Calls a connection's host as its user, with the credential as it is: a refusal renews nothing and ends nothing. */
export class Caller {
  constructor(private readonly settings: CallerSettings) {}

  /** How the sign-in stands once an earlier one was taken up; never waits longer than a call. */
  async state(): Promise<SignInState> {
    const session = this.settings.findSession();
    const tooLate = (): QlikError => new QlikError('sign-in-timeout', 'Too late.', { remedy: 'Try again.' });
    await rejectAfter(session.restore(), this.settings.callLimit, tooLate).catch(() => {
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
  async askAsCaller(path: string, signal: AbortSignal): Promise<Observation> {
    const credential = await this.credential();
    return this.ask(path, signal, {
      cookies: credential?.cookies ?? 'omit',
      headers: credential?.headers ?? {},
      query: credential?.queryParams ?? {},
    });
  }

  /** A call to the host with what is given and nothing else. */
  ask(
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
    return this.settings.probes.ask({ address, headers, cookies }, signal);
  }

  /** Keeps a credential out of the report. */
  hide(credential: QlikCredential | undefined): void {
    for (const [name, value] of Object.entries({ ...credential?.headers, ...credential?.queryParams })) {
      if (!INNOCENT.includes(name)) this.settings.safe.hide(value, value.replace(/^Bearer\s+/i, ''));
    }
  }
}
