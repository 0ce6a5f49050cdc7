import type { QlikConnection } from '../connections/connection';
import { QlikError } from '../errors/qlik-error';

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
  'signed-in' | 'renewed' | 'refused' | 'signed-out' | 'failed' | 'sign-out-failed';

/** Receives {@link SessionEventType}s, with the error where there is one. */
export type SessionListener = (type: SessionEventType, error?: QlikError) => void;

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
  details: { readonly remedy?: string; readonly status?: number } = {},
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
