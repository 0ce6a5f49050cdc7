import { settled } from './settled';

/** Says something on a `BroadcastChannel` as another page of the application would; resolves when this page has heard it. */
export async function postFromOtherPage(channelName: string, message: unknown): Promise<void> {
  const speaker = new BroadcastChannel(channelName);
  const listener = new BroadcastChannel(channelName);
  try {
    await new Promise<void>((resolve) => {
      listener.onmessage = () => resolve();
      speaker.postMessage(message);
    });
    await settled();
  } finally {
    speaker.close();
    listener.close();
  }
}
