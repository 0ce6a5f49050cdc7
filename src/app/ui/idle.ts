import { DestroyRef, inject, PendingTasks, type Signal, signal } from '@angular/core';

/** At the latest after this the browser counts as idle. */
const LIMIT_MS = 500;
/** For browsers that do not tell when they are idle. */
const PAUSE_MS = 50;

/**
 * Calls back once, when the browser has nothing else to do, or half a second later: what the user waits for is shown before. A page counts
 * as stable after it. Needs an injection context, and calls nothing after its end.
 */
export function whenIdle(work: () => void): void {
  const done = inject(PendingTasks).add();
  const run = (): void => {
    try {
      work();
    } finally {
      done();
    }
  };
  // Not in Safari.
  const hasIdleTime = typeof requestIdleCallback === 'function';
  const timer = hasIdleTime ? requestIdleCallback(run, { timeout: LIMIT_MS }) : setTimeout(run, PAUSE_MS);
  inject(DestroyRef).onDestroy(() => {
    if (hasIdleTime) cancelIdleCallback(timer);
    else clearTimeout(timer);
    done();
  });
}

/** Returns whether the time of {@link whenIdle} has come, as a signal. Needs an injection context. */
export function injectIdle(): Signal<boolean> {
  const isIdle = signal(false);
  whenIdle(() => isIdle.set(true));
  return isIdle.asReadonly();
}
