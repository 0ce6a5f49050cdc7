import type { QlikConnection } from '../connections/connection';
import { QlikError } from '../errors/qlik-error';
import type { ConnectionState } from './connection-state';

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
