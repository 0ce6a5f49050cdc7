import { Injectable, signal } from '@angular/core';

/** For so long the result of an action is not replaced by the status that follows from it. */
const RESULT_LASTS_MS = 1_000;

/** The message for screen readers. The shell has the live region that shows it. */
@Injectable({ providedIn: 'root' })
export class Announcer {
  private readonly current = signal('');
  private latest: { readonly connectionIds: readonly string[]; readonly at: number } | undefined;

  readonly message = this.current.asReadonly();

  /** @param connectionIds of the connections that the message is about */
  announce(message: string, ...connectionIds: readonly string[]): void {
    this.latest = { connectionIds, at: Date.now() };
    this.current.set(message);
  }

  /** Announces the status of a connection, unless an action of the user has just announced its result. */
  announceStatus(message: string, connectionId: string): void {
    const { latest } = this;
    if (latest?.connectionIds.includes(connectionId) && Date.now() - latest.at < RESULT_LASTS_MS) return;
    this.announce(message);
  }
}
