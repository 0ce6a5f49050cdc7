import type { CDPSession } from '@playwright/test';

/** Bytes of JavaScript that a page still needs: what is left after collecting garbage. */
export async function heapOf(cdpSession: CDPSession): Promise<number> {
  // What the first round frees may have held more.
  for (let round = 0; round < 2; round += 1) await cdpSession.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdpSession.send('Runtime.getHeapUsage');
  return usedSize;
}
