import type { Page } from '@playwright/test';

/** A frame that took longer than this is seen as a jerk. */
export const LONGEST_FRAME_MS = 50;

/** The frames of a page while something was going on. */
export interface Frames {
  readonly count: number;
  /** How many came more than {@link LONGEST_FRAME_MS} after the one before. */
  readonly late: number;
  readonly longestMs: number;
  /** In how many a row in sight had no content yet. */
  readonly blank: number;
}

interface Recording {
  readonly gaps: number[];
  blank: number;
  isOn: boolean;
}

type RecordedWindow = Window & { benchRecording?: Recording };

/** Watches the frames of a page during some work. @param rows selector of what is to have content in every row */
export async function watchFrames(page: Page, rows: string, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate((selector) => {
    const recording: Recording = { gaps: [], blank: 0, isOn: true };
    (window as RecordedWindow).benchRecording = recording;
    let before = performance.now();
    const step = (now: number): void => {
      recording.gaps.push(now - before);
      before = now;
      const text = document.querySelector(selector)?.textContent ?? '';
      if (text.includes('…')) recording.blank += 1;
      if (recording.isOn) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }, rows);
  await work();
  const { gaps, blank } = await page.evaluate(() => {
    const { benchRecording } = window as RecordedWindow;
    if (!benchRecording) throw new Error('No frames were recorded.');
    benchRecording.isOn = false;
    return { gaps: benchRecording.gaps, blank: benchRecording.blank };
  });
  // Until the first one nothing had been asked for.
  const [, ...counted] = gaps;
  return {
    count: counted.length,
    late: counted.filter((gap) => gap > LONGEST_FRAME_MS).length,
    longestMs: Math.max(0, ...counted),
    blank,
  };
}
