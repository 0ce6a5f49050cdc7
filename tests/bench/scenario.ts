import type { Browser, BrowserContext, Page } from '@playwright/test';
import { type Candidate, contextOf, openIn } from './candidate.ts';
import { MainThread } from './trace/main-thread.ts';
import type { Exchange } from './trace/exchange.ts';
import { heapOf } from './trace/heap.ts';
import { NetworkTrace, SOCKET_OPENED } from './trace/network-trace.ts';
import type { TaskTimes } from './trace/task-times.ts';
import { TaskTrace } from './trace/task-trace.ts';
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
  /** Of a page with many parts: how many sockets the application has open, exactly. Memory and long tasks are measured too. */
  readonly sockets?: number;
}

/** What a page with many parts takes. */
export interface Load {
  /** WebSockets that were opened. */
  readonly sockets: number;
  /** JavaScript that the page still needs when all is on the screen. */
  readonly heapBytes: number;
  /** Tasks of the main thread over 50 ms, as browsers report them. */
  readonly longTasks: number;
}

/** One visit. */
export interface Visit {
  /** From the start of the navigation to the frame in which it is on the screen. */
  readonly milliseconds: number;
  /** Processor time of the page's main thread until then, in milliseconds. */
  readonly mainThreadMs: number;
  /** When the browser first painted a text or an image, in milliseconds. */
  readonly firstPaintMs: number;
  /** Those that had ended by then. */
  readonly exchanges: readonly Exchange[];
  /** Where the scenario has `sockets`. */
  readonly load?: Load;
  /** Where it was traced. */
  readonly tasks?: TaskTimes;
}

/** What a visit measures besides. */
export interface VisitOptions {
  /** Whether the tasks of the main thread are traced, which makes them longer. Default: false. */
  readonly isTraced?: boolean;
}

/** Two visits of one browser: with an empty cache, and again with what the first has left there. */
export interface VisitPair {
  readonly cold: Visit;
  readonly warm: Visit;
}

const VISIT_LIMIT_MS = 60_000;

type LongTaskWindow = Window & { benchLongTasks?: number };

/** Runs in the page before anything else. */
function watchLongTasks(): void {
  const observer = new PerformanceObserver((list) => {
    const counted = window as LongTaskWindow;
    counted.benchLongTasks = (counted.benchLongTasks ?? 0) + list.getEntries().length;
  });
  observer.observe({ type: 'longtask', buffered: true });
}

async function loadOf(page: Page, exchanges: readonly Exchange[]): Promise<Load> {
  const longTasks = await page.evaluate(() => (window as LongTaskWindow).benchLongTasks ?? 0);
  return {
    sockets: exchanges.filter(({ what }) => what === SOCKET_OPENED).length,
    heapBytes: await heapOf(await page.context().newCDPSession(page)),
    longTasks,
  };
}

/** Visits a candidate twice in a fresh browser context. @throws {Error} when it does not show what it should in time */
export async function visitTwice(
  browser: Browser,
  candidate: Candidate,
  scenario: Pick<Scenario, 'shown' | 'sockets'>,
  options: VisitOptions = {},
): Promise<VisitPair> {
  const context = await contextOf(browser, candidate);
  try {
    const settings = { ...scenario, ...options };
    const cold = await visit(context, candidate, settings);
    return { cold, warm: await visit(context, candidate, settings) };
  } finally {
    await context.close();
  }
}

async function visit(
  context: BrowserContext,
  candidate: Candidate,
  { shown, sockets, isTraced = false }: Pick<Scenario, 'shown' | 'sockets'> & VisitOptions,
): Promise<Visit> {
  const problems: string[] = [];
  const started: { trace?: NetworkTrace; mainThread?: MainThread; tasks?: TaskTrace } = {};
  const page = await openIn(context, candidate, async (opening) => {
    opening.on('pageerror', (error) => problems.push(error.message));
    opening.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await opening.addInitScript(watchPage, shown);
    if (sockets !== undefined) await opening.addInitScript(watchLongTasks);
    started.trace = await NetworkTrace.start(opening);
    started.mainThread = await MainThread.start(opening);
    if (isTraced) started.tasks = await TaskTrace.start(opening);
  });
  try {
    const shownAt = await page.waitForFunction(() => (window as WatchedWindow).benchShownAt, undefined, {
      timeout: VISIT_LIMIT_MS,
      polling: 20,
    });
    const milliseconds = (await shownAt.jsonValue()) ?? NaN;
    const tasks = await started.tasks?.times(milliseconds);
    return {
      milliseconds,
      mainThreadMs: (await started.mainThread?.busyMs()) ?? NaN,
      firstPaintMs: await page.evaluate(
        () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
      ),
      exchanges: started.trace?.exchanges ?? [],
      ...(sockets === undefined ? {} : { load: await loadOf(page, started.trace?.exchanges ?? []) }),
      ...(tasks && { tasks }),
    };
  } catch (cause) {
    const text = await page.evaluate(() => document.body.innerText.slice(0, 500));
    throw new Error(
      [`${candidate.name} did not show it in time. On the page: ${text}`, ...problems].join('\n'),
      { cause },
    );
  } finally {
    await started.tasks?.end();
    await page.close();
  }
}
