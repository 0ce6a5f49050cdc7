import type { Injector } from '@angular/core';
import type { RetryQueue } from './retry-queue';

/**
 * Loads the code that repeats calls.
 * @param thrown what the first call failed with; also the error when the code does not arrive, which is likely for the same reason
 */
export async function loadRetries(injector: Injector, thrown: unknown): Promise<RetryQueue> {
  const part = await import('./retry-queue').catch(() => undefined);
  if (!part) throw thrown;
  return injector.get(part.RetryQueue);
}

/** Loads that code in advance, while there is a network. */
export function preloadRetries(): void {
  // Tried again when it is needed.
  import('./retry-queue').catch(() => undefined);
}

/** Whether a call with that status may succeed a little later; a first look, before anything is loaded. 0: no answer came. */
export function isTransient(status: number | undefined): boolean {
  return status === 0 || status === 429 || (status !== undefined && status >= 502 && status <= 504);
}
