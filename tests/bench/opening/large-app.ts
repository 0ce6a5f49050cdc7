import type { Browser } from '@playwright/test';
import { type Candidate, openCandidate } from '../candidate.ts';
import { NetworkTrace } from '../trace/network-trace.ts';

const WAIT_MS = 120_000;
/** Below the heading. */
const FIRST_ROW = 'app-data-table [aria-rowindex="2"]';

/** An app that was opened until its first rows were on the screen. Times in milliseconds from the start of the navigation. */
export interface Opening {
  readonly firstRowsMs: number;
  /** The texts that the page showed while the app opened, in their order. */
  readonly texts: readonly string[];
  /** When the first of them was there. */
  readonly firstTextMs: number;
  /** The longest time that a question for the engine's progress waited for its answer; 0 where none was asked. */
  readonly longestSilenceMs: number;
}

type TextWindow = Window & { benchTexts?: [string, number][] };

/** Opens the data table of an app in a fresh browser. */
export async function openLargeApp(browser: Browser, candidate: Candidate): Promise<Opening> {
  const started: { trace?: NetworkTrace } = {};
  const { page, close } = await openCandidate(browser, candidate, async (opening) => {
    await opening.addInitScript(watchProgress);
    started.trace = await NetworkTrace.start(opening);
  });
  try {
    await page.locator(FIRST_ROW).filter({ hasText: /\d/ }).waitFor({ timeout: WAIT_MS });
    const [firstRowsMs, found] = await page.evaluate(
      () => [performance.now(), (window as TextWindow).benchTexts ?? []] as const,
    );
    const waits = (started.trace?.exchanges ?? [])
      .filter(({ what }) => what === 'WebSocket GetProgress')
      .map(({ start, end }) => (end - start) * 1000);
    return {
      firstRowsMs,
      texts: found.map(([text]) => text),
      firstTextMs: found[0]?.[1] ?? NaN,
      longestSilenceMs: Math.max(0, ...waits),
    };
  } finally {
    await close();
  }
}

/** Runs in the page before anything else: writes down the labels of progress bars, each once. */
function watchProgress(): void {
  const found: [string, number][] = [];
  (window as TextWindow).benchTexts = found;
  const observer = new MutationObserver(() => {
    for (const { innerText } of document.querySelectorAll<HTMLElement>('app-session-banner app-progress p')) {
      const text = innerText.trim();
      if (text !== '' && found.at(-1)?.[0] !== text) found.push([text, performance.now()]);
    }
  });
  observer.observe(document, { childList: true, subtree: true, characterData: true });
}
