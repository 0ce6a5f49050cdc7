import type { QlikConnection } from '../connections/connection';
import { digest } from './digest';
import { sharedName } from './shared-name';

/**
 * Tells the other tabs of this application who is signed in to a connection that they share, by the browser's `storage` events. It names
 * nobody: what is stored only differs from one user to the next.
 */
export class UserHash {
  private readonly key: string;
  private own: string | undefined;

  constructor(connection: QlikConnection) {
    this.key = sharedName('user', connection);
  }

  /** Whether the last sign-in of all tabs is this page's. Where nothing can be stored, nothing is shared. */
  get isOwn(): boolean {
    const stored = this.read();
    return stored === null || this.own === undefined || stored === this.own;
  }

  /** @param user anything that is the same for the same user */
  set(user: string): void {
    this.own = digest(user);
    // The same value again would be no event, but a write to the disk.
    if (this.read() !== this.own) this.write(this.own);
  }

  /** Nobody is signed in any more, by the user's wish: whoever signs in next is news. */
  clear(): void {
    if (this.isOwn) this.write(undefined);
    this.own = undefined;
  }

  private read(): string | null {
    try {
      return localStorage.getItem(this.key);
    } catch {
      // Blocked storage.
      return null;
    }
  }

  private write(value: string | undefined): void {
    try {
      if (value === undefined) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, value);
    } catch {
      // Blocked storage: each tab finds out by itself, when it comes to the front.
    }
  }
}
