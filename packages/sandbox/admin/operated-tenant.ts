import type { FaultyServer } from '../faults/faulty-server.ts';
import type { CallCounter } from '../listening/call-counter.ts';
import type { LoggedRequest } from '../listening/request-log.ts';

/** The operations of the admin API on a cloud tenant or a client-managed server. */
export interface OperatedTenant extends FaultyServer {
  readonly origin: string;
  readonly isRunning: boolean;
  /** Calls of methods and REST endpoints that it does not have. */
  readonly unsupportedCalls: CallCounter;
  readonly requests: { since(seq: number): readonly LoggedRequest[]; clear(): void };
  /** @throws {ListenError} when a port is in use by another program. */
  start(): Promise<void>;
  stop(sessions: 'keep' | 'lose'): Promise<void>;
  closeSockets(code?: number): void;
  /** Removes sessions with their open objects and selections, sign-ins, consents and the users' own apps. Keeps registrations. */
  resetUserData(): void;
}
