import type { FaultRegistry } from './fault-registry.ts';
import type { ServerClock } from './server-clock.ts';

/** Which of Qlik's two kinds of host a server plays. */
export type Platform = 'cloud' | 'client-managed';

/** What can be done to a server besides single faults. */
export interface FaultyServer {
  readonly id: string;
  readonly platform: Platform;
  readonly faults: FaultRegistry;
  readonly clock: ServerClock;
  /** Closes the engine's sockets with that code, default 4003, and ends its sessions with all objects. */
  restartEngine(code?: number): void;
  /** Makes the CSRF tokens of all sessions stale while these go on. */
  makeCsrfTokensStale(): void;
  /**
   * Ends tokens, or sessions where there are no tokens; a cloud tenant's cookie sessions with `sessions`.
   * @returns how many, or undefined when there is no such user.
   */
  expireTokens(which: {
    readonly user?: string;
    readonly refreshTokens?: boolean;
    readonly sessions?: boolean;
  }): number | undefined;
}
