import { signal } from '@angular/core';

/** An event of an embed. */
export interface EmbedEvent {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly name: string;
  readonly detail: string;
}

const MAX_EVENTS = 30;

/** The events of an embed, newest first. */
export class EventLog {
  private readonly list = signal<readonly EmbedEvent[]>([]);
  private count = 0;

  readonly events = this.list.asReadonly();

  add(name: string, detail = ''): void {
    const event = { number: ++this.count, at: Date.now(), name, detail };
    this.list.update((events) => [event, ...events].slice(0, MAX_EVENTS));
  }

  clear(): void {
    this.list.set([]);
  }
}
