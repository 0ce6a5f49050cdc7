import type { ClientRegistry, OAuthClient } from './oauth-client.ts';
import { parseAuthorizationQuery } from './lenient-query.ts';
import { OAuthError } from './oauth-error.ts';

/** A checked request to `/oauth/authorize`. */
export interface AuthorizationRequest {
  readonly client: OAuthClient;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string;
  /** S256 challenge of PKCE; required of public clients. */
  readonly codeChallenge: string | undefined;
  readonly loginHint: string | undefined;
  /** Maximum age of the user's last sign-in, in seconds. */
  readonly maxAge: number | undefined;
  readonly prompt: ReadonlySet<string>;
}

/** An error that goes to the client's redirect address, as RFC 6749 section 4.1.2.1 asks. */
export class AuthorizationRefusal extends OAuthError {
  constructor(
    readonly answerTo: { readonly redirectUri: string; readonly state: string | undefined },
    error: string,
    description: string,
  ) {
    super(error, description);
  }

  /**
   * Qlik's callback code also reads `error_code` and `error_detail`.
   * @param issuer the tenant, which names itself in each answer (RFC 9207)
   */
  locationFrom(issuer: string): string {
    const { redirectUri, state } = this.answerTo;
    return withQuery(redirectUri, {
      error: this.error,
      error_description: this.message,
      error_code: this.code,
      error_detail: this.message,
      ...(state === undefined ? {} : { state }),
      iss: issuer,
    });
  }
}

/**
 * @throws {OAuthError} for an unknown client or redirect address: answered directly, never by a redirect.
 * @throws {AuthorizationRefusal} for everything else.
 */
export function readAuthorizationRequest(query: string, clients: ClientRegistry): AuthorizationRequest {
  const { parameters, repeated } = parseAuthorizationQuery(query);
  const clientId = parameters.get('client_id') ?? '';
  const client = clients.find(clientId);
  if (client === undefined || repeated.includes('client_id')) {
    throw new OAuthError('invalid_client', `There is no OAuth client “${clientId}” in this tenant.`);
  }
  const redirectUri = parameters.get('redirect_uri') ?? '';
  if (!client.redirectUris.includes(redirectUri) || repeated.includes('redirect_uri')) {
    throw new OAuthError(
      'invalid_request',
      `“${redirectUri}” is not a redirect URI of the client “${clientId}”. Registered: ${client.redirectUris.join(', ')}`,
    );
  }
  const state = parameters.get('state');
  const refuse = (error: string, description: string): AuthorizationRefusal =>
    new AuthorizationRefusal({ redirectUri, state }, error, description);
  if (repeated[0] !== undefined) {
    throw refuse('invalid_request', `The parameter “${repeated[0]}” came more than once.`);
  }
  const required = (name: string): string => {
    const value = parameters.get(name);
    if (value === undefined || value === '') {
      throw refuse('invalid_request', `The parameter “${name}” is required.`);
    }
    return value;
  };
  if (required('response_type') !== 'code') {
    throw refuse('unsupported_response_type', 'Only the response type “code” is supported.');
  }
  if (!client.allowedGrantTypes.includes('authorization_code')) {
    throw refuse('unauthorized_client', 'This client may not use the authorization code grant.');
  }
  return {
    client,
    redirectUri,
    state: required('state'),
    scopes: readScopes(required('scope'), client, refuse),
    codeChallenge: readChallenge(parameters, client, refuse),
    loginHint: parameters.get('login_hint'),
    maxAge: readMaxAge(parameters.get('max_age'), refuse),
    prompt: readPrompt(parameters.get('prompt'), refuse),
  };
}

/** Adds parameters to an address that may have a query already. */
export function withQuery(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) {
    url.searchParams.set(name, value);
  }
  return url.href;
}

type Refuse = (error: string, description: string) => AuthorizationRefusal;

function readScopes(text: string, client: OAuthClient, refuse: Refuse): readonly string[] {
  const scopes = [...new Set(text.split(' ').filter((scope) => scope !== ''))];
  const foreign = scopes.find((scope) => !client.allowedScopes.includes(scope));
  if (foreign !== undefined) {
    throw refuse('invalid_scope', `The scope “${foreign}” is not allowed for this client.`);
  }
  return scopes;
}

function readChallenge(
  parameters: ReadonlyMap<string, string>,
  client: OAuthClient,
  refuse: Refuse,
): string | undefined {
  const challenge = parameters.get('code_challenge');
  const method = parameters.get('code_challenge_method');
  if (challenge === undefined) {
    if (client.secret === undefined) {
      throw refuse('invalid_request', 'Public clients have to send a code_challenge (PKCE).');
    }
    return undefined;
  }
  if (method !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(challenge)) {
    throw refuse(
      'invalid_request',
      'code_challenge has to be the base64url SHA-256 of the verifier, with code_challenge_method=S256.',
    );
  }
  return challenge;
}

function readMaxAge(text: string | undefined, refuse: Refuse): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  if (!/^\d{1,9}$/.test(text)) {
    throw refuse('invalid_request', 'max_age has to be a number of seconds.');
  }
  return Number(text);
}

function readPrompt(text: string | undefined, refuse: Refuse): ReadonlySet<string> {
  const prompt = new Set((text ?? '').split(' ').filter((word) => word !== ''));
  const unknown = [...prompt].find((word) => word !== 'login' && word !== 'none' && word !== 'consent');
  if (unknown !== undefined || (prompt.has('none') && prompt.size > 1)) {
    throw refuse('invalid_request', 'prompt has to be “none” or “login”.');
  }
  return prompt;
}
