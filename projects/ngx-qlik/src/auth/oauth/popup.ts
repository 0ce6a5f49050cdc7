import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';
import { signInCanceled } from '../requests/cancellation';
import type { StrategySignInOptions } from '../strategy';
import { receiveAnswer } from './callback-channel';

const POLL_INTERVAL_MS = 500;
/** A window that did its work closes itself at once, and its message may be on its way still: a busy machine shows the one before the other. */
const POLLS_AFTER_CLOSE = 4;
const LIMIT_MS = 5 * 60_000;
/** A page that was on its way when it was stopped is there by then, or does not come. */
const STOP_MS = 300;

/** Options of {@link waitForAnswer}. */
export interface PopupWait extends Pick<StrategySignInOptions, 'signal' | 'onWindowClosed'> {
  readonly connection: QlikConnection;
}

/**
 * Waits for the answer to one sign-in, recognized by its `state`; other answers are ignored.
 *
 * A closed window does not end the wait. A page that sends `Cross-Origin-Opener-Policy: same-origin` cuts its window off from this page, where the
 * window looks closed from then on while the user signs in in it. The answer does not need the window: the callback page sends it on a channel.
 *
 * @throws {QlikError} `sign-in-canceled`; after five minutes `popup-closed` where the window looks closed, else `sign-in-timeout`
 */
export async function waitForAnswer(
  popup: Window,
  state: string,
  { connection, signal, onWindowClosed }: PopupWait,
): Promise<URLSearchParams> {
  const over = new AbortController();
  const answered = receiveAnswer(state, over.signal);
  let poll: ReturnType<typeof setInterval> | undefined;
  let limit: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<URLSearchParams>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signInCanceled(connection)), { signal: over.signal });
      void answered.then(resolve);
      let polls = 0;
      poll = setInterval(() => {
        if (!popup.closed || ++polls <= POLLS_AFTER_CLOSE) return;
        clearInterval(poll);
        onWindowClosed?.();
      }, POLL_INTERVAL_MS);
      limit = setTimeout(() => reject(popupTimeout(popup, connection)), LIMIT_MS);
    });
  } finally {
    over.abort();
    clearInterval(poll);
    clearTimeout(limit);
  }
}

/**
 * Ends what a window loads, and waits until it has ended, so that the window can be closed.
 *
 * Chromium loses a `close()` that comes while another site's page takes the place of the empty one: the window stays, and whatever closes it after
 * that is lost too, while `closed` says otherwise.
 */
export async function stopLoading(popup: Window): Promise<void> {
  if (popup.closed) return;
  try {
    popup.stop();
  } catch {
    // The other site's page is there.
    return;
  }
  await new Promise((resolve) => setTimeout(resolve, STOP_MS));
}

/** The error of a sign-in whose window the browser did not open. */
export function popupBlocked({ id }: QlikConnection): QlikError {
  return new QlikError('popup-blocked', 'The browser blocked the sign-in window.', {
    remedy: 'Allow pop-ups for this page and try again.',
    connectionId: id,
    isRetryable: true,
  });
}

function popupTimeout({ closed }: Window, { id }: QlikConnection): QlikError {
  const details = { remedy: 'Sign in again.', connectionId: id, isRetryable: true };
  return closed
    ? new QlikError('popup-closed', 'The sign-in window was closed before it was done.', details)
    : new QlikError('sign-in-timeout', 'The sign-in was not finished within five minutes.', details);
}
