import type { Browser } from '@playwright/test';
import { type Candidate, openCandidate } from './candidate.ts';
import type { Exchange } from './trace/exchange.ts';
import { NetworkTrace } from './trace/network-trace.ts';
import { type Shown, type WatchedWindow, watchPage } from './watch-page.ts';

/** Two candidates that do the same, and what shows that they have done it. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  /** The application may take this many times as long as the alternative. */
  readonly goal: number;
  readonly application: Candidate;
  readonly alternative: Candidate;
  readonly shown: Shown;
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
export async function visit(browser: Browser, candidate: Candidate, shown: Shown): Promise<Visit> {
  const problems: string[] = [];
  const traces: NetworkTrace[] = [];
  const { page, close } = await openCandidate(browser, candidate, async (opening) => {
    opening.on('pageerror', (error) => problems.push(error.message));
    opening.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await opening.addInitScript(watchPage, shown);
    traces.push(await NetworkTrace.start(opening));
  });
  try {
    try {
      const shownAt = await page.waitForFunction(() => (window as WatchedWindow).benchShownAt, undefined, {
        timeout: VISIT_LIMIT_MS,
        polling: 20,
      });
      return {
        milliseconds: (await shownAt.jsonValue()) ?? NaN,
        exchanges: traces.flatMap(({ exchanges }) => exchanges),
      };
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
    await close();
  }
}
