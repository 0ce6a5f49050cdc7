import type * as OAuth from 'oauth4webapi';
import type {
  AuthorizationServer,
  Client,
  TokenEndpointRequestOptions,
  TokenEndpointResponse,
} from 'oauth4webapi';
import type { ConnectionId, QlikConnection } from '../../connections/connection';
import { loadPart } from '../../errors/load-part';
import { QlikError } from '../../errors/qlik-error';
import { describeProblem, readJsonObject, timedFetch, unexpectedResponse } from '../requests/request';
import type { PendingSignIn } from './callback-page';
import { readExpiry, type OAuthTokens } from './tokens';

const LIMIT_MS = 20_000;
/** With these Qlik refuses a credential; 403 is a disabled user or too many tokens. */
const REFUSALS: readonly number[] = [400, 401, 403];
/** RFC 6749, section 5.2: the client is unknown, another than the token's, or may not use this grant. */
const CLIENT_ERRORS: readonly unknown[] = ['invalid_client', 'unauthorized_client'];

/**
 * The requests of a Qlik Cloud tenant's `/oauth/token` and `/oauth/revoke` that a browser makes.
 *
 * The grants of RFC 6749 go through `oauth4webapi`, which is loaded when the first is made. The exchange for a temporary token is
 * a plain form: it lies on the way to every WebSocket, and a form needs no preflight.
 */
export class TokenEndpoint {
  private readonly server: AuthorizationServer;
  private readonly client: Client;

  constructor(
    private readonly connection: QlikConnection,
    private readonly clientId: string,
    private readonly issuers?: readonly string[],
  ) {
    const { host } = connection;
    this.server = {
      issuer: host,
      token_endpoint: `${host}/oauth/token`,
      revocation_endpoint: `${host}/oauth/revoke`,
    };
    this.client = { client_id: clientId };
  }

  /**
   * Redeems an authorization code.
   * @throws {QlikError} `sign-in-refused`, `sign-in-state-mismatch`, `sign-in-failed`; `http-rate-limited` when it may be tried again
   */
  async redeem(answer: URLSearchParams, pending: PendingSignIn): Promise<OAuthTokens> {
    if (answer.get('state') !== pending.state) throw stateMismatch(this.connection.id);
    this.requireIssuer(answer);
    const oauth = await loadPart(() => import('oauth4webapi'));
    // This module knows one name of a tenant only. A copy: the answer may have to be redeemed again.
    const received = new URLSearchParams(answer);
    received.delete('iss');
    try {
      const parameters = oauth.validateAuthResponse(this.server, this.client, received, pending.state);
      const response = await oauth.authorizationCodeGrantRequest(
        this.server,
        this.client,
        oauth.None(),
        parameters,
        pending.redirectUri,
        pending.codeVerifier,
        this.requestOptions(oauth),
      );
      // The code remains valid: it may be redeemed later.
      if (response.status === 429) throw unexpectedResponse(this.connection, response);
      const reason = await readQlikError(response);
      if (reason !== undefined) throw this.failed(reason, undefined);
      const tokens = await oauth.processAuthorizationCodeResponse(this.server, this.client, response);
      return readTokens(tokens, undefined);
    } catch (thrown) {
      if (thrown instanceof QlikError) throw thrown;
      if (thrown instanceof oauth.AuthorizationResponseError)
        throw this.refused(thrown.error, thrown.error_description, thrown);
      throw this.failed(
        thrown instanceof oauth.ResponseBodyError ? (thrown.error_description ?? thrown.error) : undefined,
        thrown,
      );
    }
  }

  /**
   * Renews with a refresh token.
   * @returns `undefined` when the server no longer accepts it
   * @throws {QlikError} `http-*` when the server could not be asked
   */
  async refresh(refreshToken: string): Promise<OAuthTokens | undefined> {
    const oauth = await loadPart(() => import('oauth4webapi'));
    try {
      const response = await oauth.refreshTokenGrantRequest(
        this.server,
        this.client,
        oauth.None(),
        refreshToken,
        this.requestOptions(oauth),
      );
      // Decided by the status: Qlik's error bodies do not always follow OAuth.
      if (REFUSALS.includes(response.status)) return undefined;
      if (isBusy(response)) throw unexpectedResponse(this.connection, response);
      return readTokens(
        await oauth.processRefreshTokenResponse(this.server, this.client, response),
        refreshToken,
      );
    } catch (thrown) {
      throw thrown instanceof QlikError ? thrown : this.unreachable(thrown);
    }
  }

  /**
   * Exchanges an access token for a temporary one that may stand in an address.
   * @throws {QlikError} `credential-refused`, `http-*`; `sign-in-refused` when it is the client and
   *   not the token that Qlik objects to, where no other token would help
   * @see `@qlik/api` 2.19, `exchangeAccessTokenForTemporaryToken`
   */
  async exchange(accessToken: string, purpose: 'websocket' | 'webresource'): Promise<string> {
    const response = await this.post('/oauth/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: accessToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      purpose,
      // Qlik's own client sends the address of the page, which is for the page alone: it may have anything in its path and query.
      redirect_uri: location.origin,
      client_id: this.clientId,
    });
    const { access_token: temporary, error } = await readJsonObject(response);
    if (response.ok && typeof temporary === 'string') return temporary;
    if (CLIENT_ERRORS.includes(error)) {
      throw new QlikError(
        'sign-in-refused',
        `The tenant does not exchange the access token for the client "${this.clientId}".`,
        {
          remedy:
            "Compare the client id of the connection with that of the OAuth client that the token is from, and check that client's grants in the tenant.",
          connectionId: this.connection.id,
          status: response.status,
        },
      );
    }
    if (REFUSALS.includes(response.status)) {
      throw new QlikError('credential-refused', 'Qlik refused to exchange the access token.', {
        remedy: 'Sign in again.',
        connectionId: this.connection.id,
        status: response.status,
      });
    }
    if (isBusy(response)) throw unexpectedResponse(this.connection, response);
    throw new QlikError(
      'http-unexpected-answer',
      `The tenant answered ${response.status} to a token exchange.`,
      {
        remedy: 'Try again in a moment.',
        connectionId: this.connection.id,
        status: response.status,
        isRetryable: true,
      },
    );
  }

  /** Revokes the tokens (RFC 7009). Rejects only when the server could not be reached. */
  async revoke(tokens: OAuthTokens): Promise<void> {
    const { refreshToken } = tokens;
    if (refreshToken !== undefined)
      await this.post('/oauth/revoke', {
        token: refreshToken,
        token_type_hint: 'refresh_token',
        client_id: this.clientId,
      });
    await this.post('/oauth/revoke', {
      token: tokens.accessToken,
      token_type_hint: 'access_token',
      client_id: this.clientId,
    });
  }

  /**
   * Checks the issuer of an answer (`iss`, RFC 9207), where it has one. Otherwise a code of another tenant's sign-in could be redeemed at
   * this tenant ("mix-up", RFC 9700, section 4.4).
   * @throws {QlikError} `sign-in-state-mismatch`
   */
  private requireIssuer(answer: URLSearchParams): void {
    const { id, host, label } = this.connection;
    const named = answer.getAll('iss');
    const known = [host, ...(this.issuers ?? [])].map(withoutSlash);
    const isMissing = named.length === 0 && this.issuers !== undefined && answer.has('code');
    if (!isMissing && named.every((each) => known.includes(withoutSlash(each)))) return;
    const who = isMissing ? 'does not say who it is from' : `is from ${named.map(originOf).join(' and ')}`;
    throw new QlikError(
      'sign-in-state-mismatch',
      `The answer to the sign-in to ${label} ${who}, and was not accepted.`,
      {
        remedy: `Sign in again. If ${label} has more names than ${host}, list them as "issuers" of its auth.`,
        connectionId: id,
        isRetryable: true,
      },
    );
  }

  private requestOptions(oauth: typeof OAuth): TokenEndpointRequestOptions {
    return {
      [oauth.allowInsecureRequests]: this.connection.host.startsWith('http://'),
      [oauth.customFetch]: (address, init) => timedFetch(this.connection, address, init),
      signal: AbortSignal.timeout(LIMIT_MS),
    };
  }

  private async post(path: string, fields: Record<string, string>): Promise<Response> {
    try {
      return await timedFetch(this.connection, this.connection.host + path, {
        method: 'POST',
        body: new URLSearchParams(fields),
        signal: AbortSignal.timeout(LIMIT_MS),
      });
    } catch (cause) {
      throw this.unreachable(cause);
    }
  }

  private refused(error: string, description: string | undefined, cause: unknown): QlikError {
    const isDenied = error === 'access_denied';
    return new QlikError(
      isDenied ? 'sign-in-refused' : 'sign-in-failed',
      isDenied ? 'The sign-in was refused.' : `The tenant ended the sign-in: ${description ?? error}.`,
      {
        remedy: isDenied
          ? 'Sign in again and allow the access, or ask the administrator.'
          : 'Check the OAuth client in the tenant and sign in again.',
        connectionId: this.connection.id,
        isRetryable: true,
        cause,
      },
    );
  }

  private failed(description: string | undefined, cause: unknown): QlikError {
    const why =
      description === undefined ? 'the tenant could not be reached or gave no usable answer' : description;
    return new QlikError('sign-in-failed', `The sign-in could not be completed: ${why}.`, {
      remedy:
        'Sign in again; if it stays, compare client id and redirect address with the OAuth client in the tenant.',
      connectionId: this.connection.id,
      isRetryable: true,
      cause,
    });
  }

  private unreachable(cause: unknown): QlikError {
    return new QlikError('http-unreachable', `${this.connection.host} could not be reached.`, {
      remedy:
        "Check the network, and that this page's origin is an allowed origin of the OAuth client; then try again.",
      connectionId: this.connection.id,
      isRetryable: true,
      cause,
    });
  }
}

/** The error of an answer whose state this page never sent. */
export function stateMismatch(connectionId: ConnectionId): QlikError {
  return new QlikError(
    'sign-in-state-mismatch',
    'The answer does not belong to a sign-in that this page began.',
    { remedy: 'Sign in again from this page.', connectionId, isRetryable: true },
  );
}

/** Only the origin of a foreign issuer goes into a message. */
function originOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).origin : 'an unknown server';
}

function withoutSlash(address: string): string {
  return address.replace(/\/$/, '');
}

/** What a body in Qlik's own form, `{ errors: [{ title, detail }] }`, says; `undefined` for every other answer. */
async function readQlikError(response: Response): Promise<string | undefined> {
  if (response.ok) return undefined;
  const body = await readJsonObject(response.clone());
  return Array.isArray(body['errors']) ? describeProblem(body) : undefined;
}

/** Whether the tenant cannot answer now; the request itself may be valid. */
function isBusy({ status }: Response): boolean {
  return status === 429 || status >= 500;
}

function readTokens(response: TokenEndpointResponse, formerRefreshToken: string | undefined): OAuthTokens {
  const refreshToken = response.refresh_token ?? formerRefreshToken;
  const expiresAt = readExpiry(response);
  return {
    accessToken: response.access_token,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
