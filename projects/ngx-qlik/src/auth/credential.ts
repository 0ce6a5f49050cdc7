import type { QlikError } from '../errors/qlik-error';

/**
 * What a credential is for. Qlik Cloud wants another token for each: a bearer header on REST, a temporary token in the
 * address of a WebSocket, and one in the address of an image or script.
 */
export type CredentialPurpose = 'rest' | 'websocket' | 'web-resource';

/** What to put on a request so that Qlik knows who asks. */
export interface QlikCredential {
  readonly headers: Readonly<Record<string, string>>;
  readonly queryParams: Readonly<Record<string, string>>;
  /** Whether cookies travel, as in `fetch`. */
  readonly cookies: RequestCredentials;
  /** Milliseconds since 1970; absent where unknown. */
  readonly expiresAt?: number;
  /** False when the credential works once only (a WebSocket's temporary token): it is fetched anew each time. */
  readonly isReusable: boolean;
  /** Why no call can be made: whatever can be done with the connection is done by Qlik's runtime alone. */
  readonly refusal?: QlikError;
}

/** The credential of somebody who needs none. */
export const NO_CREDENTIAL: QlikCredential = {
  headers: {},
  queryParams: {},
  cookies: 'same-origin',
  isReusable: true,
};
