import { inject, Injectable, Injector } from '@angular/core';
import { catchError, defer, firstValueFrom, Observable, switchMap, takeUntil } from 'rxjs';
import type { CallRetryOptions } from '../auth/connection-state';
import type { SessionState } from '../auth/sign-in-attempts';
import { ConnectionWaits } from './connection-waits';
import { readFailure } from './failure';
import { nextPause } from './next-pause';
import { QLIK_RETRIES } from './retry-settings';

/** A failed call that may be repeated. */
export interface RepeatedCall extends CallRetryOptions {
  readonly connectionSession: SessionState;
  /** Of the sign-in that it belongs to: it is not made again in another. */
  readonly epoch: number;
}

/** Repeats calls after transient failures. Loaded at the first failure. */
@Injectable({ providedIn: 'root' })
export class RetryQueue {
  private readonly settings = inject(QLIK_RETRIES);
  private readonly injector = inject(Injector);
  private readonly waits = new WeakMap<SessionState, ConnectionWaits>();

  /** As {@link repeat}, for promises. */
  repeatPromise<T>(call: RepeatedCall, first: unknown, work: () => Promise<T>): Promise<T> {
    const { signal } = call;
    let last = first;
    const send = () =>
      defer(() =>
        work().catch((thrown: unknown) => {
          last = thrown;
          throw thrown;
        }),
      );
    const ended = new Observable<never>((waiting) => {
      const end = () => waiting.error(last);
      if (signal?.aborted) end();
      signal?.addEventListener('abort', end);
      return () => signal?.removeEventListener('abort', end);
    });
    return firstValueFrom(this.repeat(call, first, send).pipe(takeUntil(ended)));
  }

  /**
   * Goes on with a call after its first attempt failed.
   * @param first what it failed with
   * @param send makes the call once more
   */
  repeat<T>(call: RepeatedCall, first: unknown, send: () => Observable<T>): Observable<T> {
    return defer(() => {
      const begun = Date.now();
      const repeatPromise = (thrown: unknown, made: number): Observable<T> => {
        const spent = Date.now() - begun;
        const attempts = { made, spent, isRepeatable: call.isRepeatable, isOnline: navigator.onLine };
        const pause = nextPause(readFailure(thrown), attempts, this.settings, Math.random());
        if (!pause) throw thrown;
        return this.waitsOf(call.connectionSession)
          .pause(pause, call.epoch)
          .pipe(switchMap(() => send().pipe(catchError((next: unknown) => repeatPromise(next, made + 1)))));
      };
      return repeatPromise(first, 1);
    });
  }

  private waitsOf(connectionSession: SessionState): ConnectionWaits {
    const existing = this.waits.get(connectionSession);
    if (existing) return existing;
    const made = new ConnectionWaits(connectionSession, this.injector);
    this.waits.set(connectionSession, made);
    return made;
  }
}
