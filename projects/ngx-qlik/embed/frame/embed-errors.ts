import { QlikError } from 'ngx-qlik';

/** Nobody is signed in to the connection that an embed needs. */
export function signInRequired(connectionId: string): QlikError {
  return new QlikError('sign-in-required', `Nobody is signed in to "${connectionId}".`, {
    remedy: 'Sign in; this appears by itself then.',
  });
}

/** @param milliseconds how long it was waited for */
export function embedTimeout(milliseconds: number): QlikError {
  return new QlikError('embed-timeout', `Qlik showed nothing within ${milliseconds / 1000} s.`, {
    remedy: 'Try again; if it stays, check the ids and the browser console.',
    isRetryable: true,
  });
}

/** The app is open and has no such object for this user. */
export function notFound(objectId: string, cause: unknown): QlikError {
  return new QlikError('object-not-found', `There is no object "${objectId}" in this app.`, {
    remedy: 'Check its id; it may be deleted or in another app.',
    cause,
  });
}

/** From enigma (-2) and from `@qlik/api`'s `getObject` (2). */
export function isNotFound(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return false;
  return thrown.code === 2 || thrown.code === -2;
}
