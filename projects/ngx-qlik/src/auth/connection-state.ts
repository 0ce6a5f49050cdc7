import type { QlikConnection } from '../connections/connection';
import { QlikError, type QlikErrorDetails } from '../errors/qlik-error';
import type { Signal } from '@angular/core';
import type { CredentialPurpose, QlikCredential, SignInOptions } from './strategy';

/**
 * Why a call waits.
 *
 * - `rate-limited`: the server asks for a pause (429)
 * - `unavailable`: it, or something before it, is not able to answer (502, 503, 504)
 * - `unreachable`: no answer came
 * - `offline`: this machine has no network
 */
export type WaitReason = 'rate-limited' | 'unavailable' | 'unreachable' | 'offline';

/** The calls of a connection that wait for their next attempt. */
export interface RetryWait {
  readonly reason: WaitReason;
  /** When the last of them began to wait, in milliseconds since 1970. */
  readonly since: number;
  /** When all of them have been made again at the latest, in milliseconds since 1970. */
  readonly until: number;
  /** How many wait. */
  readonly calls: number;
  /** Ends the pause of all of them. */
  retryNow(): void;
}

/** How a failed call may be made again, see {@link QlikSession.withRetry}. */
export interface CallRetryOptions {
  /** False for a call that must not run twice: it is repeated only where the server says that it did not run. */
  readonly isRepeatable: boolean;
  /** Ends the wait for the next attempt: rejects with the error of the last one at once. What is being sent goes on. */
  readonly signal?: AbortSignal | undefined;
}

/** No user is signed in. `reason` is set when the session ended without a sign-out by the user. */
export interface SignedOut {
  readonly status: 'signed-out';
  readonly reason?: QlikError;
}

/** A sign-in is under way: in this page, in a popup, or because the page came back from one. */
export interface SigningIn {
  readonly status: 'signing-in';
}

/** A sign-in by the user that is under way, whether or not the connection has a working sign-in meanwhile. */
export interface SignInAttempt {
  /**
   * The window of the sign-in looks closed. The user closed it, or an identity provider sends `Cross-Origin-Opener-Policy`, under which
   * an open window looks the same. The sign-in remains under way until it is answered, canceled or five minutes old: offer to finish and to cancel it.
   */
  readonly isWindowClosed: boolean;
}

/** Credentials are at hand. */
export interface Ready {
  readonly status: 'ready';
  /** When the credential at hand ends, in milliseconds since 1970; absent where the server did not say. */
  readonly expiresAt?: number;
}

/** The credential ended or was refused, and a new one is being fetched without the user. Calls wait. */
export interface Renewing {
  readonly status: 'renewing';
}

/** The last sign-in did not succeed. */
export interface SignInFailed {
  readonly status: 'failed';
  readonly error: QlikError;
}

/** The state of one connection's sign-in. */
export type ConnectionState = SignedOut | SigningIn | Ready | Renewing | SignInFailed;

/**
 * What happened to a connection's sign-in, in the order in which it happened. `failed` is a sign-in or a renewal. `sign-out-failed` follows
 * `signed-out` where the server could not end the session or revoke the token.
 */
export type SessionEventType =
  | 'signed-in'
  | 'renewed'
  | 'refused'
  | 'signed-out'
  | 'failed'
  | 'sign-out-failed';

/** Receives {@link SessionEventType}s, with the error where there is one. */
export type SessionListener = (type: SessionEventType, error?: QlikError) => void;

/** The user of a sign-in, as Qlik names it. */
export interface QlikUser {
  /** On Qlik Cloud the user's id in the tenant; at a client-managed server the user id within its directory. */
  readonly id: string;
  /** The name to show: the user's own, or else the e-mail address or the subject. */
  readonly name: string;
  readonly email?: string;
  /** The subject of the identity provider; at a client-managed server `DIRECTORY\\userId`. */
  readonly subject?: string;
}

/**
 * What is known of the user of a connection. `unavailable`: users of that auth type have no name (anonymous users), or Qlik does not tell it
 * (`pfx`, `none`).
 */
export type QlikUserState =
  | { readonly status: 'signed-out' }
  | { readonly status: 'loading' }
  | { readonly status: 'known'; readonly user: QlikUser }
  | { readonly status: 'unavailable' }
  | { readonly status: 'failed'; readonly error: QlikError };

/** The state without a sign-in and without a reason. */
export const SIGNED_OUT: ConnectionState = { status: 'signed-out' };

/** Whether calls to Qlik can be made: credentials are at hand, or are being renewed. */
export function isSignedIn({ status }: ConnectionState): boolean {
  return status === 'ready' || status === 'renewing';
}

/**
 * Returns the error when no user is signed in.
 * @param details.status of a server's response that says so
 */
export function signInRequired(
  { id, label }: QlikConnection,
  details: Partial<Pick<QlikErrorDetails, 'remedy' | 'status' | 'variant' | 'params'>> = {},
): QlikError {
  return new QlikError('sign-in-required', `No user is signed in to ${label}.`, {
    remedy: 'Sign in and try again.',
    connectionId: id,
    ...details,
  });
}

/** Returns the error of calls without a sign-in, or `undefined` while a user is signed in. */
export function notSignedInError(state: ConnectionState, connection: QlikConnection): QlikError | undefined {
  if (isSignedIn(state)) return undefined;
  if (state.status === 'signed-out' && state.reason) return state.reason;
  if (state.status === 'failed') return state.error;
  return signInRequired(connection);
}

/** Whether Qlik refused the credential at hand. */
export function isCredentialRefused(thrown: unknown): thrown is QlikError {
  return thrown instanceof QlikError && thrown.code === 'credential-refused';
}

/**
 * The sign-in of one connection: its state and its credentials. For code that sends requests to Qlik without this library's interceptor.
 *
 * Everything belongs to one *epoch*: one sign-in by one user. Work that begins in one epoch has no effect in a later one.
 */
export interface QlikSession {
  /** The connection as it is configured now: another name leaves the sign-in as it is. Reactive. */
  readonly connection: QlikConnection;
  readonly state: Signal<ConnectionState>;
  /** Whether calls to Qlik can be made: the state is `ready` or `renewing`. */
  readonly isSignedIn: Signal<boolean>;
  /**
   * The user of the sign-in; `undefined` without one, until Qlik has answered, and for auth types whose users have no name. Qlik is asked when it
   * is first read, once per sign-in: a page that does not read it sends nothing.
   */
  readonly user: Signal<QlikUser | undefined>;
  /** As {@link user}, with the reason why there is none. */
  readonly userState: Signal<QlikUserState>;
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
  /** Cancels the sign-in or restore that is under way and returns to the state before it; to the one before a sign-in that failed, where that was it. */
  cancelSignIn(): void;
  /** Signs out in this page and, where possible, on the server. Never rejects. */
  signOut(): Promise<void>;
  /** Asks Qlik for the {@link user} once more, for example after that failed. */
  reloadUser(): void;

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
   * @throws the last error of the call; {@link QlikError} when the sign-in ended meanwhile
   */
  withRetry<T>(work: () => Promise<T>, options?: CallRetryOptions): Promise<T>;
}
