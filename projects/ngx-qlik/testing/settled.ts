/**
 * Resolves when all pending promise callbacks have run. Works with a mocked clock: it uses a `MessageChannel`, or without one (jsdom) the
 * `setTimeout` from before the mock.
 */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await nextTask();
}

/** Waits some real milliseconds, also with a mocked clock: for parts that are loaded lazily. */
export function realDelay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => realSetTimeout(resolve, milliseconds));
}

const realSetTimeout: (callback: () => void, milliseconds?: number) => unknown =
  globalThis.setTimeout.bind(globalThis);

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
