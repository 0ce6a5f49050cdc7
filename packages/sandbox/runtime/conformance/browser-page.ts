import { mkdir } from 'node:fs/promises';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { launchOptions } from '../../../../tools/environment/launch-options.ts';

/** Enough for a first page load, and for a page of many charts, on a busy machine. */
const TIMEOUT_MS = 60_000;

export function launchBrowser(): Promise<Browser> {
  return chromium.launch(launchOptions());
}

/** An open page with its errors and requests. */
export interface OpenedPage {
  readonly page: Page;
  /** Console errors and uncaught exceptions. */
  readonly problems: string[];
  /** Addresses fetched. */
  readonly requests: string[];
}

const VIEWPORT = { width: 1280, height: 900 };

/** Opens an address in a page that shares nothing with others. */
export async function openPage(browser: Browser, address: string): Promise<OpenedPage> {
  return show(await browser.newPage({ viewport: VIEWPORT }), address);
}

const visited = new WeakMap<Browser, Page>();

/**
 * Opens an address in place of the last one that a browser visited. The page's process has the scripts compiled already, which saves a
 * third of the processor time of a new page; what pages store for their site stays.
 */
export async function visit(browser: Browser, address: string): Promise<OpenedPage> {
  const page = visited.get(browser) ?? (await browser.newPage({ viewport: VIEWPORT }));
  visited.set(browser, page);
  // What the page before has to say at its end is not this one's.
  await page.goto('about:blank');
  page.removeAllListeners();
  return show(page, address);
}

async function show(page: Page, address: string): Promise<OpenedPage> {
  page.setDefaultTimeout(TIMEOUT_MS);
  const problems: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(address);
  return { page, problems, requests };
}

/** Saves a screenshot when `RUNTIME_SHOTS` names a folder. */
export async function saveScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['RUNTIME_SHOTS'];
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}

/**
 * Returns the share of an element's pixels in a saturated color, 0 to 1. Text, axes, frames and the pale error panel have
 * almost none; bars, lines and selected values have.
 */
export async function coloredShare(target: Locator): Promise<number> {
  const png = (await target.screenshot()).toString('base64');
  return target.page().evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('No 2d context.');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let colored = 0;
    for (let i = 0; i < data.length; i += 4) {
      const red = data[i] ?? 0;
      const green = data[i + 1] ?? 0;
      const blue = data[i + 2] ?? 0;
      if (Math.max(red, green, blue) - Math.min(red, green, blue) > 48) colored += 1;
    }
    return colored / (data.length / 4);
  }, png);
}

/** Waits for a condition. @throws {Error} after a time limit, with the last value in the message */
export async function waitUntil<T>(
  read: () => Promise<T>,
  isFine: (value: T) => boolean,
  what: string,
): Promise<T> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const value = await read();
    if (isFine(value)) return value;
    if (Date.now() > deadline) throw new Error(`${what} did not happen; last seen: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
