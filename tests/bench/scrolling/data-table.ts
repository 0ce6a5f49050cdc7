import type { Browser, CDPSession, Page } from '@playwright/test';
import { type Candidate, openCandidate } from '../candidate.ts';
import type { FigureResult } from '../report.ts';
import { type Frames, LONGEST_FRAME_MS, watchFrames } from './frames.ts';
import { heapOf } from '../trace/heap.ts';
import { traceTasks } from './tasks.ts';

const SCROLLER = 'app-data-table .scroller';
const SHOWN_ROWS = 'app-data-table .shown';
/** The speed of a steadily turned wheel: some 60 rows per second. */
const PIXELS_PER_SECOND = 2_000;
const PIXELS = 10_000;
const FLATTEST_GROWTH = 1.1;
const PLACES_KEPT = 16;
const WAIT_MS = 120_000;

/** S7: scrolls through a table of that many rows, from its first to its last. */
export async function measureDataTable(
  browser: Browser,
  candidate: Candidate,
  rowCount: number,
): Promise<FigureResult> {
  const { page, close } = await openCandidate(browser, candidate);
  try {
    const began = Date.now();
    await page.getByText(`${rowCount.toLocaleString('en')} rows`).waitFor({ timeout: WAIT_MS });
    const opened = Date.now() - began;
    const cdpSession = await page.context().newCDPSession(page);
    const places = [0, 0.25, 0.5, 0.75, 1];
    const all: Frames[] = [];
    const tasks: number[] = [];
    // Rows that were seen lately are kept, so many and no more: what is flat is the heap when they are.
    for (let place = 1; place <= PLACES_KEPT; place += 1) await jump(page, place / (PLACES_KEPT + 1));
    const before = await heapOf(cdpSession);
    for (const place of places) {
      await jump(page, place);
      const direction = place === 1 ? -1 : 1;
      const work = (): Promise<void> => scroll(cdpSession, page, direction * PIXELS);
      const traced = traceTasks(browser, page, async () => {
        all.push(await watchFrames(page, SHOWN_ROWS, work));
      });
      tasks.push(...(await traced));
    }
    await jump(page, 1);
    await page.locator(`[aria-rowindex="${rowCount + 1}"]`).waitFor({ timeout: WAIT_MS });
    const after = await heapOf(cdpSession);
    const late = sum(all, 'late');
    const growth = after / before;
    return {
      id: 'S7',
      title: `late frames in a table of ${rowCount.toLocaleString('en')} rows`,
      comparedWith: `every frame within ${LONGEST_FRAME_MS} ms`,
      lines: [
        `scrolled steadily at ${places.length} places from its first to its last row`,
        `${sum(all, 'count')} frames, the longest ${Math.max(...all.map(({ longestMs }) => longestMs)).toFixed(0)} ms, ` +
          `${sum(all, 'blank')} of them with a row that had not come yet; the app was open after ${opened} ms`,
        `of the page's own tasks the longest took ${Math.max(...tasks).toFixed(0)} ms of processor time`,
        `heap ${megabytes(before)} MB before and ${megabytes(after)} MB after, ratio ${growth.toFixed(2)} (flat: at most ${FLATTEST_GROWTH})`,
      ],
      figure: late,
      unit: ` frames over ${LONGEST_FRAME_MS} ms`,
      goal: 0,
      isMet: late === 0 && growth <= FLATTEST_GROWTH,
    };
  } finally {
    await close();
  }
}

/** Drags the scrollbar there, and waits until the rows of that place have come. */
async function jump(page: Page, share: number): Promise<void> {
  await page.locator(SCROLLER).evaluate((element, to) => {
    element.scrollTop = (element.scrollHeight - element.clientHeight) * to;
  }, share);
  await page.waitForFunction(
    (rows) => !(document.querySelector(rows)?.textContent ?? '…').includes('…'),
    SHOWN_ROWS,
    { timeout: WAIT_MS },
  );
}

async function scroll(cdpSession: CDPSession, page: Page, pixels: number): Promise<void> {
  const box = await page.locator(SCROLLER).boundingBox();
  if (!box) throw new Error('The table is not on the page.');
  await cdpSession.send('Input.synthesizeScrollGesture', {
    x: Math.round(box.x + box.width / 2),
    y: Math.round(box.y + box.height / 2),
    yDistance: -pixels,
    speed: PIXELS_PER_SECOND,
    preventFling: true,
  });
}

function sum(all: readonly Frames[], figure: 'count' | 'late' | 'blank'): number {
  return all.reduce((total, frames) => total + frames[figure], 0);
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
