import { ɵquoteText as quoteText } from 'ngx-qlik/quoting';
import type { QlikConnection } from '../../connections/connection';
import { signInRequired } from '../connection-state';
import type { HostSessionCheck } from '../strategy';
import {
  describeProblem,
  readJsonBody,
  request,
  signInRefused,
  unexpectedResponse,
} from '../requests/request';

/** An action of the backend for a connection: `POST <backend>/<action>`. */
export type BackendAction = 'access-token' | 'jwt' | 'ticket' | 'virtual-proxy-jwt' | 'sign-out';

/** The remedy when the backend knows no user of the application. */
export const SIGN_IN_TO_APPLICATION = 'Sign in to this application first, then try again.';

/**
 * The part of the application's own backend that holds a connection's secret: `/api/qlik/<connection id>`, unless configured otherwise.
 *
 * It identifies the user by the application's session cookie, and checks the `Origin` of requests.
 */
export class BackendClient {
  /** @param base absolute address, without a slash at the end */
  constructor(
    private readonly connection: QlikConnection,
    readonly base: string,
    private readonly hasHostSession?: HostSessionCheck,
  ) {}

  /** @throws {QlikError} `sign-in-required`, `sign-in-refused`, `http-*` */
  post(action: BackendAction, body: object = {}): Promise<Readonly<Record<string, unknown>>> {
    return this.send(action, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /**
   * A text from the answer to an action.
   * @throws {QlikError} as {@link post}; `http-unexpected-answer` when it is not there
   */
  async requestText(action: BackendAction, field: string): Promise<string> {
    const answer = await this.post(action);
    const found = answer[field];
    if (typeof found === 'string' && found !== '') return found;
    throw unexpectedResponse(this.connection, new Response(), {
      reason: `the backend's answer has no ${field}`,
    });
  }

  /**
   * How the connection's session in the backend stands.
   * @throws {QlikError} as {@link post}
   */
  hostSession(): Promise<Readonly<Record<string, unknown>>> {
    return this.send('session', { method: 'GET' });
  }

  private async send(path: string, init: RequestInit): Promise<Readonly<Record<string, unknown>>> {
    const missing = { remedy: this.missingBackendRemedy(), variant: 'backend' };
    const outside = { remedy: SIGN_IN_TO_APPLICATION, variant: 'application' };
    if ((await this.hasHostSession?.()) === false) throw signInRequired(this.connection, outside);
    const response = await request(this.connection, {
      address: `${this.base}/${path}`,
      init: { ...init, credentials: 'include' },
      ...missing,
    });
    const body = await readJsonBody(this.connection, response);
    const given = typeof body['remedy'] === 'string' ? quoteText(body['remedy']) : undefined;
    const isMissing = given === undefined && isForeign(response);
    if (response.ok && given === undefined && !isMissing) return body;
    const { status } = response;
    const reason = describeProblem(body);
    const texts = given === undefined ? isMissing && missing : { remedy: given, params: { remedy: given } };
    if (status === 401) throw signInRequired(this.connection, { ...(texts || outside), status });
    if (status === 403 || status === 404) {
      const refused = status === 403 ? NO_ACCESS : NO_CONNECTION;
      throw signInRefused(this.connection, { reason, status, given, ...(texts || refused) });
    }
    throw unexpectedResponse(this.connection, response, { reason, ...texts });
  }

  private missingBackendRemedy(): string {
    return `The application's backend does not answer. Start it (npx ngx-qlik-backend, with "${this.connection.id}" in its secrets file), and let ${this.base} lead to it (in development "proxyConfig" of ng serve).`;
  }
}

const NO_ACCESS = { remedy: 'Ask the administrator for access.', variant: 'access' };
const NO_CONNECTION = {
  remedy: "Add the connection to the backend's configuration, under the same id.",
};

/** Whether an answer is not the backend's, which has JSON only: but of the server of a page, or of a proxy before the backend. */
function isForeign({ ok, status, headers }: Response): boolean {
  const type = headers.get('Content-Type') ?? '';
  return ok ? type.startsWith('text/html') : (status === 404 || status >= 500) && !/json/.test(type);
}
