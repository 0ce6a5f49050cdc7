import { QlikError, type QlikConnection } from 'ngx-qlik';

/**
 * Checks that a connection supports embeds: the bundled runtime does not.
 * @throws {QlikError} `runtime-module-missing`
 */
export function requireEmbeds({ id, label, runtime }: QlikConnection): void {
  if (!runtime?.bundled) return;
  throw new QlikError('runtime-module-missing', `${label} uses the bundled runtime, which has no embeds.`, {
    remedy:
      'Draw the data with ngx-qlik/qix, or name a host that serves /qlik-embed/main.js in "runtime.url" of the connection.',
    connectionId: id,
  });
}

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
