/**
 * Resolves when all that waits for promises only has come to its end. It works with a mocked clock: it needs no timer where there is a
 * `MessageChannel`, and the timer that was there before the clock where there is none (jsdom).
 */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await nextTask();
}

const realSetTimeout: (callback: () => void) => unknown = globalThis.setTimeout.bind(globalThis);

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof MessageChannel === 'undefined') {
      realSetTimeout(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
