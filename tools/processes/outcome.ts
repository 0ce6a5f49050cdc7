import type { Child } from './child.ts';

/** How a program ended. */
export interface Outcome {
  /** `null` where a signal ended it, or it took too long. */
  readonly code: number | null;
  /** All that it wrote. */
  readonly output: string;
  /** Whether it took longer than its limit, and was ended. */
  readonly isTooLate: boolean;
}

/** Waits until a program that was just started ends. One that takes longer than `limitSeconds` is ended. */
export async function outcomeOf(child: Child, limitSeconds: number): Promise<Outcome> {
  const lines: string[] = [];
  child.onLine((line) => lines.push(line));
  const end = { isTooLate: false };
  const limit = setTimeout(() => {
    end.isTooLate = true;
    lines.push(`It was ended after ${limitSeconds} s.`);
    void child.stop();
  }, limitSeconds * 1000);
  const { code } = await child.ended;
  clearTimeout(limit);
  return { code: end.isTooLate ? null : code, output: lines.join('\n'), ...end };
}
