import type { QlikConnection } from '../../../connections/connection';
import { digest } from '../../digest';
import { sharedName } from '../../shared-name';

/** Stores a hash of the application's user and the session's user of a virtual proxy, to reuse the session for the same user only. */
export class TicketSessionOwner {
  private readonly key: string;

  constructor(connection: QlikConnection) {
    this.key = sharedName('ticket', connection);
  }

  remember(hostUser: unknown, owner: string | undefined): void {
    try {
      localStorage.setItem(this.key, digestOf(hostUser, owner));
    } catch {
      // Blocked storage: the next page begins another session.
    }
  }

  isSame(hostUser: unknown, owner: string | undefined): boolean {
    try {
      return owner !== undefined && localStorage.getItem(this.key) === digestOf(hostUser, owner);
    } catch {
      // As above.
      return false;
    }
  }

  /** Removes the entry after the session ended. */
  forget(): void {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // As above.
    }
  }
}

/** Two digests: a collision would give one user the session of another. */
function digestOf(hostUser: unknown, owner: string | undefined): string {
  const both = JSON.stringify([hostUser, owner]);
  return digest(both) + digest(both, 0x9747b28c);
}
