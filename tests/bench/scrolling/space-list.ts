import type { Browser } from '@playwright/test';
import { type Candidate, openCandidate } from '../candidate.ts';
import type { FigureResult } from '../report.ts';
import { heapOf } from './heap.ts';

const HEAP_GOAL = 1.3;
const WAIT_MS = 300_000;

/** A list of spaces and how many there are in it. */
export interface SpaceList {
  readonly candidate: Candidate;
  readonly count: number;
}

/** The second half of S6: what a long list, scrolled to its end, needs in memory against a short one. */
export async function measureSpaceLists(
  browser: Browser,
  short: SpaceList,
  long: SpaceList,
): Promise<FigureResult> {
  const shortHeap = await heapAtEnd(browser, short);
  const longHeap = await heapAtEnd(browser, long);
  const figure = longHeap.heap / shortHeap.heap;
  const megabytes = ({ heap }: { readonly heap: number }): string => (heap / 1_000_000).toFixed(1);
  return {
    id: 'S6',
    lines: [
      'heap after scrolling to the end of the spaces',
      `${short.count} spaces: ${megabytes(shortHeap)} MB; ${long.count} spaces: ${megabytes(longHeap)} MB, ` +
        `with ${longHeap.rows} rows in the page and ${longHeap.seconds.toFixed(0)} s to fetch them all`,
    ],
    figure,
    unit: ' ×',
    goal: HEAP_GOAL,
    isMet: figure <= HEAP_GOAL,
  };
}

async function heapAtEnd(
  browser: Browser,
  { candidate, count }: SpaceList,
): Promise<{ readonly heap: number; readonly rows: number; readonly seconds: number }> {
  const { page, close } = await openCandidate(browser, candidate);
  try {
    await page.locator('tbody [aria-rowindex="2"]').waitFor();
    const began = Date.now();
    // In the page, since a round trip per page of the list would be most of the time.
    await page.evaluate(() => {
      const goOn = (): void => {
        window.scrollTo(0, document.documentElement.scrollHeight);
        requestAnimationFrame(goOn);
      };
      goOn();
    });
    await page.locator(`tbody [aria-rowindex="${count + 1}"]`).waitFor({ timeout: WAIT_MS });
    const seconds = (Date.now() - began) / 1000;
    const cdpSession = await page.context().newCDPSession(page);
    const heap = await heapOf(cdpSession);
    return { heap, rows: await page.locator('tbody tr').count(), seconds };
  } finally {
    await close();
  }
}
