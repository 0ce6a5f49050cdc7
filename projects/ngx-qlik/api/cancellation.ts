import { untracked } from '@angular/core';
import { QlikError } from 'ngx-qlik';
import { lastValueFrom, Observable, takeUntil, timer } from 'rxjs';

/**
 * Returns the value of a call, and unsubscribes from it when it is canceled. What the call reads is no dependency of a reactive caller.
 * @throws {QlikError} `call-canceled`
 */
export function valueOf<T>(call: Observable<T>, signal: AbortSignal | undefined): Promise<T> {
  return untracked(() => lastOf(call, signal));
}

async function lastOf<T>(call: Observable<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return lastValueFrom(call);
  requireGoing(signal);
  const ended = new Observable<never>((waiting) => {
    const end = () => waiting.error(canceled(signal.reason));
    signal.addEventListener('abort', end);
    return () => signal.removeEventListener('abort', end);
  });
  return lastValueFrom(call.pipe(takeUntil(ended)));
}

/** @throws {QlikError} `call-canceled` */
export function requireGoing(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw canceled(signal.reason);
}

/** @throws {QlikError} `call-canceled` */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await valueOf(timer(milliseconds), signal);
}

/** The error of a call that is not made, or whose answer is not waited for any more. @param cause why */
export function canceled(cause: unknown): QlikError {
  return new QlikError('call-canceled', 'The call was canceled.', { remedy: 'Make it again.', cause });
}
