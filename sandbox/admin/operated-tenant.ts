import type { FaultyServer } from '../faults/faulty-server.ts';
import type { LoggedRequest } from '../listening/request-log.ts';

/** What the operator may do with a tenant or server, whatever its platform. */
export interface OperatedTenant extends FaultyServer {
  readonly origin: string;
  readonly isRunning: boolean;
  readonly requests: { since(seq: number): readonly LoggedRequest[]; clear(): void };
  /** @throws {ListenError} when a port was taken meanwhile. */
  start(): Promise<void>;
  stop(sessions: 'keep' | 'lose'): Promise<void>;
  closeSockets(code?: number): void;
  /** Forgets what its users did: sessions with all that is open and selected in them, sign-ins, consents, apps of their own. Registrations stay. */
  resetUserData(): void;
}
