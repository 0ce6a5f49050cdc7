import type { WebSocket } from 'ws';
import type { CallCounter } from '../listening/call-counter.ts';
import type { ExportedFile } from './objects/exported-files.ts';

/** The user of a socket, as the platform in front of the engine authenticated it. */
export interface EngineUser {
  readonly id: string;
  readonly name: string;
  /** The result of `GetAuthenticatedUser`, for example `UserDirectory=SANDBOX; UserId=ada`. */
  readonly qualifiedName: string;
}

/** Whether the user may open an app. `not-found` also stands for apps that are hidden from the user. */
export type AppAccess = 'allowed' | 'not-found' | 'forbidden';

/**
 * A socket that a platform (cloud tenant, client-managed proxy) accepted and hands to the engine.
 *
 * The platform has already checked the credential. The engine checks access to the app when `OpenDoc` arrives, not before:
 * a client shows "App not found" only when the socket opens and then closes with 4204.
 */
export interface EngineConnection {
  readonly socket: WebSocket;
  readonly user: EngineUser;
  /** From the path: `/app/{appId}`. A session app begins with `SessionApp_`. */
  readonly appId: string;
  /** From the path: `/identity/{identity}`. Same user, app and identity share one session. */
  readonly identity?: string;
  /** From the path: `/ttl/{seconds}`: how long the session is kept after its last socket closes. */
  readonly ttlSeconds?: number;
  readonly access: (appId: string) => AppAccess | Promise<AppAccess>;
  /** Returns the path of an exported file on this platform. Default `/api/v1/temp-contents/{id}`, as in Qlik Cloud. */
  readonly exportPath?: (id: string, name: string) => string;
}

/** The engine's interface for platforms. */
export interface EnginePort {
  /** Takes over the socket and sends `OnConnected`. Never throws; an error closes the socket with one of Qlik's close codes. */
  connect(connection: EngineConnection): void;
  /** Closes every socket with the code; 1006 terminates the connection. Sessions are kept until their time to live ends. */
  closeSockets(code?: number, reason?: string): void;
  /** Ends every session and its objects, as a restart of the engine does. */
  dropSessions(): void;
  readonly sessions: readonly EngineSessionInfo[];
  /** Ends the sessions of an app whose definition or data changed; the next one begins with the new content. */
  forgetApp?(appId: string): void;
  /** Returns a file that the user exported, or that it has expired; undefined for any other file. */
  exportedFile?(id: string, userId: string): ExportedFile | 'expired' | undefined;
  /** Keeps a file that a platform made for a user. @returns its id */
  keepFile?(file: ExportedFile, userId: string, lifetimeMs: number): string;
  /** Calls of methods that the engine does not have. */
  readonly unsupportedCalls?: CallCounter;
  /** Ends all sessions and stops all timers. */
  close(): void;
}

/** An engine with a health check. */
export interface MonitoredEngine extends EnginePort {
  /** Returns the statistics of the health check. */
  health(): EngineHealth;
}

/**
 * The answer of the health check. Memory in MB, processor in percent; sessions, apps and users are active when they sent a message in the
 * last minute. Source: Qlik's help for developers, "Get Qlik associative engine health information".
 */
export interface EngineHealth {
  readonly version: string;
  /** ISO 8601. */
  readonly started: string;
  readonly mem: {
    readonly committed: number;
    readonly allocated: number;
    readonly free: number;
    readonly totalPhysical: number;
  };
  readonly cpu: { readonly total: number };
  readonly session: { readonly active: number; readonly total: number };
  readonly apps: {
    readonly active_docs: readonly string[];
    /** Apps with an open session. */
    readonly loaded_docs: readonly string[];
    /** Apps in memory without an open session. */
    readonly in_memory_docs: readonly string[];
    readonly calls: number;
    readonly selections: number;
  };
  readonly users: { readonly active: number; readonly total: number };
  /** The cache of computed hypercubes; the size of results is not measured. */
  readonly cache: {
    readonly hits: number;
    readonly lookups: number;
    readonly added: number;
    readonly replaced: number;
    readonly bytes_added: 0;
  };
  readonly saturated: boolean;
}

/** Information about a session, for the admin interface. */
export interface EngineSessionInfo {
  readonly appId: string;
  readonly userId: string;
  readonly identity: string | undefined;
  readonly sockets: number;
  readonly handles: number;
}
