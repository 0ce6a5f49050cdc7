import { QlikError } from 'ngx-qlik';
import type { Observable } from 'rxjs';
import type { ExportState } from './export-state';

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
    if (this.signal.aborted) throw canceled();
    this.check();
  }

  /** Returns the promise's result. @throws {QlikError} as {@link requireGoing}, at once when it is canceled */
  async unlessCanceled<T>(promise: Promise<T>): Promise<T> {
    this.requireGoing();
    let end: () => void = () => undefined;
    const ended = new Promise<never>((_, reject) => {
      end = () => reject(canceled());
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
  last<T>(call: Observable<T>): Promise<T> {
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

  pause(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const passed = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
    return this.unlessCanceled(passed).finally(() => clearTimeout(timer));
  }
}

function canceled(): QlikError {
  return new QlikError('export-canceled', 'The export was canceled.', { remedy: 'Export it again.' });
}
