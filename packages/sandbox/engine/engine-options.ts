import type { AppCatalog } from '../apps/app-definition.ts';
import type { EngineLogger } from './session/engine-logger.ts';

/** Options of an engine. */
export interface EngineOptions {
  readonly catalog: AppCatalog;
  readonly logger?: EngineLogger;
  /** Seconds that a session is kept after its last socket closes, unless the connection sets its own. Default 60. */
  readonly sessionTtlSeconds?: number;
  /** Upper limit of the time to live that a connection may request, in seconds. Default 1800. */
  readonly maxSessionTtlSeconds?: number;
  /** Seconds without a message after which a socket is closed with 4001. Default 3600. */
  readonly idleSeconds?: number;
  /** Concurrent sessions of all users. Default 500. */
  readonly maxSessions?: number;
  /** Handles of one session. Default 10,000. */
  readonly maxHandles?: number;
  /** Maximum size of a message in bytes. Default 4 MiB. */
  readonly maxMessageBytes?: number;
  /** Unanswered requests of one session. Default 2000. */
  readonly maxPendingRequests?: number;
  /** Receives each successful answer before it is sent; for tests. */
  readonly onAnswer?: (answer: EngineAnswer) => void;
}

/** A successful answer. */
interface EngineAnswer {
  /** Type of the handle, such as `GenericObject`. */
  readonly type: string;
  readonly method: string;
  readonly result: unknown;
}
