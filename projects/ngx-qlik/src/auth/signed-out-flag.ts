import type { QlikConnection } from '../connections/connection';
import { sharedName } from './shared-name';

/**
 * Stores, for this tab, that the user signed out of a connection that signs in automatically. Without it a reload would sign in
 * again.
 */
export class SignedOutFlag {
  private readonly key: string;
  private isSetInMemory = false;

  constructor(connection: QlikConnection) {
    this.key = sharedName('signed-out', connection);
  }

  get isSet(): boolean {
    try {
      return sessionStorage.getItem(this.key) !== null;
    } catch {
      // Blocked storage: remembered as long as the page is open.
      return this.isSetInMemory;
    }
  }

  set(): void {
    this.isSetInMemory = true;
    try {
      sessionStorage.setItem(this.key, '1');
    } catch {
      // As above.
    }
  }

  clear(): void {
    this.isSetInMemory = false;
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // As above.
    }
  }
}
