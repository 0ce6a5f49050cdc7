import type { Frame, Page } from '@playwright/test';

const CHART_LIMIT_MS = 60_000;
const POLL_MS = 100;

/**
 * Marks of a chart are colored; its frame, its axes and its texts are gray. Counts the canvases that are shown and have a colored pixel, those
 * inside shadow roots too.
 */
const PAINTED = `(() => {
  const roots = [document];
  let painted = 0;
  for (const root of roots) for (const element of root.querySelectorAll('*')) {
    if (element.shadowRoot) roots.push(element.shadowRoot);
    if (!(element instanceof HTMLCanvasElement) || element.width === 0 || element.height === 0) continue;
    if (element.getClientRects().length === 0) continue;
    const { data } = element.getContext('2d').getImageData(0, 0, element.width, element.height);
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] > 200 && Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2]) > 40) {
        painted += 1;
        break;
      }
  }
  return painted;
})()`;

/** How many canvases of charts a frame shows with colored pixels. */
export async function paintedCharts(frame: Frame): Promise<number> {
  // Asked from outside: a function that the page calls again and again is refused by a strict Content-Security-Policy.
  return Number(await frame.evaluate(PAINTED));
}

/** Waits until so many canvases of charts have colored pixels. @throws {Error} when they have none within a minute */
export async function waitForPaintedChart(page: Page, canvases = 1): Promise<void> {
  const deadline = Date.now() + CHART_LIMIT_MS;
  while ((await paintedCharts(page.mainFrame())) < canvases) {
    if (Date.now() > deadline) throw new Error('No chart was painted.');
    await page.waitForTimeout(POLL_MS);
  }
}
