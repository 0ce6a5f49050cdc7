import { ɵquoteText as quoteText } from 'ngx-qlik/quoting';
import * as oauth from 'oauth4webapi';
import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';
import {
  describeProblem,
  readJsonObject,
  timedFetch,
  unanswered,
  unexpectedResponse,
} from '../requests/request';
import type { PendingSignIn } from './callback-page';
import {
  isBusy,
  readExpiry,
  stateMismatch,
  TENANT_REMEDY,
  TOKEN_LIMIT_MS,
  TOKEN_REFUSALS,
  type OAuthTokens,
} from './tokens';

// In the same file: both are needed for a sign-in only, and a file of their own would split what they share from the rest.
export { needsInteraction, requestInFrame } from './silent-sign-in';

/**
 * The grants of RFC 6749 that a browser makes at a Qlik Cloud tenant, by `oauth4webapi`. This file is loaded with the first of them:
 * a page whose user is signed in, or has not clicked yet, makes none.
 */
export class TokenEndpoint {
  private readonly server: oauth.AuthorizationServer;
  private readonly client: oauth.Client;

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
        this.requestOptions(),
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
    try {
      const response = await oauth.refreshTokenGrantRequest(
        this.server,
        this.client,
        oauth.None(),
        refreshToken,
        this.requestOptions(),
      );
      // Decided by the status: Qlik's error bodies do not always follow OAuth.
      if (TOKEN_REFUSALS.includes(response.status)) return undefined;
      if (isBusy(response)) throw unexpectedResponse(this.connection, response);
      return readTokens(
        await oauth.processRefreshTokenResponse(this.server, this.client, response),
        refreshToken,
      );
    } catch (thrown) {
      if (thrown instanceof QlikError) throw thrown;
      const address = this.connection.host;
      throw await unanswered(this.connection, { address, remedy: TENANT_REMEDY, cause: thrown });
    }
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
    const issuers = quoteText(named.map(originOf).join(', '));
    const who = isMissing ? 'does not say who it is from' : `is from ${issuers}`;
    throw new QlikError(
      'sign-in-state-mismatch',
      `The answer to the sign-in to ${label} ${who}, and was not accepted.`,
      {
        remedy: `Sign in again. If ${label} has more names than ${host}, list them as "issuers" of its auth.`,
        variant: isMissing ? 'no-issuer' : 'issuer',
        params: { issuers },
        connectionId: id,
        isRetryable: true,
      },
    );
  }

  private requestOptions(): oauth.TokenEndpointRequestOptions {
    return {
      [oauth.allowInsecureRequests]: this.connection.host.startsWith('http://'),
      [oauth.customFetch]: (address, init) => timedFetch(this.connection, address, init),
      signal: AbortSignal.timeout(TOKEN_LIMIT_MS),
    };
  }

  private refused(error: string, description: string | undefined, cause: unknown): QlikError {
    const isDenied = error === 'access_denied';
    const reason = quoteText(description ?? error);
    return new QlikError(
      isDenied ? 'sign-in-refused' : 'sign-in-failed',
      isDenied ? 'The sign-in was refused.' : `The tenant ended the sign-in: ${reason}.`,
      {
        remedy: isDenied
          ? 'Sign in again and allow the access, or ask the administrator.'
          : 'Check the OAuth client in the tenant and sign in again.',
        connectionId: this.connection.id,
        isRetryable: true,
        variant: isDenied ? 'denied' : 'client',
        params: { reason },
        cause,
      },
    );
  }

  private failed(description: string | undefined, cause: unknown): QlikError {
    const why =
      description === undefined
        ? 'the tenant could not be reached or gave no usable answer'
        : quoteText(description);
    return new QlikError('sign-in-failed', `The sign-in could not be completed: ${why}.`, {
      remedy:
        'Sign in again; if it stays, compare client id and redirect address with the OAuth client in the tenant.',
      variant: 'client',
      params: { reason: why },
      connectionId: this.connection.id,
      isRetryable: true,
      cause,
    });
  }
}

/**
 * Returns what a sign-in sends and keeps: a random state, and a verifier with the challenge made of it.
 * @throws {QlikError} `sign-in-failed` in a page without encryption: browsers compute no hash there
 * @see RFC 7636, section 4
 */
export async function createChallenge(connectionId: QlikConnection['id']): Promise<{
  readonly state: string;
  readonly codeVerifier: string;
  readonly codeChallenge: string;
}> {
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  if (!subtle) {
    const reason = `a browser lets pages with encryption (https) and of localhost sign in only, and ${location.origin} is neither`;
    throw new QlikError('sign-in-failed', `The sign-in could not begin: ${reason}.`, {
      remedy: 'Serve the application by https.',
      variant: 'https',
      params: { reason },
      connectionId,
    });
  }
  const codeVerifier = oauth.generateRandomCodeVerifier();
  return {
    state: oauth.generateRandomState(),
    codeVerifier,
    codeChallenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
  };
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

function readTokens(
  response: oauth.TokenEndpointResponse,
  formerRefreshToken: string | undefined,
): OAuthTokens {
  const refreshToken = response.refresh_token ?? formerRefreshToken;
  const expiresAt = readExpiry(response);
  return {
    accessToken: response.access_token,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
