import type { Browser, BrowserContext } from '@playwright/test';
import { type Candidate, contextOf, openIn } from './candidate.ts';
import { MainThread } from './trace/main-thread.ts';
import type { Exchange } from './trace/exchange.ts';
import { NetworkTrace } from './trace/network-trace.ts';
import { type Shown, type WatchedWindow, watchPage } from './watch-page.ts';

/** Those who do the same: this project, and what it is compared with. */
export const SIDES = ['application', 'peer', 'bare', 'release'] as const;
/**
 * `application`: this project. `peer`: an Angular application without this library (`tests/bench/peer`). `bare`: a page without a framework.
 * `release`: this project as it was at a former commit.
 */
export type Side = (typeof SIDES)[number];

/** Candidates that do the same, and what shows that they have done it. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly candidates: Readonly<Partial<Record<Side, Candidate>>> & { readonly application: Candidate };
  readonly shown: Shown;
}

/** One visit. */
export interface Visit {
  /** From the start of the navigation to the frame in which it is on the screen. */
  readonly milliseconds: number;
  /** How long the page's main thread was busy until then, in milliseconds. */
  readonly mainThreadMs: number;
  /** When the browser first painted a text or an image, in milliseconds. */
  readonly firstPaintMs: number;
  /** Those that had ended by then. */
  readonly exchanges: readonly Exchange[];
}

/** Two visits of one browser: with an empty cache, and again with what the first has left there. */
export interface VisitPair {
  readonly cold: Visit;
  readonly warm: Visit;
}

const VISIT_LIMIT_MS = 60_000;

/** Visits a candidate twice in a fresh browser context. @throws {Error} when it does not show what it should in time */
export async function visitTwice(browser: Browser, candidate: Candidate, shown: Shown): Promise<VisitPair> {
  const context = await contextOf(browser, candidate);
  try {
    const cold = await visit(context, candidate, shown);
    return { cold, warm: await visit(context, candidate, shown) };
  } finally {
    await context.close();
  }
}

async function visit(context: BrowserContext, candidate: Candidate, shown: Shown): Promise<Visit> {
  const problems: string[] = [];
  const started: { trace?: NetworkTrace; mainThread?: MainThread } = {};
  const page = await openIn(context, candidate, async (opening) => {
    opening.on('pageerror', (error) => problems.push(error.message));
    opening.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await opening.addInitScript(watchPage, shown);
    started.trace = await NetworkTrace.start(opening);
    started.mainThread = await MainThread.start(opening);
  });
  try {
    const shownAt = await page.waitForFunction(() => (window as WatchedWindow).benchShownAt, undefined, {
      timeout: VISIT_LIMIT_MS,
      polling: 20,
    });
    return {
      milliseconds: (await shownAt.jsonValue()) ?? NaN,
      mainThreadMs: (await started.mainThread?.busyMs()) ?? NaN,
      firstPaintMs: await page.evaluate(
        () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
      ),
      exchanges: started.trace?.exchanges ?? [],
    };
  } catch (cause) {
    const text = await page.evaluate(() => document.body.innerText.slice(0, 500));
    throw new Error(
      [`${candidate.name} did not show it in time. On the page: ${text}`, ...problems].join('\n'),
      { cause },
    );
  } finally {
    await page.close();
  }
}
