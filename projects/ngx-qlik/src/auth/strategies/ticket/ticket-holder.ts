import type { QlikConnection } from '../../../connections/connection';

/** Remembers, in this browser, for which user of the application the present session of a virtual proxy was begun. */
export class TicketHolder {
  private readonly key: string;

  constructor(connection: QlikConnection) {
    this.key = `ngx-qlik:ticket:${connection.id}`;
  }

  remember(hostUser: unknown, owner: string | undefined): void {
    try {
      localStorage.setItem(this.key, JSON.stringify([hostUser, owner]));
    } catch {
      // Blocked storage: the next page begins a session of its own.
    }
  }

  isSame(hostUser: unknown, owner: string | undefined): boolean {
    try {
      return owner !== undefined && localStorage.getItem(this.key) === JSON.stringify([hostUser, owner]);
    } catch {
      // As above.
      return false;
    }
  }
}
