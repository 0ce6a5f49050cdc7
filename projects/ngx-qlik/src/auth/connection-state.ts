import type { QlikConnection } from '../connections/connection';
import { QlikError } from '../errors/qlik-error';

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

/** What happened to a connection's sign-in, in the order in which it happened. */
export type SessionEventType = 'signed-in' | 'renewed' | 'refused' | 'signed-out' | 'failed';

/** Receives {@link SessionEventType}s, with the error where there is one. */
export type SessionListener = (type: SessionEventType, error?: QlikError) => void;

/** The state without a sign-in and without a reason. */
export const SIGNED_OUT: ConnectionState = { status: 'signed-out' };

/** Whether calls to Qlik can be made: credentials are at hand, or are being renewed. */
export function isSignedIn({ status }: ConnectionState): boolean {
  return status === 'ready' || status === 'renewing';
}

/** Returns the error of calls without a sign-in, or `undefined` while a user is signed in. */
export function notSignedInError(
  state: ConnectionState,
  { id, label }: QlikConnection,
): QlikError | undefined {
  if (isSignedIn(state)) return undefined;
  if (state.status === 'signed-out' && state.reason) return state.reason;
  if (state.status === 'failed') return state.error;
  return new QlikError('sign-in-required', `No user is signed in to ${label}.`, {
    remedy: 'Sign in and try again.',
    connectionId: id,
  });
}

/** Returns the error for work of an earlier sign-in. @param state the current state */
export function signInEndedError(state: ConnectionState, { id }: QlikConnection): QlikError {
  if (state.status === 'signed-out' && state.reason) return state.reason;
  return new QlikError('sign-in-required', 'The sign-in has ended.', {
    remedy: 'Open it again.',
    connectionId: id,
  });
}

/** Whether Qlik refused the credential at hand. */
export function isCredentialRefused(thrown: unknown): thrown is QlikError {
  return thrown instanceof QlikError && thrown.code === 'credential-refused';
}
