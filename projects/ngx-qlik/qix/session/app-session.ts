import type { Signal } from '@angular/core';
import type { Doc } from '@qlik/api/qix';
import type { ConnectionId, QlikError } from 'ngx-qlik';

/** The session has no use any more, or its sign-in has ended. */
export interface SessionClosed {
  readonly status: 'closed';
}

/** The app is opening. */
export interface SessionOpening {
  readonly status: 'opening';
  /** The engine's progress message; absent until there is one. */
  readonly progress?: string;
}

/** The app is open. */
export interface SessionOpen {
  readonly status: 'open';
  /** True when the engine still had the user's session: earlier selections apply. */
  readonly isReattached?: boolean;
  /** Present when the engine had lost the session and it was rebuilt. */
  readonly recovery?: SessionRecovery;
  /**
   * Code `engine-error`: names all that could not be applied of the initial states. Its `cause` is an `AggregateError` with a `QlikError` for
   * each of them, and a message with one line for each: `Region: The engine did not accept the selection of East.`
   */
  readonly initialStateError?: QlikError;
}

/** The socket is closed until {@link AppSession.resume} is called, or the page comes online or becomes visible. */
export interface SessionSuspended {
  readonly status: 'suspended';
  readonly error: QlikError;
}

/** The socket is closed and the session is reconnecting, also when it closed while the initial state was applied for the first time. */
export interface SessionResuming {
  readonly status: 'resuming';
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Time of the attempt, in milliseconds since 1970; absent while it is in progress. */
  readonly attemptAt?: number;
}

/** The app could not be opened. {@link AppSession.resume} tries again. */
export interface SessionFailed {
  readonly status: 'failed';
  readonly error: QlikError;
}

/** The state of an app session. */
export type AppSessionState =
  | SessionClosed
  | SessionOpening
  | SessionOpen
  | SessionSuspended
  | SessionResuming
  | SessionFailed;

/** The result of rebuilding a lost session. */
export interface SessionRecovery {
  /** Code `session-lost`. */
  readonly error: QlikError;
  /** Fields with restored selections. The name includes an alternate state: `Region (alternate state Left)`. */
  readonly restoredFields: readonly string[];
  /** Fields whose selections could not be restored, or not completely; named likewise. */
  readonly lostFields: readonly string[];
}

/** One use of an open app. All uses of the same app share one socket. */
export interface AppSession {
  readonly connectionId: ConnectionId;
  readonly appId: string;
  readonly state: Signal<AppSessionState>;
  /**
   * The app; `undefined` until it is open and after it is closed. A new object after the engine has lost the session: objects of the former
   * one are lost then.
   */
  readonly doc: Signal<Doc | undefined>;
  /**
   * Resolves with the open app. A new promise after a failure and {@link resume}.
   * @throws {QlikError} `app-*`, `engine-unavailable`, `runtime-*`, `sign-in-required`; `session-suspended` when it is closed before it was
   * open
   */
  readonly ready: Promise<Doc>;
  /**
   * Connects now: makes the next attempt without its delay, starts new attempts, or opens again after a failure. Checks an open connection,
   * and reconnects when it does not respond.
   */
  resume(): void;
  /** Ends this use. The socket closes with the last use. */
  close(): void;
}
