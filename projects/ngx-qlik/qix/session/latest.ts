import type { DestroyRef } from '@angular/core';

/**
 * Work of which only the latest counts: each {@link begin} aborts the signal of the begin before, so that a late result can be dropped.
 * {@link end} aborts the latest one too.
 */
export class Latest {
  private controller = new AbortController();
  private isDestroyed = false;

  /** @param destroyRef of the injector that the work ends with: later begins return an aborted signal */
  constructor(destroyRef?: DestroyRef) {
    destroyRef?.onDestroy(() => {
      this.isDestroyed = true;
      this.end();
    });
  }

  /** The signal of the latest begin. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Aborts the signal of the begin before, and returns a new one. */
  begin(): AbortSignal {
    this.end();
    if (!this.isDestroyed) this.controller = new AbortController();
    return this.signal;
  }

  /** Aborts the signal of the latest begin. */
  end(): void {
    // The reason is no error: its stack would retain the page.
    this.controller.abort('');
  }
}
