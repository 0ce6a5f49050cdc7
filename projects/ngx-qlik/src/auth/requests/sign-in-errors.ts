import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';

/** The error when no user is signed in and a sign-in needs the user. */
export function signInRequired(connection: QlikConnection, remedy = 'Sign in and try again.'): QlikError {
  return new QlikError('sign-in-required', `No user is signed in to ${connection.label}.`, {
    remedy,
    connectionId: connection.id,
    status: 401,
  });
}

/** The error when the user returned before the sign-in was complete, or signed out meanwhile. */
export function signInAbandoned(connection: QlikConnection): QlikError {
  return new QlikError('sign-in-failed', 'The sign-in was left before it was done.', {
    remedy: 'Sign in again.',
    connectionId: connection.id,
    isRetryable: true,
  });
}
