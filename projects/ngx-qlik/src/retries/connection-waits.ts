import { DestroyRef, effect, type Injector, untracked } from '@angular/core';
import { Observable } from 'rxjs';
import type { WaitReason } from '../auth/connection-state';
import type { SessionState } from '../auth/sign-in-attempts';
import { QlikError } from '../errors/qlik-error';
import { runOutsideAngular } from '../zone/run-outside-angular';
import type { NextPause } from './next-pause';

interface Waiting {
  readonly reason: WaitReason;
  readonly since: number;
  readonly until: number;
  /** Ends the wait now. */
  readonly resume: () => void;
  /** Ends it with the application. */
  readonly end: () => void;
}

/** The calls of one connection that wait, as one state. */
export class ConnectionWaits {
  private readonly waiting = new Set<Waiting>();

  constructor(
    private readonly connectionSession: SessionState,
    private readonly injector: Injector,
  ) {
    injector.get(DestroyRef).onDestroy(() => [...this.waiting].forEach(({ end }) => end()));
  }

  /**
   * Emits once after the pause, or when `retryNow()` of the wait is called. Fails when the sign-in of that epoch ends.
   */
  pause({ reason, milliseconds }: NextPause, epoch: number): Observable<void> {
    return new Observable<void>((caller) => {
      const since = Date.now();
      const { resume, timer } = runOutsideAngular((runInCallersZone) => {
        // The call goes on where it was made, so that its caller's change detection follows the answer.
        const resume = () =>
          runInCallersZone(() => {
            caller.next();
            caller.complete();
          });
        if (reason === 'offline') addEventListener('online', resume);
        return { resume, timer: setTimeout(resume, milliseconds) };
      });
      const end = () => caller.error(this.connectionSession.endOf(epoch) ?? applicationEnded());
      const entry: Waiting = { reason, since, until: since + milliseconds, resume, end };
      const watch = untracked(() =>
        effect(
          () => {
            this.connectionSession.epoch();
            const end = untracked(() => this.connectionSession.endOf(epoch));
            if (end) untracked(() => caller.error(end));
          },
          { injector: this.injector, manualCleanup: true },
        ),
      );
      this.waiting.add(entry);
      this.publish();
      return () => {
        clearTimeout(timer);
        removeEventListener('online', resume);
        watch.destroy();
        this.waiting.delete(entry);
        this.publish();
      };
    });
  }

  private publish(): void {
    const all = [...this.waiting];
    const last = all.reduce<Waiting | undefined>(
      (latest, each) => (latest && latest.until > each.until ? latest : each),
      undefined,
    );
    this.connectionSession.setRetryState(
      last && {
        reason: last.reason,
        since: last.since,
        until: last.until,
        calls: all.length,
        retryNow: () => [...this.waiting].forEach(({ resume }) => resume()),
      },
    );
  }
}

function applicationEnded(): QlikError {
  return new QlikError('sign-in-required', 'The application has ended.', {
    remedy: 'Start the application again.',
  });
}
