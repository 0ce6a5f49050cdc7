import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { paintedCharts } from '../support/painted-chart.ts';
import { browserArguments, launchOptions } from './browser.ts';
import { type ContentDelivery, DELIVERY_HOSTS } from './content-delivery.ts';
import type { Result } from './results.ts';
import type { SampleRun } from './run.ts';

const CHART_LIMIT_MS = 60_000;
const POLL_MS = 250;
/** Charts move to new data for a moment; what fails late is seen then too. */
const SETTLE_MS = 2_000;
const ACTION_LIMIT_MS = 15_000;

/** What stands in place of a chart: an embed that failed, and the error view of nebula. */
const ERROR_VIEWS = '[data-qlik-embed-error], [data-tid="error-title"], .njs-error';

/** One page of a sample, or one state of it. */
export interface SamplePage {
  readonly name: string;
  /** How many charts with colored marks it has to show, in frames too. */
  readonly charts: number;
  /** Opens it: an address, or a click on the page before. */
  readonly open: (page: Page) => Promise<unknown>;
  /** Errors that the page has with every tenant, or because of a host that is not there: told, and no failure. */
  readonly expectedErrors?: RegExp;
  /** What has to be there besides charts. @throws {Error} what is not */
  readonly check?: (page: Page) => Promise<unknown>;
}

/** Pages that one browser opens after each other. */
export interface SamplePages {
  readonly run: SampleRun;
  readonly delivery: Pick<ContentDelivery, 'port'>;
  /** Begins the names of the pictures. */
  readonly prefix: string;
  /** Signs in. */
  readonly before?: (page: Page) => Promise<unknown>;
  readonly pages: readonly SamplePage[];
}

/**
 * Opens pages of a sample in Chromium, and checks of each that its charts are painted and that nothing failed: no error in place of a chart, no
 * error of the console, no request without an answer or with one that says no. Hosts of the open internet are not there; they are named.
 */
export async function openPages({
  run,
  delivery,
  prefix,
  before,
  pages,
}: SamplePages): Promise<readonly Result[]> {
  const { screenshots } = run;
  if (screenshots !== undefined) mkdirSync(screenshots, { recursive: true });
  const browser = await chromium.launch(launchOptions(browserArguments(delivery.port)));
  try {
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      viewport: { width: 1280, height: 900 },
    });
    context.setDefaultTimeout(ACTION_LIMIT_MS);
    const page = await context.newPage();
    const problems = watch(context);
    await before?.(page);
    const results: Result[] = [];
    for (const each of pages) {
      const faults = await faultsOf(each, page);
      if (screenshots !== undefined)
        await page.screenshot({ path: join(screenshots, `${prefix}-${each.name}.png`) });
      results.push(resultOf(each, faults, problems.take()));
    }
    return results;
  } finally {
    await browser.close();
  }
}

function resultOf(
  { name, expectedErrors }: SamplePage,
  faults: readonly string[],
  { errors, hosts }: Problems,
): Result {
  const isExpected = (error: string) => expectedErrors?.test(error) === true;
  const all = [...faults, ...errors.filter((error) => !isExpected(error))];
  const notes = [
    ...errors.filter(isExpected).map((error) => `expected: ${error}`),
    ...(hosts.length === 0 ? [] : [`without ${hosts.join(', ')}`]),
  ];
  return {
    part: `page: ${name}`,
    outcome: all.length === 0 ? 'runs' : 'fails',
    ...(all.length + notes.length === 0 ? {} : { reason: [...all, ...notes].join('; ') }),
  };
}

async function faultsOf({ charts, open, check }: SamplePage, page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  try {
    await open(page);
    const painted = await waitForCharts(page, charts);
    if (painted < charts) faults.push(`${painted} of ${charts} charts are painted`);
    await pause(SETTLE_MS);
    await check?.(page);
  } catch (error) {
    faults.push(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
  return [...faults, ...(await errorViews(page))];
}

/** Waits for painted charts in all frames. @returns how many there are within the limit */
async function waitForCharts(page: Page, charts: number): Promise<number> {
  const deadline = Date.now() + CHART_LIMIT_MS;
  for (;;) {
    let painted = 0;
    for (const frame of page.frames()) {
      // A frame that goes to another address has no charts at the moment.
      painted += await paintedCharts(frame).catch(() => 0);
    }
    if (painted >= charts || Date.now() > deadline) return painted;
    await pause(POLL_MS);
  }
}

async function errorViews(page: Page): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const frame of page.frames())
    for (const view of await frame.locator(ERROR_VIEWS).filter({ visible: true }).allTextContents())
      texts.push(`an error in place of a chart: “${view.trim()}”`);
  return texts;
}

/** What went wrong since it was last asked. */
interface Problems {
  readonly errors: readonly string[];
  /** Hosts of the open internet that a page wanted. */
  readonly hosts: readonly string[];
}

function watch(context: BrowserContext): { readonly take: () => Problems } {
  let errors: string[] = [];
  let hosts = new Set<string>();
  /** Notes a host of the open internet. @returns whether it is one */
  const isElsewhere = (address: string): boolean => {
    const url = URL.parse(address);
    if (url === null || !/^(http|ws)s?:$/.test(url.protocol)) return false;
    const isHere = ['localhost', '127.0.0.1', ...DELIVERY_HOSTS].includes(url.hostname);
    if (!isHere) hosts.add(url.hostname);
    return !isHere;
  };
  context.on('console', (message) => {
    const { url } = message.location();
    const isOfRequest = message.text().startsWith('Failed to load resource');
    // Told by the request itself.
    if (message.type() === 'error' && !isOfRequest && !isElsewhere(url))
      errors.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => {
    const { message, stack = '' } = error.error();
    const place = /https?:\/\/\S+:\d+/.exec(stack)?.[0];
    errors.push(`error: ${message}${place === undefined ? '' : ` at ${place}`}`);
  });
  context.on('requestfailed', (request) => {
    const failure = request.failure()?.errorText ?? '';
    // A page that is left gives up what it waits for.
    if (!isElsewhere(request.url()) && failure !== 'net::ERR_ABORTED')
      errors.push(`${request.method()} ${request.url()}: ${failure}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400)
      errors.push(`${response.request().method()} ${response.url()}: ${response.status()}`);
  });
  return {
    take() {
      const taken = { errors: [...new Set(errors)], hosts: [...hosts] };
      errors = [];
      hosts = new Set();
      return taken;
    },
  };
}
