import { randomUUID } from 'node:crypto';
import type { AppCatalog } from '../apps/app-definition.ts';
import type { EngineConnection, EnginePort, EngineSessionInfo } from './connection.ts';
import type { GlobalContext } from './methods/global-methods.ts';
import { ExportedFiles, type ExportedFile } from './objects/exported-files.ts';
import { QIX_CODES, QixError } from './protocol/qix-error.ts';
import { AppLoader, emptyApp } from './session/app-loader.ts';
import { AccessRefused, ClientSocket, CLOSE_CODES } from './session/client-socket.ts';
import { CONSOLE_LOGGER, type EngineLogger } from './session/engine-logger.ts';
import { EngineSession } from './session/engine-session.ts';

/** How an engine is set up. */
export interface EngineOptions {
  readonly catalog: AppCatalog;
  readonly logger?: EngineLogger;
  /** Seconds that a session outlives its last socket, where the connection says nothing. Default 60. */
  readonly sessionTtlSeconds?: number;
  /** A longer time asked for by a connection is cut to this. Default 1800. */
  readonly maxSessionTtlSeconds?: number;
  /** Seconds without a message after which a socket is closed with 4001. Default 3600. */
  readonly idleSeconds?: number;
  /** Sessions at a time, over all users. Default 500. */
  readonly maxSessions?: number;
  /** Handles of one session. Default 10,000. */
  readonly maxHandles?: number;
  /** Bytes of one message. Default 4 MiB. */
  readonly maxMessageBytes?: number;
  /** Unanswered requests of one session. Default 2000. */
  readonly maxPendingRequests?: number;
}

/** Makes an engine: the associative engine behind the sandbox's tenants. */
export function createEngine(options: EngineOptions): EnginePort {
  return new Engine(options);
}

interface Hosted {
  readonly session: EngineSession;
  readonly sockets: Set<ClientSocket>;
  ttlSeconds: number;
  expiry: NodeJS.Timeout | undefined;
}

class Engine implements EnginePort {
  private readonly hosted = new Map<string, Hosted>();
  private readonly exports = new ExportedFiles();
  private readonly loader: AppLoader;
  private readonly logger: EngineLogger;
  private readonly watch: NodeJS.Timeout;

  constructor(private readonly options: EngineOptions) {
    this.loader = new AppLoader(options.catalog);
    this.logger = options.logger ?? CONSOLE_LOGGER;
    const idleMilliseconds = (options.idleSeconds ?? 3600) * 1000;
    this.watch = setInterval(() => this.closeIdle(idleMilliseconds), Math.min(idleMilliseconds, 30_000));
    this.watch.unref();
  }

  get sessions(): readonly EngineSessionInfo[] {
    return [...this.hosted.values()].map(({ session }) => session.info);
  }

  exportedFile(id: string, userId: string): ExportedFile | undefined {
    return this.exports.get(id, userId);
  }

  connect(connection: EngineConnection): void {
    const { socket } = connection;
    const key = JSON.stringify([connection.user.id, connection.appId, connection.identity ?? null]);
    let hosted = this.hosted.get(key);
    const isAttached = hosted?.session.open !== undefined;
    if (!hosted) {
      if (!this.makeRoom()) {
        this.greet(socket, 'SESSION_ERROR_LIMIT_EXCEEDED');
        socket.close(CLOSE_CODES.sessionLimit, 'Session limit reached');
        return;
      }
      const session = new EngineSession(connection, this.options.maxHandles ?? 10_000, this.exports);
      hosted = { session, sockets: new Set(), ttlSeconds: 0, expiry: undefined };
      this.hosted.set(key, hosted);
    }
    this.addSocket(key, hosted, connection);
    this.greet(socket, isAttached ? 'SESSION_ATTACHED' : 'SESSION_CREATED');
  }

  closeSockets(code = 1001, reason = ''): void {
    for (const { sockets } of this.hosted.values())
      for (const { socket } of sockets) {
        if (code === CLOSE_CODES.broken) socket.terminate();
        else socket.close(code, reason);
      }
  }

  dropSessions(): void {
    for (const [key, hosted] of this.hosted) {
      for (const { socket } of hosted.sockets)
        socket.close(CLOSE_CODES.engineTerminating, 'Engine terminating');
      this.end(key, hosted);
    }
  }

  close(): void {
    clearInterval(this.watch);
    this.dropSessions();
  }

  private greet(socket: EngineConnection['socket'], qSessionState: string): void {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'OnConnected', params: { qSessionState } }));
  }

  private addSocket(key: string, hosted: Hosted, connection: EngineConnection): void {
    const { options } = this;
    clearTimeout(hosted.expiry);
    hosted.expiry = undefined;
    const wanted = connection.ttlSeconds ?? options.sessionTtlSeconds ?? 60;
    hosted.ttlSeconds = Math.min(Math.max(wanted, 0), options.maxSessionTtlSeconds ?? 1800);
    const limits = {
      maxMessageBytes: options.maxMessageBytes ?? 4 * 1024 * 1024,
      maxPendingRequests: options.maxPendingRequests ?? 2000,
    };
    const client = new ClientSocket(
      connection.socket,
      hosted.session,
      this.globalContext(hosted.session, connection),
      limits,
      this.logger,
    );
    hosted.sockets.add(client);
    hosted.session.listeners.add(client);
    connection.socket.on('error', (error) => this.logger.warn(`Socket failed: ${error.message}`));
    const leave = (): void => this.removeSocket(key, hosted, client);
    connection.socket.once('close', leave);
    if (connection.socket.readyState === connection.socket.CLOSED) leave();
  }

  private removeSocket(key: string, hosted: Hosted, client: ClientSocket): void {
    hosted.sockets.delete(client);
    hosted.session.listeners.delete(client);
    if (hosted.sockets.size > 0 || this.hosted.get(key) !== hosted) return;
    if (!hosted.session.open) {
      this.end(key, hosted);
      return;
    }
    hosted.expiry = setTimeout(() => this.end(key, hosted), hosted.ttlSeconds * 1000);
    hosted.expiry.unref();
  }

  private end(key: string, hosted: Hosted): void {
    clearTimeout(hosted.expiry);
    this.hosted.delete(key);
    hosted.session.end();
  }

  /** Is there room for one more session? One that nobody is connected to makes way, the oldest first. */
  private makeRoom(): boolean {
    if (this.hosted.size < (this.options.maxSessions ?? 500)) return true;
    for (const [key, hosted] of this.hosted) {
      if (hosted.sockets.size > 0) continue;
      this.end(key, hosted);
      return true;
    }
    return false;
  }

  private closeIdle(idleMilliseconds: number): void {
    const limit = Date.now() - idleMilliseconds;
    for (const { sockets } of this.hosted.values()) {
      for (const client of sockets)
        if (client.lastMessageAt < limit) client.socket.close(CLOSE_CODES.idle, 'Idle for too long');
    }
  }

  private globalContext(session: EngineSession, connection: EngineConnection): GlobalContext {
    const { catalog: catalogue } = this.options;
    return {
      connection,
      catalogue,
      get openAppId() {
        return session.open?.document.app.summary.id;
      },
      openApp: (appId) => this.openApp(session, connection, appId),
      openSessionApp: async () => {
        requireNoOtherApp(session, undefined);
        const id = `SessionApp_${randomUUID()}`;
        session.openApp(emptyApp(id));
        return Promise.resolve(id);
      },
      openSessionAppFrom: async (appId) => {
        requireNoOtherApp(session, undefined);
        const access = await connection.access(appId);
        if (access !== 'allowed') throw new QixError(QIX_CODES.appNotFound, 'App not found', appId);
        const id = `SessionApp_${randomUUID()}`;
        session.openApp(await this.loader.copyForSession(appId, id));
        return id;
      },
      saveApp: () => {
        const { document } = session.open ?? {};
        if (document === undefined || catalogue.save === undefined) return;
        const { summary, content } = document.app;
        catalogue.save(
          summary.id,
          { ...content, script: document.script, hasRunnableScript: true },
          summary.lastReloadTime,
        );
        this.loader.forget(summary.id);
      },
      progress: (requestId) => session.progress.of(requestId),
      cancelReload: (requestId) => session.progress.cancelReload(requestId),
    };
  }

  private async openApp(session: EngineSession, connection: EngineConnection, appId: string): Promise<void> {
    requireNoOtherApp(session, appId);
    if (appId.startsWith('SessionApp_')) {
      if (!session.open) session.openApp(emptyApp(appId));
      return;
    }
    const access = await connection.access(appId);
    if (access === 'not-found') throw new AccessRefused(CLOSE_CODES.appNotFound);
    if (access === 'forbidden') throw new AccessRefused(CLOSE_CODES.forbidden);
    if (session.open) return;
    const app = await this.loader.open(appId, connection.user.id);
    session.openApp(app);
  }
}

function requireNoOtherApp(session: EngineSession, appId: string | undefined): void {
  const openId = session.open?.document.app.summary.id;
  if (openId !== undefined && openId !== appId) {
    throw new QixError(QIX_CODES.appAlreadyOpen, 'Another app is open in this session', openId);
  }
}
