import type { CredentialPurpose, QlikCredential } from '../strategy';

/** Whether only the same user's session counts. */
export type AcceptedUser = 'same-user' | 'any-user';

/** A session on a server, identified by cookies. */
export interface CookieSession {
  /** A stable identifier of the user; `undefined` before a session was found. */
  readonly user: string | undefined;
  /**
   * Asks the server whether the session is valid, and reads what calls need beside the cookies. Once a user was found, the session of
   * another user does not count until {@link forget}.
   * @param accepts `any-user` for a sign-in, which may be another user's
   * @throws {QlikError} `http-*` when the server could not be asked
   */
  probe(accepts?: AcceptedUser): Promise<boolean>;
  /** What calls need beside the cookies, as of the last {@link probe}. */
  credential(purpose: CredentialPurpose): QlikCredential;
  /** Ends the session on the server; that may leave the page. */
  end(): Promise<void>;
  /** Forgets what was found. */
  forget(): void;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Sixteen letters and digits that client-managed servers want to see in the query and in a header of the same call.
 *
 * They are no secret: that a page can set the header is what shows that the call is not forged.
 * @see Qlik's help, "Using Xrfkey headers"
 */
export function createXrfkey(): string {
  return Array.from(
    crypto.getRandomValues(new Uint8Array(16)),
    (byte) => LETTERS[byte % LETTERS.length],
  ).join('');
}

/** The key as calls carry it. */
export function xrfkeyParams(key: string): {
  readonly headers: Readonly<Record<string, string>>;
  readonly queryParams: Readonly<Record<string, string>>;
} {
  return { headers: { 'X-Qlik-Xrfkey': key }, queryParams: { xrfkey: key } };
}
