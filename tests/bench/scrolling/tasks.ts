import type { Browser, Page } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of processor time of the thread. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/**
 * The processor time of every task of a page's thread during some work, in milliseconds: what of a late frame is the page's own doing, and
 * not that of a machine with other things to do.
 */
export async function traceTasks(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<readonly number[]> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  try {
    await work();
  } catch (error) {
    await browser.stopTracing();
    throw error;
  }
  const trace = await browser.stopTracing();
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] };
  const threads = traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain',
  );
  if (threads.length === 0) throw new Error('The trace has no thread of a page.');
  return traceEvents
    .filter(({ name, pid, tid }) => {
      const isTask = name === 'ThreadControllerImpl::RunTask';
      return isTask && threads.some((thread) => thread.pid === pid && thread.tid === tid);
    })
    .map(({ tdur = 0 }) => tdur / 1000);
}
