import type { LoggedRequest } from '../listening/request-log.ts';

/** What the operator may do with a tenant or server, whatever its platform. */
export interface OperatedTenant {
  readonly id: string;
  readonly origin: string;
  readonly isRunning: boolean;
  readonly requests: { since(seq: number): readonly LoggedRequest[]; clear(): void };
  /** @throws {ListenError} when a port was taken meanwhile. */
  start(): Promise<void>;
  stop(sessions: 'keep' | 'lose'): Promise<void>;
  /**
   * Ends tokens, or sessions where there are no tokens; a cloud tenant's cookie sessions with `sessions`.
   * @returns how many, or undefined when there is no such user.
   */
  expireTokens(which: {
    readonly user?: string;
    readonly refreshTokens?: boolean;
    readonly sessions?: boolean;
  }): number | undefined;
  closeSockets(code?: number): void;
}
