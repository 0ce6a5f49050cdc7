import { setTimeout as delay } from 'node:timers/promises';
import { type BrowserPage, withPage } from './chromium.ts';
import { ReportFailure } from './report-error.ts';
import type { ReportPlan } from './report-plan.ts';

/** What is drawn, and as whom. */
export interface RenderedPage {
  /** Address of the tenant's own page that shows it. */
  readonly url: string;
  readonly cookies: readonly (readonly [name: string, value: string])[];
}

const READY_MS = 60_000;
const POLL_MS = 200;
/** How often the page has to look the same. */
const STILL_TIMES = 3;
/** A4 in inches, less a margin on each side. */
const A4 = { short: 8.27, long: 11.69, margin: 0.4 };
/** Pixels per CSS pixel of an image in a document. */
const DOCUMENT_ZOOM = 2;

/**
 * Draws a chart or sheet in Chromium, as an image or a document. A document has the image, fitted into an A4 page.
 * @throws {ReportFailure} when the page shows an error or is not ready in time
 */
export function renderPage(
  program: string,
  plan: ReportPlan,
  { url, cookies }: RenderedPage,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return withPage(program, signal, async (page) => {
    const { width, height, format } = plan;
    const zoom = format === 'pdf' ? DOCUMENT_ZOOM : plan.zoom;
    await page.send('Emulation.setDeviceMetricsOverride', {
      width,
      height,
      deviceScaleFactor: zoom,
      mobile: false,
    });
    await page.send('Network.setCookies', {
      cookies: cookies.map(([name, value]) => ({ name, value, url, httpOnly: true })),
    });
    await page.send('Page.enable');
    await page.send('Page.navigate', { url });
    await waitUntilDrawn(page, signal);
    const { data } = await page.send('Page.captureScreenshot', { format: 'png' });
    const image = String(data);
    if (format !== 'pdf') return Buffer.from(image, 'base64');
    return toDocument(page, image, plan);
  });
}

/** Ready is a page whose charts nebula has drawn, and that looks the same for a while. */
const LOOK = `(() => {
  const charts = [...document.querySelectorAll('.njs-viz')];
  const error = document.querySelector('[data-qlik-embed-error]');
  return {
    error: error?.textContent ?? null,
    isDrawn: charts.length > 0 && charts.every((chart) => Number(chart.dataset.renderCount) > 0),
    look: charts.map((chart) => chart.dataset.renderCount + ':' + chart.querySelectorAll('*').length).join(),
  };
})()`;

async function waitUntilDrawn(page: BrowserPage, signal: AbortSignal): Promise<void> {
  const until = Date.now() + READY_MS;
  let before = '';
  for (let still = 0; still < STILL_TIMES;) {
    signal.throwIfAborted();
    if (Date.now() > until)
      throw new ReportFailure({
        code: 'REP-500107',
        title: 'Image rendering render timeout error on Sense client.',
      });
    await delay(POLL_MS);
    const { error, isDrawn, look } = readLook(await page.evaluate(LOOK));
    if (error !== undefined)
      throw new ReportFailure({
        code: 'REP-500109',
        title: 'Image rendering generic JS failure error on Sense client.',
        detail: error,
      });
    still = isDrawn && look === before ? still + 1 : 0;
    before = look;
  }
}

function readLook(value: unknown): { error: string | undefined; isDrawn: boolean; look: string } {
  const { error, isDrawn, look } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return {
    error: typeof error === 'string' ? error : undefined,
    isDrawn: isDrawn === true,
    look: typeof look === 'string' ? look : '',
  };
}

async function toDocument(
  page: BrowserPage,
  image: string,
  { isLandscape }: ReportPlan,
): Promise<Uint8Array> {
  await page.send('Page.navigate', { url: 'about:blank' });
  const [width, height] = isLandscape ? [A4.long, A4.short] : [A4.short, A4.long];
  const box = `width:${width - 2 * A4.margin}in;height:${height - 2 * A4.margin - 0.05}in;object-fit:contain`;
  await page.evaluate(
    `(async () => {
      document.body.style.margin = '0';
      const image = new Image();
      image.src = 'data:image/png;base64,${image}';
      image.style.cssText = 'display:block;${box}';
      await image.decode();
      document.body.append(image);
    })()`,
  );
  const { data } = await page.send('Page.printToPDF', {
    paperWidth: width,
    paperHeight: height,
    marginTop: A4.margin,
    marginBottom: A4.margin,
    marginLeft: A4.margin,
    marginRight: A4.margin,
    printBackground: true,
  });
  return Buffer.from(String(data), 'base64');
}
