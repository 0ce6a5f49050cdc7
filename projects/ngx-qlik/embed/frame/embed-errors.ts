import { QlikError } from 'ngx-qlik';

/** The error of an embed that shows nothing in time. */
export function embedTimeout(milliseconds: number): QlikError {
  return new QlikError('embed-timeout', `Qlik showed nothing within ${milliseconds / 1000} s.`, {
    remedy: 'Try again. If it happens again, check the ids and the console.',
    isRetryable: true,
  });
}

/** The error for an object that the open app does not have for this user. */
export function notFound(objectId: string, cause: unknown): QlikError {
  return new QlikError('object-not-found', `There is no object "${objectId}" in this app.`, {
    remedy: 'Check its id; it may be deleted or in another app.',
    cause,
  });
}

/** Whether it is the "not found" error of enigma (-2) or of `@qlik/api`'s `getObject` (2). */
export function isNotFound(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return false;
  return thrown.code === 2 || thrown.code === -2;
}
