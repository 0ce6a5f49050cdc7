import type { CDPSession, Page } from '@playwright/test';

/** How busy a page's main thread is, as the browser itself counts it: by the thread's own clock, which stands while others have the processor. */
export class MainThread {
  private constructor(private readonly cdpSession: CDPSession) {}

  /** Counts from now on. */
  static async start(page: Page): Promise<MainThread> {
    const cdpSession = await page.context().newCDPSession(page);
    await cdpSession.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new MainThread(cdpSession);
  }

  /** Processor time in tasks of any kind since the start, in milliseconds: scripts, styles, layout and painting. */
  async busyMs(): Promise<number> {
    const { metrics } = await this.cdpSession.send('Performance.getMetrics');
    const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value;
    if (seconds === undefined) throw new Error('The browser does not count the tasks of the main thread.');
    return seconds * 1000;
  }
}
