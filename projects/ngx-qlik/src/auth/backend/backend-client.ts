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
    if ((await this.hasHostSession?.()) === false)
      throw signInRequired(this.connection, { remedy: SIGN_IN_TO_APPLICATION });
    const response = await request(this.connection, {
      address: `${this.base}/${path}`,
      init: { ...init, credentials: 'include' },
      remedy: this.missingBackendRemedy(),
    });
    const body = await readJsonBody(this.connection, response);
    const remedy = typeof body['remedy'] === 'string' ? quoteText(body['remedy']) : this.remedyFor(response);
    const { status } = response;
    if (response.ok && remedy === undefined) return body;
    const reason = describeProblem(body);
    if (status === 401) {
      throw signInRequired(this.connection, {
        remedy: remedy ?? SIGN_IN_TO_APPLICATION,
        status,
        params: remedy === undefined ? undefined : { remedy },
      });
    }
    if (status === 403 || status === 404) {
      const advice =
        status === 403
          ? 'Ask the administrator for access.'
          : "Add the connection to the backend's configuration, under the same id.";
      throw signInRefused(this.connection, { reason, status, remedy: remedy ?? advice, given: remedy });
    }
    throw unexpectedResponse(this.connection, response, { reason, remedy });
  }

  /** The remedy for an answer that is not the backend's, which has JSON only: of the server of a page, or of a proxy before the backend. */
  private remedyFor({ ok, status, headers }: Response): string | undefined {
    const type = headers.get('Content-Type') ?? '';
    const isForeign = ok
      ? type.startsWith('text/html')
      : (status === 404 || status >= 500) && !/json/.test(type);
    return isForeign ? this.missingBackendRemedy() : undefined;
  }

  private missingBackendRemedy(): string {
    return `The application's backend does not answer. Start it (npx ngx-qlik-backend, with "${this.connection.id}" in its secrets file), and let ${this.base} lead to it (in development "proxyConfig" of ng serve).`;
  }
}
