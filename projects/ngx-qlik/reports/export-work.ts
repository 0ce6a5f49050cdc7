import { QlikError, ɵrunOutsideAngular as runOutsideAngular } from 'ngx-qlik';
import type { Observable } from 'rxjs';
import type { ExportState } from './export-state';

/** How often a pause looks whether the user is signed in still. */
const CHECK_MS = 1_000;

/** An export under way, as the functions that carry it out see it: they show their state, and end when it is canceled. */
export class ExportWork {
  constructor(
    readonly signal: AbortSignal,
    readonly show: (state: ExportState) => void,
    /** Throws when the user who began it is not signed in any more. */
    private readonly check: () => void,
  ) {}

  /** @throws {QlikError} `export-canceled`, or why the sign-in has ended */
  requireGoing(): void {
    if (this.signal.aborted) throw exportCanceled();
    this.check();
  }

  /** Returns the promise's result. @throws {QlikError} as {@link requireGoing}, at once when it is canceled */
  async unlessCanceled<T>(promise: Promise<T>): Promise<T> {
    this.requireGoing();
    let end: () => void = () => undefined;
    const ended = new Promise<never>((_, reject) => {
      end = () => reject(exportCanceled());
      this.signal.addEventListener('abort', end);
    });
    try {
      const result = await Promise.race([promise, ended]);
      this.requireGoing();
      return result;
    } finally {
      this.signal.removeEventListener('abort', end);
    }
  }

  /** Returns the last value of a call, which is canceled with the export. */
  async last<T>(call: Observable<T>): Promise<T> {
    this.requireGoing();
    let unsubscribe: () => void = () => undefined;
    const answered = new Promise<T>((resolve, reject) => {
      let value: { readonly last: T } | undefined;
      const subscription = call.subscribe({
        next: (last) => (value = { last }),
        error: reject,
        complete: () => (value ? resolve(value.last) : reject(new Error('The call had no answer.'))),
      });
      unsubscribe = () => subscription.unsubscribe();
    });
    return this.unlessCanceled(answered).finally(unsubscribe);
  }

  /** Ends at once when it is canceled, and within a second when the user signs out. */
  pause(milliseconds: number): Promise<void> {
    let stop: () => void = () => undefined;
    const passed = new Promise<void>((resolve) => {
      runOutsideAngular(() => {
        const timer = setTimeout(resolve, milliseconds);
        const checks = setInterval(() => !this.isGoing() && resolve(), CHECK_MS);
        stop = () => {
          clearTimeout(timer);
          clearInterval(checks);
        };
      });
    });
    return this.unlessCanceled(passed).finally(stop);
  }

  private isGoing(): boolean {
    try {
      this.requireGoing();
      return true;
    } catch {
      // The wait that asks ends with the reason.
      return false;
    }
  }
}

/** The error of an export that was canceled. */
export function exportCanceled(): QlikError {
  return new QlikError('export-canceled', 'The export was canceled.', { remedy: 'Export it again.' });
}
