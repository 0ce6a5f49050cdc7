import { expect, type Locator, type Page } from '@playwright/test';

/** A place in the window, in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a chart has drawn something of its own: how many coloured pixels, and a place in the midst of one of its marks. */
export interface Drawing {
  readonly colouredPixels: number;
  readonly mark: Point | undefined;
}

const ENOUGH_PIXELS = 500;

/**
 * Waits until Qlik's code has drawn marks on a canvas inside that element; a frame with grey axes and text is not enough.
 * @returns a place in the midst of a mark, to be clicked
 */
export async function waitForMarks(page: Page, chart: Locator): Promise<Point> {
  let drawing: Drawing = { colouredPixels: 0, mark: undefined };
  await expect
    .poll(
      async () => {
        drawing = await readDrawing(chart);
        return drawing.mark === undefined ? 0 : drawing.colouredPixels;
      },
      { message: 'coloured pixels of the chart', timeout: 30_000 },
    )
    .toBeGreaterThan(ENOUGH_PIXELS);
  // A chart grows into its place; the mark must stand still before it is clicked.
  await page.waitForTimeout(500);
  const { mark } = await readDrawing(chart);
  if (mark === undefined) throw new Error('The chart drew marks and took them away again.');
  return mark;
}

function readDrawing(chart: Locator): Promise<Drawing> {
  return chart.evaluate((host) => {
    const canvases: HTMLCanvasElement[] = [];
    const collect = (root: ParentNode): void => {
      canvases.push(...root.querySelectorAll('canvas'));
      for (const element of root.querySelectorAll('*')) if (element.shadowRoot) collect(element.shadowRoot);
    };
    collect(host);
    const margin = 5;
    let colouredPixels = 0;
    let mark: { x: number; y: number } | undefined;
    for (const canvas of canvases) {
      const { width, height } = canvas;
      const context = canvas.getContext('2d');
      if (!context || width === 0 || height === 0) continue;
      const { data } = context.getImageData(0, 0, width, height);
      const isColoured = (x: number, y: number): boolean => {
        const at = (y * width + x) * 4;
        const [red = 0, green = 0, blue = 0, alpha = 0] = data.slice(at, at + 4);
        return alpha > 200 && Math.max(red, green, blue) - Math.min(red, green, blue) > 40;
      };
      for (let y = margin; y < height - margin; y += 2) {
        for (let x = margin; x < width - margin; x += 2) {
          if (!isColoured(x, y)) continue;
          colouredPixels += 4;
          if (mark || ![-margin, margin].every((d) => isColoured(x + d, y) && isColoured(x, y + d))) continue;
          const box = canvas.getBoundingClientRect();
          mark = { x: box.left + (x / width) * box.width, y: box.top + (y / height) * box.height };
        }
      }
    }
    return { colouredPixels, mark };
  });
}
