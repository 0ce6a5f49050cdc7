import type { CredentialPurpose, QlikCredential } from '../credential';

/** Whose session counts. */
export type AcceptedUser = 'same-user' | 'any-user';

/** A session that a server keeps and the browser proves by cookies. */
export interface CookieSession {
  /** Something that is the same for the same user; `undefined` before somebody was found. */
  readonly user: string | undefined;
  /**
   * Asks the server whether it knows this browser, and takes what calls need beside the cookies. Once somebody was found, another user
   * does not count until {@link forget}.
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
