import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';

/** Nobody is signed in, and this page cannot do it by itself. */
export function signInRequired(connection: QlikConnection, remedy = 'Sign in and try again.'): QlikError {
  return new QlikError('sign-in-required', `Nobody is signed in to ${connection.label}.`, {
    remedy,
    connectionId: connection.id,
    status: 401,
  });
}

/** The user came back, or pressed the back button, before the sign-in was done; or signed out meanwhile. */
export function signInAbandoned(connection: QlikConnection): QlikError {
  return new QlikError('sign-in-failed', 'The sign-in was left before it was done.', {
    remedy: 'Sign in again.',
    connectionId: connection.id,
    isRetryable: true,
  });
}
