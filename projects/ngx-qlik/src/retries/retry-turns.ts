import { inject, Injectable, Injector } from '@angular/core';
import { catchError, defer, firstValueFrom, type Observable, switchMap } from 'rxjs';
import { ConnectionWaits } from './connection-waits';
import { readFailure } from './failure';
import { nextPause } from './next-pause';
import { QlikRetries, type RepeatedCall } from './qlik-retries';
import { QLIK_RETRIES } from './retry-settings';

/** What {@link QlikRetries} does. Loaded when the first call fails for the moment. */
@Injectable({ providedIn: 'root' })
export class RetryTurns {
  private readonly settings = inject(QLIK_RETRIES);
  private readonly injector = inject(Injector);
  private readonly retries = inject(QlikRetries);
  private readonly waits = new Map<string, ConnectionWaits>();

  /** Ends the pauses of that connection. */
  endPauses(connectionId: string): void {
    this.waits.get(connectionId)?.goOn();
  }

  /** As {@link repeat}, for promises. */
  goOn<T>(call: RepeatedCall, first: unknown, work: () => Promise<T>): Promise<T> {
    return firstValueFrom(this.repeat(call, first, () => defer(work)));
  }

  /**
   * Goes on with a call after its first attempt failed.
   * @param first what it failed with
   * @param send makes the call once more
   */
  repeat<T>(call: RepeatedCall, first: unknown, send: () => Observable<T>): Observable<T> {
    return defer(() => {
      const begun = Date.now();
      const goOn = (thrown: unknown, made: number): Observable<T> => {
        const spent = Date.now() - begun;
        const attempts = { made, spent, isRepeatable: call.isRepeatable, isOnline: navigator.onLine };
        const pause = nextPause(readFailure(thrown), attempts, this.settings, Math.random());
        if (!pause) throw thrown;
        return this.waitsOf(call.session.connection.id)
          .pause(pause, call.session, call.epoch)
          .pipe(switchMap(() => send().pipe(catchError((next: unknown) => goOn(next, made + 1)))));
      };
      return goOn(first, 1);
    });
  }

  private waitsOf(connectionId: string): ConnectionWaits {
    const existing = this.waits.get(connectionId);
    if (existing) return existing;
    const made = new ConnectionWaits(this.injector, (wait) => this.retries.note(connectionId, wait));
    this.waits.set(connectionId, made);
    return made;
  }
}
