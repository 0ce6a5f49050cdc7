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

/** The error when the server sent the user back before the sign-in was complete, or the user signed out meanwhile. */
export function signInAbandoned(connection: QlikConnection): QlikError {
  return new QlikError('sign-in-failed', 'The sign-in was left before it was done.', {
    remedy: 'Sign in again.',
    connectionId: connection.id,
    isRetryable: true,
  });
}

/** The error when the server began a session and the browser does not send its cookies from this page. */
export function cookiesBlocked(connection: QlikConnection): QlikError {
  return new QlikError(
    'cookies-blocked',
    `The sign-in to ${connection.label} took place, but the browser does not send its cookies from this page.`,
    {
      remedy:
        'The page and the server belong to different sites, and the browser blocks third-party cookies: allow them for this page, serve both from one site, or use an auth type without cookies, such as oauth2.',
      connectionId: connection.id,
    },
  );
}

/** The error when the server identifies the user and refuses access. */
export function signInRefused(
  connection: QlikConnection,
  details: { readonly reason: string | undefined; readonly status: number; readonly remedy: string },
): QlikError {
  const suffix = details.reason === undefined ? '' : `: ${details.reason.replace(/\.$/, '')}`;
  return new QlikError('sign-in-refused', `The sign-in to ${connection.label} was refused${suffix}.`, {
    remedy: details.remedy,
    connectionId: connection.id,
    status: details.status,
    isRetryable: true,
  });
}

/** Whether the error means that the user has to sign in first. */
export function isSignInRequired(thrown: unknown): boolean {
  return thrown instanceof QlikError && thrown.code === 'sign-in-required';
}
