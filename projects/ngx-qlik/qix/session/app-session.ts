import type { Signal } from '@angular/core';
import type { Doc } from '@qlik/api/qix';
import type { ConnectionId, QlikError } from 'ngx-qlik';

/** Nobody uses the session any more, or the sign-in that it belonged to has ended. */
export interface SessionClosed {
  readonly status: 'closed';
}

/** The app is being opened; a big one takes a while and says what it does. */
export interface SessionOpening {
  readonly status: 'opening';
  /** What the engine is doing, in its own words; absent until it has something to say. */
  readonly progress?: string;
}

/** The app is open. */
export interface SessionOpen {
  readonly status: 'open';
  /** True when the engine still had this user's session: selections made before are in force. */
  readonly isReattached?: boolean;
  /** Present when the engine had lost the session and it was built anew. */
  readonly recovery?: SessionRecovery;
}

/** The socket is closed and nothing happens until {@link AppSession.resume} is called, or the page comes online or to the front. */
export interface SessionSuspended {
  readonly status: 'suspended';
  readonly error: QlikError;
}

/** The socket is closed and the session is being taken up again. */
export interface SessionResuming {
  readonly status: 'resuming';
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** When that attempt is made, in milliseconds since 1970; absent while it is under way. */
  readonly attemptAt?: number;
}

/** The app could not be opened. {@link AppSession.resume} tries again. */
export interface SessionFailed {
  readonly status: 'failed';
  readonly error: QlikError;
}

/** How an app session stands. */
export type AppSessionState =
  SessionClosed | SessionOpening | SessionOpen | SessionSuspended | SessionResuming | SessionFailed;

/** What became of a session that the engine had lost. */
export interface SessionRecovery {
  /** Code `session-lost`. */
  readonly error: QlikError;
  /** Fields whose selections were made again. One of an alternate state is named with it: `Region (alternate state Left)`. */
  readonly restoredFields: readonly string[];
  /** Fields whose selections could not be made again, or not in full; named likewise. */
  readonly lostFields: readonly string[];
}

/** One use of an app that is open in Qlik's engine. Uses of the same app share one socket. */
export interface AppSession {
  readonly connectionId: ConnectionId;
  readonly appId: string;
  readonly state: Signal<AppSessionState>;
  /**
   * The app; `undefined` until it is open and after it is closed. A new object after the engine has lost the session: whatever was made
   * with the former one is gone then.
   */
  readonly doc: Signal<Doc | undefined>;
  /**
   * The app once it is open. After a failure and {@link resume} it is a new promise.
   * @throws {QlikError} `app-*`, `engine-unavailable`, `runtime-*`, `sign-in-required`; `session-suspended` when it is closed before it was open
   */
  readonly ready: Promise<Doc>;
  /** Connects now: the next attempt without its delay, a new round of attempts, or opening once more after a failure. */
  resume(): void;
  /** Ends this use. The socket is closed when the last one ends. */
  close(): void;
}
