import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';
import { sharedName } from '../shared-name';

const keyOf = (connection: QlikConnection) => sharedName('redirect-pending', connection);

/**
 * Stores, for this tab, that a redirect sign-in of the connection is under way.
 * @throws {QlikError} `sign-in-failed` where the browser blocks storage: a redirect loop could not be stopped
 */
export function setRedirectPending(connection: QlikConnection): void {
  try {
    sessionStorage.setItem(keyOf(connection), '1');
  } catch (cause) {
    throw new QlikError('sign-in-failed', 'The browser does not let this page remember the sign-in.', {
      remedy: 'Allow this site to store data, and sign in again.',
      connectionId: connection.id,
      cause,
    });
  }
}

/** Returns whether a redirect sign-in was under way, and removes the entry. */
export function takeRedirectPending(connection: QlikConnection): boolean {
  try {
    const isPending = sessionStorage.getItem(keyOf(connection)) !== null;
    sessionStorage.removeItem(keyOf(connection));
    return isPending;
  } catch {
    // Blocked storage: no redirect can have begun.
    return false;
  }
}
