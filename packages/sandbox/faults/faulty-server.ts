import type { FaultRegistry } from './fault-registry.ts';
import type { ServerClock } from './server-clock.ts';

/** The platform of Qlik that a server implements. */
export type Platform = 'cloud' | 'client-managed';

/** A server with faults, a clock and the actions of presets. */
export interface FaultyServer {
  readonly id: string;
  readonly platform: Platform;
  readonly faults: FaultRegistry;
  readonly clock: ServerClock;
  /** Closes the engine's sockets with that code (default 4003) and ends its sessions with all objects. */
  restartEngine(code?: number): void;
  /** Makes the CSRF tokens of all sessions stale; the sessions stay. */
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
