import type { Browser, Page } from '@playwright/test';
import { type TaskTimes, taskTimes, type TraceEvent } from './task-times.ts';

const CATEGORIES = ['devtools.timeline', 'v8', 'blink.user_timing'];

/** Chromium's own trace of a page. Writing it takes time of the main thread: its times are compared with those of other traces only. */
export class TaskTrace {
  private isRunning = true;

  private constructor(private readonly browser: Browser) {}

  /** Begins before the page is asked for. A browser has one at a time. */
  static async start(page: Page): Promise<TaskTrace> {
    const browser = page.context().browser();
    if (!browser) throw new Error('The page has no browser to trace.');
    await browser.startTracing(page, { categories: CATEGORIES });
    return new TaskTrace(browser);
  }

  /** Ends it. @param shownMs until when, in milliseconds from the start of the navigation */
  async times(shownMs: number): Promise<TaskTimes> {
    const { traceEvents } = JSON.parse(await this.#read()) as { traceEvents: readonly TraceEvent[] };
    return taskTimes(traceEvents, shownMs);
  }

  /** Ends it without a result, unless it has ended. */
  async end(): Promise<void> {
    if (this.isRunning) await this.#read();
  }

  async #read(): Promise<string> {
    this.isRunning = false;
    return (await this.browser.stopTracing()).toString('utf8');
  }
}
