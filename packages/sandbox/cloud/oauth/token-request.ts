import { timingSafeEqual } from 'node:crypto';
import { isRecord } from '../../json/is-record.ts';
import type { ClientRegistry, OAuthClient } from './oauth-client.ts';
import { OAuthError } from './oauth-error.ts';

/** The fields of a request to the token endpoint, from JSON or a form, and what the `Authorization` header added. */
export class TokenRequest {
  readonly #fields: ReadonlyMap<string, unknown>;

  /** @throws {OAuthError} when the body is no object. */
  constructor(
    body: unknown,
    private readonly authorization: string | undefined,
  ) {
    if (!isRecord(body)) {
      throw new OAuthError('invalid_request', 'The body has to be a JSON object or a form.');
    }
    this.#fields = new Map<string, unknown>(Object.entries(body));
  }

  /** @throws {OAuthError} when the field is there but no text. */
  optional(name: string): string | undefined {
    const value = this.#fields.get(name);
    if (value === undefined || value === null || value === '') {
      return undefined;
    }
    if (typeof value !== 'string') {
      throw new OAuthError('invalid_request', `“${name}” has to be one text.`);
    }
    return value;
  }

  /** @throws {OAuthError} when the field is missing. */
  required(name: string): string {
    const value = this.optional(name);
    if (value === undefined) {
      throw new OAuthError('invalid_request', `“${name}” is required.`);
    }
    return value;
  }

  /**
   * `user_lookup` of the impersonation grant: an object in JSON; in a form Qlik documents none, so `user_lookup[field]` and JSON text both do.
   * @throws {OAuthError}
   */
  userLookup(): { readonly field: 'subject' | 'userId'; readonly value: string } {
    const given = this.#fields.get('user_lookup');
    const lookup = typeof given === 'string' ? parseJson(given) : given;
    const read = (name: string): unknown =>
      isRecord(lookup) ? lookup[name] : this.#fields.get(`user_lookup[${name}]`);
    const field = read('field');
    const value = read('value');
    if ((field !== 'subject' && field !== 'userId') || typeof value !== 'string' || value === '') {
      throw new OAuthError(
        'invalid_request',
        'user_lookup has to be {"field": "subject" or "userId", "value": "…"}.',
      );
    }
    return { field, value };
  }

  /**
   * Returns the calling client, by Basic authentication, by fields in the body, or by its token.
   * @throws {OAuthError} `invalid_client` when it is unknown or its secret is wrong.
   */
  authenticate(clients: ClientRegistry, fallbackId?: string): OAuthClient {
    const basic = this.#basicCredentials();
    const id = basic?.id ?? this.optional('client_id') ?? fallbackId;
    const secret = basic?.secret ?? this.optional('client_secret');
    if (id === undefined) {
      throw new OAuthError('invalid_request', '“client_id” is required.');
    }
    const client = clients.find(id);
    if (client === undefined || !fits(client.secret, secret)) {
      throw new OAuthError('invalid_client', 'The client is unknown or its secret is wrong.', 401);
    }
    return client;
  }

  #basicCredentials(): { readonly id: string; readonly secret: string } | undefined {
    const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(this.authorization ?? '')?.[1];
    if (encoded === undefined) {
      return undefined;
    }
    const [id, ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
    return { id: formDecode(id ?? ''), secret: formDecode(secret.join(':')) };
  }
}

function fits(expected: string | undefined, given: string | undefined): boolean {
  if (expected === undefined) {
    return true;
  }
  const wanted = Buffer.from(expected);
  const actual = Buffer.from(given ?? '');
  return wanted.length === actual.length && timingSafeEqual(wanted, actual);
}

/** RFC 6749, section 2.3.1: both halves are form-encoded before they are joined. */
function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (error) {
    if (error instanceof URIError) {
      return text;
    }
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}
