import { originName } from '../browser-storage';

/** The callback page posts its answer on this channel, which only pages of the same origin can read. */
const CHANNEL_NAME = originName('oauth2');

/**
 * Waits for the answer that the callback page posts to one sign-in, recognized by its `state`; other answers are ignored.
 *
 * @param over ends the wait; the promise stays pending then
 */
export function receiveAnswer(state: string, over: AbortSignal): Promise<URLSearchParams> {
  const channel = new BroadcastChannel(CHANNEL_NAME);
  over.addEventListener('abort', () => channel.close());
  return new Promise((resolve) => {
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const answer = typeof data === 'string' ? new URLSearchParams(data) : undefined;
      if (answer?.get('state') === state) resolve(answer);
    });
  });
}
