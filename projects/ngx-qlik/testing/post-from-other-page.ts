import { settled } from './settled';

/**
 * Posts a message on a `BroadcastChannel` as another page of the application; resolves when this page has received it.
 * @throws {Error} where there is no `BroadcastChannel` (jsdom): pages receive no messages there
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
