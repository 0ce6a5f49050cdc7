import type { QlikConnection } from '../connections/connection';
import { digest } from './digest';
import { sharedName } from './shared-name';

/**
 * Stores a hash of the signed-in user of a connection, so that other tabs of this application notice another user by `storage` events. The
 * hash does not contain the name of the user.
 */
export class UserHash {
  private readonly key: string;
  private own: string | undefined;

  constructor(connection: QlikConnection) {
    this.key = sharedName('user', connection);
  }

  /** Whether the last sign-in of all tabs is by this page's user. True where storage is blocked. */
  get isOwn(): boolean {
    const stored = this.read();
    return stored === null || this.own === undefined || stored === this.own;
  }

  /** @param user a stable identifier of the user */
  set(user: string): void {
    this.own = digest(user);
    // Writing the same value would cause no event.
    if (this.read() !== this.own) this.write(this.own);
  }

  /** Removes the hash after a sign-out, so that the next sign-in is an event for the other tabs. */
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
      // Blocked storage: each tab checks its session when it becomes visible.
    }
  }
}
