import type { Browser } from '@playwright/test';
import { type Candidate, openCandidate } from '../candidate.ts';
import type { FigureResult } from '../report.ts';
import { heapOf } from '../trace/heap.ts';

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
  const longHeap = await heapAtEnd(browser, long);
  // A browser compiles code that runs long, and that is a part of the heap: both pages have scrolled for as long.
  const shortHeap = await heapAtEnd(browser, short, longHeap.seconds);
  const figure = longHeap.heap / shortHeap.heap;
  const megabytes = ({ heap }: { readonly heap: number }): string => (heap / 1_000_000).toFixed(1);
  return {
    id: 'S6',
    title: `heap after scrolling through ${long.count.toLocaleString('en')} spaces`,
    comparedWith: `${short.count} spaces, scrolled for as long`,
    lines: [
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
  atLeastSeconds = 0,
): Promise<{ readonly heap: number; readonly rows: number; readonly seconds: number }> {
  const { page, close } = await openCandidate(browser, candidate);
  try {
    await page.locator('tbody [aria-rowindex="2"]').waitFor();
    const began = Date.now();
    // In the page, since a round trip per page of the list would be most of the time.
    await page.evaluate(
      (endsAt) => {
        let isAtEnd = false;
        const goOn = (): void => {
          // The end moves away with each page of the list; at the last one there is nothing to be drawn any more.
          isAtEnd = !isAtEnd || Date.now() > endsAt;
          window.scrollTo(0, isAtEnd ? document.documentElement.scrollHeight : 0);
          requestAnimationFrame(goOn);
        };
        goOn();
      },
      began + atLeastSeconds * 1000,
    );
    await page.waitForTimeout(atLeastSeconds * 1000);
    await page.locator(`tbody [aria-rowindex="${count + 1}"]`).waitFor({ timeout: WAIT_MS });
    const seconds = (Date.now() - began) / 1000;
    const cdpSession = await page.context().newCDPSession(page);
    const heap = await heapOf(cdpSession);
    return { heap, rows: await page.locator('tbody tr').count(), seconds };
  } finally {
    await close();
  }
}
