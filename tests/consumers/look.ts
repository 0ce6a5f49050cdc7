import type { Browser, Page } from '@playwright/test';
import { launchChromium } from '../support/chromium.ts';
import { watchProblems } from '../support/page-problems.ts';
import { waitForPaintedChart } from '../support/painted-chart.ts';
import { SandboxAdmin } from '../support/stack/sandbox-admin.ts';
import type { Variant } from './options.ts';

const FIRST_ANSWER_LIMIT_MS = 180_000;

/** An application that is served, and the sandbox that it uses. */
export interface Looked {
  readonly variant: Variant;
  readonly origin: string;
  /** Address of the sandbox's operator API. */
  readonly admin: string;
  /** Where a picture of the chart is kept. */
  readonly screenshot?: string;
}

/** Opens the page with the chart in a browser. @throws {Error} what is wrong with it */
export async function lookAtChart(origin: string): Promise<void> {
  const browser = await launchChromium();
  try {
    const page = await newPage(browser);
    await openChart(page, origin, watchProblems(page));
  } finally {
    await browser.close();
  }
}

/** A page that waits for a development server: its first answers come when it has prepared the packages. */
async function newPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultNavigationTimeout(FIRST_ANSWER_LIMIT_MS);
  return page;
}

async function openChart(page: Page, origin: string, problems: readonly string[]): Promise<void> {
  await page.goto(`${origin}/qlik`);
  try {
    await waitForPaintedChart(page);
  } catch (cause) {
    throw new Error(['The chart is missing.', ...problems].join('\n'), { cause });
  }
  await checkEarlyStart(page);
}

/** That what `ng add` lets a page begin before Angular is asked for once, and taken over. @throws {Error} what was asked for */
async function checkEarlyStart(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const { ngxQlikEarlyStart: take } = globalThis as unknown as {
      readonly ngxQlikEarlyStart?: (id: undefined, address: string, init: object) => unknown;
    };
    const names = performance.getEntriesByType('resource').map(({ name }) => name);
    const asked = ['/connections.json', '/oauth/token/anonymous-embed'].map((path) =>
      names.filter((name) => name.endsWith(path)),
    );
    return {
      isThere: take !== undefined,
      isTaken: take?.(undefined, String(asked[0]?.[0]), {}) === undefined,
      asked,
    };
  });
  if (found.isThere && found.isTaken && found.asked.every(({ length }) => length === 1)) return;
  throw new Error(`The page did not begin before Angular, or began it twice: ${JSON.stringify(found)}`);
}

/** Reads the page with the chart as it comes from the server, and opens both pages in a browser. @throws {Error} what is wrong with them */
export async function look({ variant, origin, admin, screenshot }: Looked): Promise<string> {
  await checkRendering(variant, origin);
  const browser = await launchChromium();
  try {
    const page = await newPage(browser);
    const problems = watchProblems(page);
    await openChart(page, origin, problems);
    if (screenshot !== undefined) await page.screenshot({ path: screenshot, fullPage: true });
    await page.goto(`${origin}/spaces`);
    await page.locator('li').first().waitFor();
    const credential = await seenCredential(admin);
    if (problems.length > 0) throw new Error(`The browser reports errors:\n${problems.join('\n')}`);
    return credential;
  } finally {
    await browser.close();
  }
}

/** What the interceptor added to a request, as the server saw it. */
async function seenCredential(admin: string): Promise<string> {
  const call = await new SandboxAdmin(admin).waitForRequest(
    ({ path, method }) => path.startsWith('/api/v1/items') && method === 'GET',
  );
  if (call.credential === undefined || call.status !== 200)
    throw new Error(`The interceptor added no credential: ${JSON.stringify(call)}.`);
  return `${call.credential.kind} of ${call.credential.client}`;
}

/** How Angular says in a page where it was rendered: for a request, or when it was built. */
const CONTEXTS = { server: 'ssr', prerender: 'ssg' };

async function checkRendering({ ssr }: Variant, origin: string): Promise<void> {
  const response = await fetch(`${origin}/qlik`);
  const text = await response.text();
  const context = /ng-server-context="([^"]*)"/.exec(text)?.[1];
  const wanted = ssr === 'none' ? undefined : CONTEXTS[ssr];
  const hasChart = text.includes('<qlik-chart');
  if (response.status === 200 && context === wanted && hasChart === (wanted !== undefined)) return;
  throw new Error(
    `The page comes with status ${response.status}, rendered by ${context ?? 'no server'} and ${hasChart ? 'with' : 'without'} the chart's element; expected: ${wanted ?? 'no server'}.\n${text.slice(0, 3000)}`,
  );
}
