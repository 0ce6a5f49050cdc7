import type { QlikConnection } from '../../../connections/connection';
import { digest } from '../../digest';
import { sharedName } from '../../shared-name';

/** Remembers, in this browser, for which user of the application the present session of a virtual proxy was begun. It names neither. */
export class TicketSessionOwner {
  private readonly key: string;

  constructor(connection: QlikConnection) {
    this.key = sharedName('ticket', connection);
  }

  remember(hostUser: unknown, owner: string | undefined): void {
    try {
      localStorage.setItem(this.key, digestOf(hostUser, owner));
    } catch {
      // Blocked storage: the next page begins a session of its own.
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

  /** The session has ended: the next user begins one. */
  forget(): void {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // As above.
    }
  }
}

/** Two digests, as taking one user for another would hand out a session. */
function digestOf(hostUser: unknown, owner: string | undefined): string {
  const both = JSON.stringify([hostUser, owner]);
  return digest(both) + digest(both, 0x9747b28c);
}
