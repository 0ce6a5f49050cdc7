import { TimeLimitError, within } from '../state/within.ts';

/**
 * Waits for work, but not longer than the limit; the work itself goes on.
 * @returns whether it ended in time
 * @throws the error of the work
 */
export async function waitAtMost(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  try {
    await within(limitMs, () => work);
    return true;
  } catch (error) {
    if (error instanceof TimeLimitError) return false;
    throw error;
  }
}
