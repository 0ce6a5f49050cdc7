import { computed, effect, type Signal, signal, untracked } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import type { AppSession } from 'ngx-qlik/qix';
import { onReconnection } from './reconnection';

/** One failure of an action. */
export interface Failure {
  readonly error: QlikError;
}

/** The error of the last action in an app, until it is dismissed. Needs an injection context. */
export class ActionError {
  private readonly current = signal<readonly Failure[]>([]);
  /** The failure to show, or none. For `@for` by identity: the alert of a failure like the one before is a new element, and announced. */
  readonly failures: Signal<readonly Failure[]> = this.current.asReadonly();
  private readonly unanswered = signal(0);
  /** Whether the answer to an action is awaited. */
  readonly isPending: Signal<boolean> = computed(() => this.unanswered() > 0);
  readonly error: Signal<QlikError | undefined> = computed(() => this.current()[0]?.error);

  /** Drops the error of an interrupted connection when the connection is back, and each error with its app. */
  constructor(private readonly appSession: Signal<AppSession | undefined>) {
    effect(() => {
      appSession();
      untracked(() => this.dismiss());
    });
    onReconnection(appSession, () => {
      if (this.error()?.code === 'session-suspended') this.dismiss();
    });
  }

  /** Waits for an action, and keeps its error, unless there is another app by then. */
  async watch(action: Promise<void>): Promise<void> {
    this.dismiss();
    const before = untracked(this.appSession);
    this.unanswered.update((count) => count + 1);
    try {
      await action;
    } catch (thrown) {
      const now = untracked(this.appSession);
      if (!before || !now || isSameApp(before, now))
        this.current.set([{ error: toQlikError(thrown, now?.connectionId) }]);
    } finally {
      this.unanswered.update((count) => count - 1);
    }
  }

  dismiss(): void {
    this.current.set([]);
  }
}

function isSameApp(one: AppSession, other: AppSession): boolean {
  return one.connectionId === other.connectionId && one.appId === other.appId;
}
