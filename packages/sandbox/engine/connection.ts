import type { WebSocket } from 'ws';
import type { ExportedFile } from './objects/exported-files.ts';

/** The user on whose behalf a socket speaks, as the platform in front of the engine authenticated it. */
export interface EngineUser {
  readonly id: string;
  readonly name: string;
  /** What `GetAuthenticatedUser` answers, for example `UserDirectory=SANDBOX; UserId=ada`. */
  readonly qualifiedName: string;
}

/** May the user open that app? `not-found` is also the answer for apps the user must not know of. */
export type AppAccess = 'allowed' | 'not-found' | 'forbidden';

/**
 * A socket that a platform (cloud tenant, client-managed proxy) accepted and hands to the engine.
 *
 * The platform has checked the credential already. Access to the app is asked when `OpenDoc` arrives, not before:
 * a client shows "App not found" only when the socket opened and then closed with 4204.
 */
export interface EngineConnection {
  readonly socket: WebSocket;
  readonly user: EngineUser;
  /** From the path: `/app/{appId}`. A session app begins with `SessionApp_`. */
  readonly appId: string;
  /** From the path: `/identity/{identity}`. Same user, app and identity share one session. */
  readonly identity?: string;
  /** From the path: `/ttl/{seconds}`: how long the session outlives its last socket. */
  readonly ttlSeconds?: number;
  readonly access: (appId: string) => AppAccess | Promise<AppAccess>;
  /** Where an exported file is fetched from on this platform. Default `/api/v1/temp-contents/{id}`, as in the cloud. */
  readonly exportPath?: (id: string, name: string) => string;
}

/** What a platform needs of an engine. */
export interface EnginePort {
  /** Takes over the socket: first push is `OnConnected`. Never throws; trouble closes the socket with a Qlik close code. */
  connect(connection: EngineConnection): void;
  /** Closes every socket, with that close code where given, 1006 by breaking the connection; sessions are kept until their time is up. */
  closeSockets(code?: number, reason?: string): void;
  /** Ends every session and its objects, as a restart of the engine would. */
  dropSessions(): void;
  readonly sessions: readonly EngineSessionInfo[];
  /** A file that the user exported, while it is kept. */
  exportedFile?(id: string, userId: string): ExportedFile | undefined;
  /** Frees everything. */
  close(): void;
}

/** What an operator sees of a session. */
export interface EngineSessionInfo {
  readonly appId: string;
  readonly userId: string;
  readonly identity: string | undefined;
  readonly sockets: number;
  readonly handles: number;
}
