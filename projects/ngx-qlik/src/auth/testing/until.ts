import { settled } from 'ngx-qlik/testing';

/** Waits for what takes more than promises: digests, bodies that are read, code that is loaded. */
export async function until(isTrue: () => boolean): Promise<void> {
  const end = performance.now() + 5000;
  while (!isTrue()) {
    if (performance.now() > end) throw new Error('It did not come to pass within 5 s.');
    await settled();
  }
}
