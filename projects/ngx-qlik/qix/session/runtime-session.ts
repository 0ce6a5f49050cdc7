import type { HostConfig } from '@qlik/api/auth';
import type { AppSession as RuntimeHandle, Doc, WebSocketEvent } from '@qlik/api/qix';
import type { QixRuntimeModule } from 'ngx-qlik';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { isMadeByCall } from '../session-app/session-app-id';
import { isMethodName } from '../objects/engine-errors';
import { readNotice, type ServerNotice } from './server-notice';

/** Whether the engine still had the session. */
export type Attachment = 'attached' | 'created';

/** The app to open and its session options. */
export interface SessionTarget {
  readonly appId: string;
  readonly identity?: string;
  readonly ttlSeconds?: number;
}

/** enigma's `SESSION_NOT_ATTACHED`: the engine created a new session instead of attaching to the existing one. */
const NOT_ATTACHED = -12;

/** The close code of a server that ends a session. */
const CLOSED_NORMALLY = 1000;

type Unlisten = () => void;

interface Emitter {
  on(event: string, listener: (...details: readonly unknown[]) => void): unknown;
  removeListener(event: string, listener: (...details: readonly unknown[]) => void): unknown;
}

/** The used part of enigma's session, `doc.session`; not in Qlik's types. */
interface EngineSession {
  readonly sessionState?: unknown;
  readonly rpc?: unknown;
  resume(onlyIfAttached: boolean): Promise<unknown>;
}

/** Listener of a session's events. */
export interface SessionListener {
  /** An event of the socket, from Qlik's runtime. */
  onSocketEvent(event: WebSocketEvent): void;
  /** A notification with which the server ends the session. Qlik's runtime does not report it. */
  onServerNotice(notice: ServerNotice): void;
}

/** An app session of Qlik's runtime. Contains all code that depends on the behavior of that runtime. */
export class RuntimeSession {
  private readonly handle: RuntimeHandle;
  private readonly listening: Unlisten[];
  private stopProgress: () => void = () => undefined;
  private document: Doc | undefined;
  private isClosed = false;

  constructor(
    module: QixRuntimeModule,
    hostConfig: HostConfig,
    target: SessionTarget,
    private readonly listener: SessionListener,
  ) {
    // Without `autoResume`: it retries without events, and on client-managed servers may wait forever.
    this.handle = module.openAppSession({
      ...target,
      // Not in Qlik's types; `createSessionApp` has no host parameter.
      ...(isMadeByCall(target.appId) && { useSessionApp: true }),
      hostConfig: withoutWait(hostConfig),
    });
    this.listening = [this.handle.onWebSocketEvent((event) => this.listener.onSocketEvent(event))];
  }

  /**
   * Opens the app.
   * @param onProgress called with each progress message of the engine; empty for events without a message
   */
  async open(onProgress: (text: string) => void): Promise<Doc> {
    this.stopProgress = this.handle.onOpenProgress((event) => {
      const text = event.status === 'progress' ? event.transient.parameters.join(' ').trim() : '';
      // Without another message, the engine gives the name of the call.
      onProgress(isMethodName(text) ? '' : text);
    });
    try {
      this.document = await this.handle.getDoc();
      if (!this.isClosed) this.listenToServer();
      return this.document;
    } finally {
      this.stopProgress();
    }
  }

  /** The engine's session state of the current socket; `created` when unknown. */
  get attachment(): Attachment {
    return this.engineSession()?.sessionState === 'SESSION_ATTACHED' ? 'attached' : 'created';
  }

  /** Whether the app's socket is open, as far as known. */
  get isConnected(): boolean {
    const rpc = this.engineSession()?.rpc;
    const socket = isRecord(rpc) ? rpc['socket'] : undefined;
    return !isRecord(socket) || socket['readyState'] === WebSocket.OPEN;
  }

  /**
   * Opens a new socket and attaches to the engine's session if it still exists: handles, objects and selections remain valid.
   * @returns `created` when the engine has lost the session; this session is unusable then
   */
  async resume(): Promise<Attachment> {
    const engineSession = this.engineSession();
    if (!engineSession) {
      await this.handle.resume();
      return 'created';
    }
    try {
      await engineSession.resume(true);
      return this.attachment;
    } catch (thrown) {
      if (isNotAttached(thrown)) return 'created';
      throw thrown;
    }
  }

  /** Waits for the attempt that the runtime makes after some close codes; a concurrent attempt would break both. */
  async joinRuntimeResume(): Promise<Attachment> {
    await this.handle.resume();
    return this.attachment;
  }

  /** Resolves when the engine responds to an inexpensive call. */
  async probe(): Promise<void> {
    await this.document?.backCount();
  }

  /** Closes the socket immediately, unless other code of the page (an embed) uses it too. */
  close(): void {
    this.isClosed = true;
    this.listening.splice(0).forEach((unlisten) => unlisten());
    this.stopProgress();
    // Qlik's default delay is five seconds; this library has its own linger time.
    this.handle.close({ websocketCloseDelay: 0 }).catch(() => {
      // A socket that fails to close properly is closed nevertheless.
    });
  }

  private listenToServer(): void {
    const engineSession = this.engineSession();
    if (!engineSession) return;
    this.listen(engineSession, 'notification:*', (name) => {
      const notice = readNotice(name);
      if (notice) this.listener.onServerNotice(notice);
    });
    // Neither enigma nor the runtime reports a socket that the server closes with this code.
    this.listen(engineSession.rpc, 'closed', (event) => {
      if (closeCodeOf(event) === CLOSED_NORMALLY)
        this.listener.onServerNotice({ closeCode: CLOSED_NORMALLY });
    });
  }

  private listen(source: unknown, event: string, listener: (detail: unknown) => void): void {
    if (!isEmitter(source)) return;
    source.on(event, listener);
    this.listening.push(() => void source.removeListener(event, listener));
  }

  private engineSession(): EngineSession | undefined {
    const found: unknown = this.document && (this.document as { readonly session?: unknown }).session;
    return isEngineSession(found) ? found : undefined;
  }
}

/**
 * For client-managed servers Qlik's runtime waits two seconds on each socket for a sign-in request of the server. This library opens
 * sockets after the sign-in, and detects such a request by a timeout.
 * @see `@qlik/api` 2.19, `listenForWindowsAuthenticationInformation`
 */
function withoutWait(hostConfig: HostConfig): HostConfig {
  // Not in Qlik's types; this library's host configs contain it.
  const waits = (hostConfig as { readonly forceIsWindows?: unknown }).forceIsWindows;
  return waits === true ? Object.assign({}, hostConfig, { forceIsWindows: false }) : hostConfig;
}

function isEmitter(value: unknown): value is Emitter {
  return (
    isRecord(value) && typeof value['on'] === 'function' && typeof value['removeListener'] === 'function'
  );
}

function closeCodeOf(event: unknown): unknown {
  return isRecord(event) ? event['code'] : undefined;
}

function isEngineSession(value: unknown): value is EngineSession {
  return isRecord(value) && typeof value['resume'] === 'function';
}

function isNotAttached(thrown: unknown): boolean {
  return isRecord(thrown) && thrown['code'] === NOT_ATTACHED;
}
