import { QlikError, ɵrejectAfter as rejectAfter } from 'ngx-qlik';

/**
 * How many times progress may restart the limit: one hour for an app's minute, ten hours for the ten minutes of a reload. A longer process
 * counts as stuck.
 */
const MAX_LIMITS = 60;

/** A time limit that restarts with each progress report. */
export class ProgressLimit {
  private lastProgress = Date.now();

  /**
   * @param milliseconds the time limit without progress
   * @param isPaused whether the limit is suspended, for example during a sign-in, which has its own limit
   */
  constructor(
    private readonly milliseconds: number,
    private readonly isPaused: () => boolean = () => false,
  ) {}

  /** Restarts the limit. */
  reportProgress(): void {
    this.lastProgress = Date.now();
  }

  /**
   * Settles like `work`, or rejects when there is no progress within the limit.
   * @param onTimeout creates the error; called on timeout only
   * @param signal ends the wait with the same error
   */
  async race<T>(work: Promise<T>, onTimeout: () => QlikError, signal?: AbortSignal): Promise<T> {
    let last = Date.now() + MAX_LIMITS * this.milliseconds;
    this.reportProgress();
    for (;;) {
      const end = Math.min(this.lastProgress + this.milliseconds, last);
      try {
        return await rejectAfter(work, Math.max(end - Date.now(), 0), () => TIMED_OUT, signal);
      } catch (thrown) {
        if (thrown !== TIMED_OUT) throw thrown;
        if (signal?.aborted) throw onTimeout();
        if (this.isPaused()) {
          this.reportProgress();
          last = Math.max(last, Date.now() + this.milliseconds);
        } else if (end >= Math.min(this.lastProgress + this.milliseconds, last)) throw onTimeout();
      }
    }
  }
}

/** Marks the end of one wait, as opposed to an error of the work. Never escapes. */
const TIMED_OUT = new QlikError('app-open-timeout', 'No progress in time.', { remedy: 'Try again.' });
