import { settled } from './settled';

/**
 * Says something on a `BroadcastChannel` as another page of the application would; resolves when this page has heard it.
 * @throws {Error} where there is no `BroadcastChannel` (jsdom): pages hear nothing of each other there
 */
export async function postFromOtherPage(channelName: string, message: unknown): Promise<void> {
  if (typeof BroadcastChannel === 'undefined')
    throw new Error('There is no BroadcastChannel here, so pages hear nothing of each other.');
  const sender = new BroadcastChannel(channelName);
  const listener = new BroadcastChannel(channelName);
  try {
    await new Promise<void>((resolve) => {
      listener.onmessage = () => resolve();
      sender.postMessage(message);
    });
    await settled();
  } finally {
    sender.close();
    listener.close();
  }
}
