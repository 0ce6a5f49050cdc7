import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';

/**
 * Opens the window of a sign-in. Call it within a click and before any `await`.
 * @throws {QlikError} `popup-blocked`
 */
export function openPopup(connection: QlikConnection): Window {
  // Windows are found by name among those that opened each other only; applications of one origin may have done so.
  const name = `ngx-qlik ${document.baseURI} ${connection.id}`;
  const popup = window.open('about:blank', name, 'popup,width=520,height=680');
  if (popup) return popup;
  throw new QlikError('popup-blocked', 'The browser blocked the sign-in window.', {
    remedy: 'Allow pop-ups for this page, or sign in within the page, and try again.',
    connectionId: connection.id,
    isRetryable: true,
  });
}
