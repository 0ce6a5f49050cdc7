import { computed, inject, Injectable, Injector, type Signal, signal, untracked } from '@angular/core';
import type { ConnectionSession } from '../auth/connection-session';
import { QlikAuthService } from '../auth/qlik-auth-service';
import type { RetryWait } from './connection-waits';
import { loadRetries } from './load-retries';

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
  private readonly injector = inject(Injector);
  private readonly waits = signal<Readonly<Record<string, RetryWait | undefined>>>({});

  /** Whether calls of that connection wait, for what, and until when; for a countdown. */
  wait(connectionId: string): Signal<RetryWait | undefined> {
    return computed(() => this.waits()[connectionId]);
  }

  /** Makes the calls that wait now. */
  tryNow(connectionId: string): void {
    loadRetries(this.injector).then(
      (turns) => turns.endPauses(connectionId),
      // What was not loaded makes nobody wait.
      () => undefined,
    );
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
    const session = this.injector.get(QlikAuthService).session(connectionId);
    const epoch = untracked(session.epoch);
    try {
      return await work();
    } catch (thrown) {
      const turns = await loadRetries(this.injector, thrown);
      return turns.goOn({ session, epoch, isRepeatable }, thrown, work);
    }
  }

  /** @internal For those who make the calls wait. */
  note(connectionId: string, wait: RetryWait | undefined): void {
    this.waits.update((all) => ({ ...all, [connectionId]: wait }));
  }
}
