import type { Signal } from '@angular/core';
import type { QlikConnection } from '../connections/connection';
import type { ConnectionState, RetryWait, SignInAttempt } from './connection-state';
import type { CredentialPurpose, QlikCredential, SignInOptions } from './strategy';

/**
 * The sign-in of one connection: its state and its credentials. For code that sends requests to Qlik without this library's interceptor.
 *
 * Everything belongs to one *epoch*: one sign-in by one user. Work that begins in one epoch has no effect in a later one.
 */
export interface QlikSession {
  readonly connection: QlikConnection;
  readonly state: Signal<ConnectionState>;
  /**
   * The sign-in that {@link signIn} began, while it is under way. A current sign-in and its state remain until the new one succeeds.
   * Show a *Cancel* button while it has a value, see {@link cancelSignIn}.
   */
  readonly signInAttempt: Signal<SignInAttempt | undefined>;
  /** The calls that wait for their next attempt; `undefined` when there are none. See docs/resilience.md. */
  readonly wait: Signal<RetryWait | undefined>;
  /** Increases with every sign-in and sign-out. Data of an earlier epoch belongs to another sign-in. */
  readonly epoch: Signal<number>;

  /** Restores the session of an earlier page. Runs once; later calls wait for the same result. Never rejects. */
  restore(): Promise<void>;
  /** Restores the session again after that failed. For *Try again* buttons. Never rejects. */
  retry(): Promise<void>;
  /**
   * Signs in, and cancels another sign-in that is under way.
   * @throws {QlikError} why the sign-in failed, or `sign-in-canceled`
   */
  signIn(options?: SignInOptions): Promise<void>;
  /** Cancels the sign-in or restore that is under way and returns to the state before it. */
  cancelSignIn(): void;
  /** Signs out in this page and, where possible, on the server. Never rejects. */
  signOut(): Promise<void>;

  /**
   * Returns a credential for that purpose; renews it first where it has expired.
   * @throws {QlikError} `sign-in-required`, `credential-expired`, or the error of the strategy
   */
  credential(purpose: CredentialPurpose): Promise<QlikCredential>;
  /** Fetches a one-time credential in advance, so that its round trip overlaps with other work. */
  prepare(purpose: CredentialPurpose): void;
  /**
   * Reports that Qlik refused a credential.
   * @param epoch of the call; default: the current one
   * @returns true when there is a new credential and the call may be repeated once; false when the session ended, or when only one
   *   endpoint refuses the credential
   * @throws {QlikError} when the renewal failed and the session remains, or when the session had ended before
   */
  renewAfterRefusal(refused?: QlikCredential, epoch?: number): Promise<boolean>;
  /**
   * Runs a call and repeats it after a transient failure, as the interceptor does. For calls that do not use HttpClient, such as
   * `invokeFetch` and the modules of `@qlik/api`. Reads `status` and `headers` of the error.
   *
   * @param options.isRepeatable false for a call that must not run twice: repeats it only where the server says that it did not run
   * @throws the last error of the call; {@link QlikError} when the sign-in ended meanwhile
   */
  withRetry<T>(work: () => Promise<T>, options?: { readonly isRepeatable: boolean }): Promise<T>;
}
