import { effect, type Signal, signal, untracked } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import type { AppSession } from 'ngx-qlik/qix';
import { onReconnection } from './reconnection';

/** The error of the last action in an app, until it is dismissed. Needs an injection context. */
export class ActionError {
  private readonly current = signal<QlikError | undefined>(undefined);
  readonly error: Signal<QlikError | undefined> = this.current.asReadonly();

  /** Drops the error of an interrupted connection when the connection is back, and each error with its app. */
  constructor(private readonly appSession: Signal<AppSession | undefined>) {
    effect(() => {
      appSession();
      untracked(() => this.dismiss());
    });
    onReconnection(appSession, () => {
      if (this.current()?.code === 'session-suspended') this.dismiss();
    });
  }

  /** Waits for an action, and keeps its error. */
  async watch(action: Promise<void>): Promise<void> {
    this.dismiss();
    try {
      await action;
    } catch (thrown) {
      this.current.set(toQlikError(thrown, untracked(this.appSession)?.connectionId));
    }
  }

  dismiss(): void {
    this.current.set(undefined);
  }
}
