import { randomUUID } from 'node:crypto';
import { CallCounter } from '../listening/call-counter.ts';
import type { EngineOptions } from './engine-options.ts';
import type { EngineConnection, EngineHealth, EngineSessionInfo, MonitoredEngine } from './connection.ts';
import type { OpenConnections } from './methods/context.ts';
import type { GlobalContext } from './methods/global-methods.ts';
import { ExportedFiles, type ExportedFile } from './objects/exported-files.ts';
import { QIX_CODES, QixError } from './protocol/qix-error.ts';
import type { JsonObject } from './protocol/json.ts';
import { LeftSelections } from './session/left-selections.ts';
import { TemporaryBookmarks } from './session/temporary-bookmarks.ts';
import { AppConnections } from './session/app-connections.ts';
import { AppLoader, emptyApp } from './session/app-loader.ts';
import { AccessRefused, ClientSocket, CLOSE_CODES, type AnswerListener } from './session/client-socket.ts';
import { CONSOLE_LOGGER, type EngineLogger } from './session/engine-logger.ts';
import { EngineStatistics } from './session/engine-statistics.ts';
import { EngineSession } from './session/engine-session.ts';
import { isSessionApp } from './socket-path.ts';

/** Creates the associative engine of the sandbox. */
export function createEngine(options: EngineOptions): MonitoredEngine {
  return new Engine(options);
}

interface HostedSession {
  readonly engineSession: EngineSession;
  readonly sockets: Set<ClientSocket>;
  ttlSeconds: number;
  expiry: NodeJS.Timeout | undefined;
}

class Engine implements MonitoredEngine {
  private readonly sessionsByKey = new Map<string, HostedSession>();
  private readonly exports = new ExportedFiles();
  private readonly loader: AppLoader;
  private readonly connections: AppConnections;
  private readonly leftSelections = new LeftSelections();
  private readonly temporaryBookmarks = new TemporaryBookmarks();
  private readonly logger: EngineLogger;
  private readonly idleTimer: NodeJS.Timeout;
  private readonly statistics = new EngineStatistics();
  readonly unsupportedCalls = new CallCounter();
  private readonly answers: AnswerListener;

  constructor(private readonly options: EngineOptions) {
    this.loader = new AppLoader(options.catalog);
    this.connections = new AppConnections(options.catalog);
    this.logger = options.logger ?? CONSOLE_LOGGER;
    const { onAnswer } = options;
    this.answers = {
      ...(onAnswer === undefined ? {} : { answered: (method, answer) => onAnswer({ method, ...answer }) }),
      unsupported: (name) => this.unsupportedCalls.add(name),
    };
    const idleMilliseconds = (options.idleSeconds ?? 3600) * 1000;
    this.idleTimer = setInterval(
      () => {
        this.statistics.startPeriod();
        this.closeIdle(idleMilliseconds);
      },
      Math.min(idleMilliseconds, 30_000),
    );
    this.idleTimer.unref();
  }

  get sessions(): readonly EngineSessionInfo[] {
    return [...this.sessionsByKey.values()].map(({ engineSession }) => engineSession.info);
  }

  health(): EngineHealth {
    const sessions = [...this.sessionsByKey.values()].map(({ engineSession, sockets }) => ({
      userId: engineSession.user.id,
      appId: engineSession.open?.document.app.summary.id,
      isConnected: sockets.size > 0,
      lastMessageAt: Math.max(0, ...[...sockets].map(({ lastMessageAt }) => lastMessageAt)),
    }));
    return this.statistics.health(sessions, this.loader.loadedIds);
  }

  exportedFile(id: string, userId: string): ExportedFile | 'expired' | undefined {
    return this.exports.get(id, userId);
  }

  keepFile(file: ExportedFile, userId: string, lifetimeMs: number): string {
    return this.exports.put(file, userId, { lifetimeMs });
  }

  connect(connection: EngineConnection): void {
    const { socket } = connection;
    const key = JSON.stringify([connection.user.id, connection.appId, connection.identity ?? null]);
    let sessionsByKey = this.sessionsByKey.get(key);
    const isAttached = sessionsByKey?.engineSession.open !== undefined;
    if (!sessionsByKey) {
      if (!this.ensureSessionCapacity()) {
        this.sendConnected(socket, 'SESSION_ERROR_LIMIT_EXCEEDED');
        socket.close(CLOSE_CODES.sessionLimit, 'Session limit reached');
        return;
      }
      const maxHandles = this.options.maxHandles ?? 10_000;
      const engineSession = new EngineSession(connection, maxHandles, this.exports, this.statistics);
      sessionsByKey = { engineSession, sockets: new Set(), ttlSeconds: 0, expiry: undefined };
      this.sessionsByKey.set(key, sessionsByKey);
    }
    this.addSocket(key, sessionsByKey, connection);
    this.sendConnected(socket, isAttached ? 'SESSION_ATTACHED' : 'SESSION_CREATED');
  }

  closeSockets(code = 1001, reason = ''): void {
    for (const { sockets } of this.sessionsByKey.values())
      for (const { socket } of sockets) {
        if (code === CLOSE_CODES.broken) socket.terminate();
        else socket.close(code, reason);
      }
  }

  dropSessions(): void {
    for (const [key, sessionsByKey] of this.sessionsByKey) {
      for (const { socket } of sessionsByKey.sockets)
        socket.close(CLOSE_CODES.engineTerminating, 'Engine terminating');
      this.endSession(key, sessionsByKey);
    }
    this.leftSelections.clear();
    this.temporaryBookmarks.clear();
    this.connections.forgetCreated();
  }

  forgetApp(appId: string): void {
    for (const [key, hosted] of this.sessionsByKey) {
      if (hosted.engineSession.open?.document.app.summary.id !== appId) continue;
      for (const { socket } of hosted.sockets) socket.close(CLOSE_CODES.engineTerminating, 'The app changed');
      this.endSession(key, hosted);
    }
    this.connections.forget(appId);
    this.leftSelections.forget(appId);
    this.loader.forget(appId);
  }

  close(): void {
    clearInterval(this.idleTimer);
    this.dropSessions();
  }

  private sendConnected(socket: EngineConnection['socket'], qSessionState: string): void {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'OnConnected', params: { qSessionState } }));
  }

  private addSocket(key: string, sessionsByKey: HostedSession, connection: EngineConnection): void {
    const { options } = this;
    clearTimeout(sessionsByKey.expiry);
    sessionsByKey.expiry = undefined;
    const requestedTtl = connection.ttlSeconds ?? options.sessionTtlSeconds ?? 60;
    sessionsByKey.ttlSeconds = Math.min(Math.max(requestedTtl, 0), options.maxSessionTtlSeconds ?? 1800);
    const limits = {
      maxMessageBytes: options.maxMessageBytes ?? 4 * 1024 * 1024,
      maxPendingRequests: options.maxPendingRequests ?? 2000,
    };
    const client = new ClientSocket(
      connection.socket,
      sessionsByKey.engineSession,
      this.globalContext(sessionsByKey.engineSession, connection),
      limits,
      this.logger,
      this.answers,
    );
    sessionsByKey.sockets.add(client);
    sessionsByKey.engineSession.listeners.add(client);
    connection.socket.on('error', (error) => this.logger.warn(`Socket failed: ${error.message}`));
    const onClose = (): void => this.removeSocket(key, sessionsByKey, client);
    connection.socket.once('close', onClose);
    if (connection.socket.readyState === connection.socket.CLOSED) onClose();
  }

  private removeSocket(key: string, sessionsByKey: HostedSession, client: ClientSocket): void {
    sessionsByKey.sockets.delete(client);
    sessionsByKey.engineSession.listeners.delete(client);
    if (sessionsByKey.sockets.size > 0 || this.sessionsByKey.get(key) !== sessionsByKey) return;
    this.keepSelections(sessionsByKey);
    if (!sessionsByKey.engineSession.open) {
      this.endSession(key, sessionsByKey);
      return;
    }
    sessionsByKey.expiry = setTimeout(
      () => this.endSession(key, sessionsByKey),
      sessionsByKey.ttlSeconds * 1000,
    );
    sessionsByKey.expiry.unref();
  }

  private endSession(key: string, sessionsByKey: HostedSession): void {
    clearTimeout(sessionsByKey.expiry);
    this.sessionsByKey.delete(key);
    // Without sockets, the selections were kept when the last one closed; other sessions may have been left since.
    if (sessionsByKey.sockets.size > 0) this.keepSelections(sessionsByKey);
    const appId = sessionsByKey.engineSession.open?.document.app.summary.id;
    if (appId !== undefined && isSessionApp(appId)) this.connections.forget(appId);
    sessionsByKey.engineSession.end();
  }

  /** A session app cannot be opened again. */
  private keepSelections({ engineSession }: HostedSession): void {
    const { document } = engineSession.open ?? {};
    if (document !== undefined && !isSessionApp(document.app.summary.id))
      this.leftSelections.keep(engineSession.user.id, document);
  }

  /** Returns false when the session limit is reached. Ends the oldest session without a socket to stay below the limit. */
  private ensureSessionCapacity(): boolean {
    if (this.sessionsByKey.size < (this.options.maxSessions ?? 500)) return true;
    for (const [key, sessionsByKey] of this.sessionsByKey) {
      if (sessionsByKey.sockets.size > 0) continue;
      this.endSession(key, sessionsByKey);
      return true;
    }
    return false;
  }

  private closeIdle(idleMilliseconds: number): void {
    const limit = Date.now() - idleMilliseconds;
    for (const { sockets } of this.sessionsByKey.values()) {
      for (const client of sockets)
        if (client.lastMessageAt < limit) client.socket.close(CLOSE_CODES.idle, 'Idle for too long');
    }
  }

  private globalContext(engineSession: EngineSession, connection: EngineConnection): GlobalContext {
    const { catalog } = this.options;
    const leftSelections = (appId: string): JsonObject | undefined =>
      this.leftSelections.of(connection.user.id, appId);
    const connections = (appId: string): OpenConnections => this.connections.open(appId);
    return {
      connection,
      sessionId: engineSession.id,
      catalog,
      get connections() {
        return connections(engineSession.open?.document.app.summary.id ?? '');
      },
      // The path of a session app opens it: enigma.js's examples call `GetActiveDoc` first.
      get openAppId() {
        const openId = engineSession.open?.document.app.summary.id;
        return openId ?? (isSessionApp(connection.appId) ? connection.appId : undefined);
      },
      openApp: (appId) => this.openApp(engineSession, connection, appId),
      openSessionApp: async () => {
        requireNoOtherApp(engineSession, undefined);
        const id = `SessionApp_${randomUUID()}`;
        engineSession.openApp(emptyApp(id));
        return Promise.resolve(id);
      },
      openSessionAppFrom: async (appId) => {
        requireNoOtherApp(engineSession, undefined);
        const access = await connection.access(appId);
        if (access !== 'allowed') throw new QixError(QIX_CODES.appNotFound, 'App not found', appId);
        const id = `SessionApp_${randomUUID()}`;
        engineSession.openApp(await this.loader.copyForSession(appId, id));
        return id;
      },
      mediaPaths: () => this.loader.mediaOf(engineSession.open?.document.app.summary.id ?? ''),
      saveApp: () => {
        const { document } = engineSession.open ?? {};
        if (document !== undefined) this.loader.save(document);
      },
      saveCopy: (copy) => this.loader.saveCopy({ ...copy, ownerId: connection.user.id }),
      get leftSelections() {
        return leftSelections(engineSession.open?.document.app.summary.id ?? '');
      },
      keepBookmark: (id, selections) => this.temporaryBookmarks.keep(id, connection.user.id, selections),
      keptBookmark: (id) => this.temporaryBookmarks.of(id, connection.user.id),
      progress: (requestId) => engineSession.progress.progressData(requestId),
      interaction: (requestId) => engineSession.progress.interaction(requestId),
      interactionDone: (requestId) => engineSession.progress.interactionDone(requestId),
      cancelReload: (requestId) => engineSession.progress.cancelReload(requestId),
    };
  }

  private async openApp(
    engineSession: EngineSession,
    connection: EngineConnection,
    appId: string,
  ): Promise<void> {
    requireNoOtherApp(engineSession, appId);
    if (isSessionApp(appId)) {
      if (!engineSession.open) engineSession.openApp(emptyApp(appId));
      return;
    }
    const access = await connection.access(appId);
    if (access === 'not-found') throw new AccessRefused(CLOSE_CODES.appNotFound);
    if (access === 'forbidden') throw new AccessRefused(CLOSE_CODES.forbidden);
    if (engineSession.open) return;
    const app = await this.loader.open(appId, connection.user.id, (text) =>
      engineSession.reportLoading(text),
    );
    engineSession.openApp(app);
  }
}

function requireNoOtherApp(engineSession: EngineSession, appId: string | undefined): void {
  const openId = engineSession.open?.document.app.summary.id;
  if (openId !== undefined && openId !== appId) {
    throw new QixError(QIX_CODES.appAlreadyOpen, 'Another app is open in this session', openId);
  }
}
