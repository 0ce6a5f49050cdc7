import { inject, Injectable, Injector, type Signal, untracked } from '@angular/core';
import { catchError, defer, firstValueFrom, type Observable, switchMap } from 'rxjs';
import type { ConnectionSession } from '../auth/connection-session';
import { QlikAuthService } from '../auth/qlik-auth-service';
import { ConnectionWaits, type RetryWait } from './connection-waits';
import { readFailure } from './failure';
import { nextPause } from './next-pause';
import { QLIK_RETRIES } from './retry-settings';

/** What a call that failed may be repeated by. */
export interface RepeatedCall {
  readonly session: ConnectionSession;
  /** Of the sign-in that it belongs to: it is not made again in another. */
  readonly epoch: number;
  /** Whether being done twice is the same as once. */
  readonly isRepeatable: boolean;
}

/**
 * Makes calls again that failed for the moment, and tells who waits for how long.
 *
 * Calls by HttpClient, and those of sign-ins, are taken care of. {@link run} is for those that go another way, such as `invokeFetch` and
 * the modules of `@qlik/api`.
 *
 * @see docs/resilience.md
 */
@Injectable({ providedIn: 'root' })
export class QlikRetries {
  private readonly settings = inject(QLIK_RETRIES);
  private readonly injector = inject(Injector);
  private readonly auth = inject(QlikAuthService);
  private readonly waits = new Map<string, ConnectionWaits>();

  /** Whether calls of that connection wait, for what, and until when; for a countdown. */
  wait(connectionId: string): Signal<RetryWait | undefined> {
    return this.waitsOf(connectionId).state;
  }

  /** Makes the calls that wait now. */
  tryNow(connectionId: string): void {
    this.waitsOf(connectionId).goOn();
  }

  /**
   * Does something, and again where it failed for the moment: with 429, or 503 and `Retry-After`; with no answer, 502, 503 and 504
   * where it `isRepeatable`. What it rejects with is looked at for `status` and `headers`, which Qlik's `InvokeFetchError` has.
   *
   * @example
   * retries.run('my-tenant', () => getSpaces({}, { hostConfig }), { isRepeatable: true })
   *
   * @throws what it failed with at last; {@link QlikError} when the sign-in ended meanwhile
   */
  async run<T>(
    connectionId: string,
    work: () => Promise<T>,
    { isRepeatable = false }: { readonly isRepeatable?: boolean } = {},
  ): Promise<T> {
    const session = this.auth.session(connectionId);
    const epoch = untracked(session.epoch);
    try {
      return await work();
    } catch (thrown) {
      return this.goOn({ session, epoch, isRepeatable }, thrown, work);
    }
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
        const waits = this.waitsOf(call.session.connection.id);
        return waits
          .pause(pause, call.session, call.epoch)
          .pipe(switchMap(() => send().pipe(catchError((next: unknown) => goOn(next, made + 1)))));
      };
      return goOn(first, 1);
    });
  }

  private waitsOf(connectionId: string): ConnectionWaits {
    const existing = this.waits.get(connectionId);
    if (existing) return existing;
    const made = new ConnectionWaits(this.injector);
    this.waits.set(connectionId, made);
    return made;
  }
}
