import { computed, Injectable, signal } from '@angular/core';

/** The calls of a demo that wait for their response, so that screen readers announce the wait once for all of them. */
@Injectable()
export class CallsInProgress {
  private readonly calls = signal<ReadonlySet<object>>(new Set());

  readonly isWaiting = computed(() => this.calls().size > 0);

  add(call: object): void {
    this.calls.update((before) => new Set(before).add(call));
  }

  remove(call: object): void {
    this.calls.update((before) => new Set([...before].filter((each) => each !== call)));
  }
}
