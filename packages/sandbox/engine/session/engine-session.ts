import { randomUUID } from 'node:crypto';
import type { EngineConnection, EngineSessionInfo, EngineUser } from '../connection.ts';
import type { Exports } from '../methods/context.ts';
import type { ExportedFiles } from '../objects/exported-files.ts';
import { LayoutBuilder } from '../objects/layout.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { EngineStatistics } from './engine-statistics.ts';
import { PROGRESS_CODES, RequestProgress } from './request-progress.ts';
import type { OpenApp } from './document-data.ts';
import { SessionDocument } from './session-document.ts';

/** Receives the changes of a session; implemented by its sockets. */
export interface SessionListener {
  push(message: Readonly<Record<string, unknown>>): void;
}

/** A document that is open in a session. */
export interface OpenDocument {
  readonly document: SessionDocument;
  readonly layouts: LayoutBuilder;
}

/**
 * A user's session with an app: its selections and handles. Several sockets may share a session. The session is kept for its time to
 * live after the last socket closes, so that a client that reconnects finds its state.
 */
export class EngineSession {
  readonly id = randomUUID();
  readonly progress = new RequestProgress();
  readonly listeners = new Set<SessionListener>();
  readonly user: EngineUser;
  readonly exports: Exports;
  readonly appId: string;
  readonly identity: string | undefined;
  private opened: OpenDocument | undefined;
  private queue: Promise<void> = Promise.resolve();
  private pendingCount = 0;
  private hasEnded = false;

  constructor(
    connection: EngineConnection,
    private readonly maxHandles: number,
    files: ExportedFiles,
    readonly statistics = new EngineStatistics(),
  ) {
    const pathOf = connection.exportPath ?? ((id: string): string => `/api/v1/temp-contents/${id}`);
    this.exports = { files, pathOf };
    this.user = connection.user;
    this.appId = connection.appId;
    this.identity = connection.identity;
  }

  get open(): OpenDocument | undefined {
    return this.opened;
  }

  /** Number of requests without a response. */
  get pending(): number {
    return this.pendingCount;
  }

  get info(): EngineSessionInfo {
    return {
      appId: this.appId,
      userId: this.user.id,
      identity: this.identity,
      sockets: this.listeners.size,
      handles: this.opened?.document.handles.count ?? 0,
    };
  }

  /** Sets the message of the request that waits for the app. */
  reportLoading(text: string): void {
    this.progress.setTransient({ code: PROGRESS_CODES.text, parameters: [text] });
  }

  /** @throws {QixError} 15 when the session ended while the app was loading */
  openApp(app: OpenApp): void {
    if (this.hasEnded) throw new QixError(QIX_CODES.aborted, 'The session has ended', app.summary.id);
    const document = new SessionDocument(app, this.user.name, this.maxHandles);
    this.opened = { document, layouts: new LayoutBuilder(document, this.statistics.cache) };
  }

  /** Runs the tasks of all sockets one after another. */
  enqueue(task: () => Promise<void>): void {
    this.pendingCount += 1;
    this.queue = this.queue.then(task, task).finally(() => {
      this.pendingCount -= 1;
    });
  }

  /** Returns the handles that the last request changed or closed, for its response, and pushes them to the other sockets. */
  takeChanges(requester: SessionListener): {
    readonly change?: readonly number[];
    readonly close?: readonly number[];
  } {
    const handleChanges = this.opened?.document.handles.takeChanges();
    if (!handleChanges) return {};
    const changes = {
      ...(handleChanges.change.length > 0 ? { change: handleChanges.change } : {}),
      ...(handleChanges.close.length > 0 ? { close: handleChanges.close } : {}),
    };
    if (Object.keys(changes).length > 0) {
      for (const listener of this.listeners)
        if (listener !== requester) listener.push({ jsonrpc: '2.0', ...changes });
    }
    return changes;
  }

  end(): void {
    this.hasEnded = true;
    // A reload that pauses for an interaction has no client anymore.
    this.progress.cancelReload();
    this.opened?.document.close();
    this.opened = undefined;
  }
}
