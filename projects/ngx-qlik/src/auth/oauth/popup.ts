import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';
import { originName } from '../shared-name';

/** On this channel the callback page hands over what it received; readable by pages of the same origin only. */
const CHANNEL_NAME = originName('oauth2');
const LOOK_EVERY_MS = 500;
/** A window that did its work closes itself at once, and its message may be on its way still: a busy machine shows the one before the other. */
const LOOKS_AFTER_CLOSE = 4;
const LIMIT_MS = 5 * 60_000;

/**
 * Waits for the answer to one sign-in, recognised by its `state`; answers to others are passed over.
 * @throws {QlikError} `popup-closed`, `sign-in-timeout`
 */
export async function waitForAnswer(
  popup: Window,
  state: string,
  connection: QlikConnection,
): Promise<URLSearchParams> {
  const channel = new BroadcastChannel(CHANNEL_NAME);
  let look: ReturnType<typeof setInterval> | undefined;
  let limit: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<URLSearchParams>((resolve, reject) => {
      channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        const answer = typeof data === 'string' ? new URLSearchParams(data) : undefined;
        if (answer?.get('state') === state) resolve(answer);
      });
      let looks = 0;
      look = setInterval(() => {
        if (popup.closed && ++looks > LOOKS_AFTER_CLOSE)
          reject(failure('popup-closed', 'The sign-in window was closed before it was done.', connection));
      }, LOOK_EVERY_MS);
      limit = setTimeout(
        () =>
          reject(failure('sign-in-timeout', 'The sign-in was not finished within five minutes.', connection)),
        LIMIT_MS,
      );
    });
  } finally {
    clearInterval(look);
    clearTimeout(limit);
    channel.close();
  }
}

function failure(
  code: 'popup-closed' | 'sign-in-timeout',
  message: string,
  connection: QlikConnection,
): QlikError {
  return new QlikError(code, message, {
    remedy: 'Sign in again.',
    connectionId: connection.id,
    isRetryable: true,
  });
}
