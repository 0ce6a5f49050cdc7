import { signal } from '@angular/core';

/** Something that an embed did. */
export interface EmbedEvent {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly name: string;
  readonly detail: string;
}

const MOST_EVENTS = 30;

/** What an embed did, the newest first. */
export class EventLog {
  private readonly known = signal<readonly EmbedEvent[]>([]);
  private count = 0;

  readonly events = this.known.asReadonly();

  add(name: string, detail = ''): void {
    const event = { number: ++this.count, at: Date.now(), name, detail };
    this.known.update((events) => [event, ...events].slice(0, MOST_EVENTS));
  }

  clear(): void {
    this.known.set([]);
  }
}
