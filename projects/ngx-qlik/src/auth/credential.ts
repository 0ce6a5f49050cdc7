import type { QlikError } from '../errors/qlik-error';

/**
 * What a credential is for. Qlik Cloud wants another token for each: a bearer header on REST, a temporary token in the
 * address of a WebSocket, and one in the address of an image or script.
 */
export type CredentialPurpose = 'rest' | 'websocket' | 'web-resource';

/** Headers, query parameters and cookie mode that authenticate a request to Qlik. */
export interface QlikCredential {
  readonly headers: Readonly<Record<string, string>>;
  readonly queryParams: Readonly<Record<string, string>>;
  /** Whether cookies travel, as in `fetch`. */
  readonly cookies: RequestCredentials;
  /** Milliseconds since 1970; absent where unknown. */
  readonly expiresAt?: number;
  /** False when the credential works once only (a WebSocket's temporary token): it is fetched anew each time. */
  readonly isReusable: boolean;
  /** Why no call can be made: only Qlik's runtime can use this connection. */
  readonly refusal?: QlikError;
}

/** A credential without headers, parameters or cross-site cookies. */
export const NO_CREDENTIAL: QlikCredential = {
  headers: {},
  queryParams: {},
  cookies: 'same-origin',
  isReusable: true,
};
