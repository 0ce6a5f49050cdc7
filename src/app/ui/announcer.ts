import { Injectable, signal } from '@angular/core';

/** The message for screen readers. The shell has the live region that shows it. */
@Injectable({ providedIn: 'root' })
export class Announcer {
  private readonly current = signal('');

  readonly message = this.current.asReadonly();

  announce(message: string): void {
    this.current.set(message);
  }
}
