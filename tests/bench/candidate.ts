import type { Browser, BrowserContext, Page } from '@playwright/test';

/** One page to be measured. */
export interface Candidate {
  readonly name: string;
  readonly address: string;
  /** Put into the session storage before the page runs: the token at hand. */
  readonly storage: Readonly<Record<string, string>>;
  /** The session at hand, where a server knows its users by one. */
  readonly cookies?: Cookies;
  /** Size of the page in pixels. Default: 1280 by 800. */
  readonly viewport?: { readonly width: number; readonly height: number };
}

export type Cookies = Parameters<BrowserContext['addCookies']>[0];

/** A candidate that is open in a separate browser context. */
export interface OpenCandidate {
  readonly page: Page;
  readonly close: () => Promise<void>;
}

/**
 * A fresh browser context for a candidate: nothing is cached, and its session is at hand.
 * The caller closes it.
 */
export async function contextOf(
  browser: Browser,
  { cookies, viewport = { width: 1280, height: 800 } }: Candidate,
): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport });
  try {
    if (cookies) await context.addCookies(cookies);
    return context;
  } catch (error) {
    await context.close();
    throw error;
  }
}

/**
 * Opens a candidate in a context of {@link contextOf}, without waiting for anything that it shows.
 * @param prepare is done before the page is asked for
 */
export async function openIn(
  context: BrowserContext,
  candidate: Candidate,
  prepare?: (page: Page) => Promise<void>,
): Promise<Page> {
  const page = await context.newPage();
  // What compiles this file wraps named functions in a call of a function that a page does not have.
  await page.addInitScript('globalThis.__name ??= (named) => named;');
  await page.addInitScript((storage) => {
    for (const [key, value] of Object.entries(storage)) sessionStorage.setItem(key, value);
  }, candidate.storage);
  await prepare?.(page);
  await page.goto(candidate.address, { waitUntil: 'commit' });
  return page;
}

/** Opens a candidate in a context of its own, without waiting for anything that it shows. */
export async function openCandidate(
  browser: Browser,
  candidate: Candidate,
  prepare?: (page: Page) => Promise<void>,
): Promise<OpenCandidate> {
  const context = await contextOf(browser, candidate);
  try {
    return { page: await openIn(context, candidate, prepare), close: () => context.close() };
  } catch (error) {
    await context.close();
    throw error;
  }
}
