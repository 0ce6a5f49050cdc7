import { QlikError, ɵrejectAfter as rejectAfter } from 'ngx-qlik';

/**
 * How many times the limit may be begun anew by progress: an hour for the minute that an app may take, ten hours for the ten minutes of a
 * reload. What still reports then is taken for something that repeats itself.
 */
const MOST_LIMITS = 60;

/** A time limit for silence: each sign of progress begins it anew. */
export class ProgressLimit {
  private lastProgress = Date.now();

  /**
   * @param milliseconds how long nothing may be heard
   * @param isPaused whether something else is waited for at that moment, which has a limit of its own: the sign-in
   */
  constructor(
    private readonly milliseconds: number,
    private readonly isPaused: () => boolean = () => false,
  ) {}

  /** Tells that there is progress. */
  note(): void {
    this.lastProgress = Date.now();
  }

  /**
   * The promise's result, or the error when nothing is heard for too long.
   * @param onTimeout makes the error; called only when the time is up
   * @param signal ends the wait, with the same error
   */
  async race<T>(work: Promise<T>, onTimeout: () => QlikError, signal?: AbortSignal): Promise<T> {
    let last = Date.now() + MOST_LIMITS * this.milliseconds;
    this.note();
    for (;;) {
      const end = Math.min(this.lastProgress + this.milliseconds, last);
      try {
        return await rejectAfter(work, Math.max(end - Date.now(), 0), () => SILENCE, signal);
      } catch (thrown) {
        if (thrown !== SILENCE) throw thrown;
        if (signal?.aborted) throw onTimeout();
        if (this.isPaused()) {
          this.note();
          last = Math.max(last, Date.now() + this.milliseconds);
        } else if (end >= Math.min(this.lastProgress + this.milliseconds, last)) throw onTimeout();
      }
    }
  }
}

/** Tells the end of one wait from what the work throws; never handed on. */
const SILENCE = new QlikError('app-open-timeout', 'Nothing was heard in time.', { remedy: 'Try again.' });
