import { Injectable, signal } from '@angular/core';

/** What screen readers are to say now. The frame holds the one live region that shows it. */
@Injectable({ providedIn: 'root' })
export class Announcer {
  private readonly current = signal('');

  readonly message = this.current.asReadonly();

  announce(message: string): void {
    this.current.set(message);
  }
}
