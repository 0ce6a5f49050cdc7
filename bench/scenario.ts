import type { Browser, BrowserContext } from '@playwright/test';
import type { Exchange } from './trace/exchange.ts';
import { NetworkTrace } from './trace/network-trace.ts';

/** One page to be measured. */
export interface Candidate {
  readonly name: string;
  readonly address: string;
  /** Put into the session storage before the page runs: the token at hand. */
  readonly storage: Readonly<Record<string, string>>;
  /** The session at hand, where a server knows its users by one. */
  readonly cookies?: Cookies;
}

export type Cookies = Parameters<BrowserContext['addCookies']>[0];

/** Two candidates that do the same, and how to see that they have done it. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  /** Ours may take this many times as long as the other. */
  readonly goal: number;
  readonly ours: Candidate;
  readonly alternative: Candidate;
  /** It is on the screen when one of these is part of the page's text. */
  readonly shownTexts: readonly string[];
}

/** One visit with an empty cache. */
export interface Visit {
  /** From the start of the navigation to the frame in which it is on the screen. */
  readonly milliseconds: number;
  /** Those that had ended by then. */
  readonly exchanges: readonly Exchange[];
}

const VISIT_LIMIT_MS = 60_000;

/** Visits a candidate in a fresh browser context. @throws {Error} when it does not show what it should in time */
export async function visit(
  browser: Browser,
  candidate: Candidate,
  shownTexts: readonly string[],
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    if (candidate.cookies) await context.addCookies(candidate.cookies);
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.addInitScript(watch, { storage: candidate.storage, texts: shownTexts });
    const trace = await NetworkTrace.start(page);
    await page.goto(candidate.address, { waitUntil: 'commit' });
    try {
      const shown = await page.waitForFunction(() => (window as WatchedWindow).benchShownAt, undefined, {
        timeout: VISIT_LIMIT_MS,
        polling: 20,
      });
      return { milliseconds: (await shown.jsonValue()) ?? NaN, exchanges: trace.exchanges };
    } catch (cause) {
      const text = await page.evaluate(() => document.body.innerText.slice(0, 500));
      throw new Error(
        [`${candidate.name} did not show it in time. On the page: ${text}`, ...problems].join('\n'),
        {
          cause,
        },
      );
    }
  } finally {
    await context.close();
  }
}

type WatchedWindow = Window & { benchShownAt?: number };

/** Runs in the page before anything else. */
function watch({
  storage,
  texts,
}: {
  storage: Readonly<Record<string, string>>;
  texts: readonly string[];
}): void {
  for (const [key, value] of Object.entries(storage)) sessionStorage.setItem(key, value);
  const observer = new MutationObserver(() => {
    const text = document.querySelector('body')?.textContent ?? '';
    if (!texts.some((each) => text.includes(each))) return;
    observer.disconnect();
    // The callback of a frame runs before it is painted; that of the next one after.
    requestAnimationFrame(() =>
      requestAnimationFrame((now) => {
        (window as WatchedWindow).benchShownAt = now;
      }),
    );
  });
  observer.observe(document, { childList: true, subtree: true, characterData: true });
}
