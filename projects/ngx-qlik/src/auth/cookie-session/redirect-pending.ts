import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';
import { sharedName } from '../shared-name';

const keyOf = (connection: QlikConnection) => sharedName('redirect-pending', connection);

/**
 * Remembers, in this tab, that the page left for a connection's sign-in.
 * @throws {QlikError} `sign-in-failed` where the browser blocks storage: going back and forth could not be stopped then
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

/** Whether the page had left for a sign-in; true once only. */
export function takeRedirectPending(connection: QlikConnection): boolean {
  try {
    const isPending = sessionStorage.getItem(keyOf(connection)) !== null;
    sessionStorage.removeItem(keyOf(connection));
    return isPending;
  } catch {
    // Blocked storage: it could not have left.
    return false;
  }
}
