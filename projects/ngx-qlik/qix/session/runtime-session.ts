import type { HostConfig } from '@qlik/api/auth';
import type { AppSession as RuntimeHandle, Doc, WebSocketEvent } from '@qlik/api/qix';
import type { QixRuntimeModule } from 'ngx-qlik';
import { isMadeByCall } from '../session-app/session-app-id';
import { readNotice, type ServerNotice } from './server-notice';

/** Whether the engine still had the session. */
export type Attachment = 'attached' | 'created';

/** What to open. */
export interface SessionTarget {
  readonly appId: string;
  readonly identity?: string;
  readonly ttlSeconds?: number;
}

/** enigma's `SESSION_NOT_ATTACHED`: the engine made a new session, and an old one was asked for. */
const NOT_ATTACHED = -12;

/** What a server that ends a session by itself closes the socket with. */
const CLOSED_NORMALLY = 1000;

type Unlisten = () => void;

interface Emitter {
  on(event: string, listener: (...details: readonly unknown[]) => void): unknown;
  removeListener(event: string, listener: (...details: readonly unknown[]) => void): unknown;
}

/** The part of enigma's session that `doc.session` gives; not in Qlik's types. */
interface EngineSession {
  readonly sessionState?: unknown;
  readonly rpc?: unknown;
  resume(onlyIfAttached: boolean): Promise<unknown>;
}

/** Who wants to know what becomes of a session. */
export interface SessionListener {
  /** Qlik's runtime tells of the socket. */
  onSocketEvent(event: WebSocketEvent): void;
  /** The server ended the session and said why, which Qlik's runtime passes over. */
  onServerNotice(notice: ServerNotice): void;
}

/** One app session of Qlik's runtime: everything that depends on how that runtime behaves. */
export class RuntimeSession {
  private readonly handle: RuntimeHandle;
  private readonly listening: Unlisten[];
  private stopProgress: () => void = () => undefined;
  private document: Doc | undefined;

  constructor(
    module: QixRuntimeModule,
    hostConfig: HostConfig,
    target: SessionTarget,
    private readonly listener: SessionListener,
  ) {
    // Without `autoResume`: that mode retries out of sight, and on client-managed servers may wait for ever.
    this.handle = module.openAppSession({
      ...target,
      // Not in Qlik's types; its own `createSessionApp` cannot be told the host.
      ...(isMadeByCall(target.appId) && { useSessionApp: true }),
      hostConfig: withoutWait(hostConfig),
    });
    this.listening = [this.handle.onWebSocketEvent((event) => this.listener.onSocketEvent(event))];
  }

  /**
   * The open app.
   * @param onProgress told whenever the engine reports, and what it is doing in its own words; an empty text where it has none
   */
  async open(onProgress: (text: string) => void): Promise<Doc> {
    this.stopProgress = this.handle.onOpenProgress((event) => {
      onProgress(event.status === 'progress' ? event.transient.parameters.join(' ').trim() : '');
    });
    try {
      this.document = await this.handle.getDoc();
      this.listenToServer();
      return this.document;
    } finally {
      this.stopProgress();
    }
  }

  /** What the engine said when the present socket was opened; taken for new where it did not say. */
  get attachment(): Attachment {
    return this.engineSession()?.sessionState === 'SESSION_ATTACHED' ? 'attached' : 'created';
  }

  /**
   * Opens a new socket and takes up the engine's session, if it is there still: handles, objects and selections live on.
   * @returns `created` when the engine has lost the session; this session is of no use then
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

  /** Waits for the attempt that the runtime makes by itself after some close codes; a second one beside it would break both. */
  async joinRuntimeResume(): Promise<Attachment> {
    await this.handle.resume();
    return this.attachment;
  }

  /** Settles when the engine answers: the cheapest question there is. */
  async probe(): Promise<void> {
    await this.document?.backCount();
  }

  /** Lets the socket go at once, unless others in the page (an embed) use it too. */
  close(): void {
    this.listening.splice(0).forEach((unlisten) => unlisten());
    this.stopProgress();
    // Qlik's default is to wait five seconds in case somebody comes back; lingering is this library's own.
    this.handle.close({ websocketCloseDelay: 0 }).catch(() => {
      // A socket that does not close properly is closed all the same.
    });
  }

  private listenToServer(): void {
    const session = this.engineSession();
    if (!session) return;
    this.listen(session, 'notification:*', (name) => {
      const notice = readNotice(name);
      if (notice) this.listener.onServerNotice(notice);
    });
    // Neither enigma nor the runtime tells of a socket that the server closed with this code.
    this.listen(session.rpc, 'closed', (event) => {
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
 * For client-managed servers Qlik's runtime waits two seconds on each socket, in case the server asks to sign in. Sockets are opened after
 * the sign-in here, and a server that does ask is found out by its silence.
 * @see `@qlik/api` 2.19, `listenForWindowsAuthenticationInformation`
 */
function withoutWait(hostConfig: HostConfig): HostConfig {
  // Not in Qlik's types; this library registers its host configs with it.
  const waits = (hostConfig as { readonly forceIsWindows?: unknown }).forceIsWindows;
  return waits === true ? Object.assign({}, hostConfig, { forceIsWindows: false }) : hostConfig;
}

function isEmitter(value: unknown): value is Emitter {
  return (
    typeof value === 'object' &&
    value !== null &&
    'on' in value &&
    typeof value.on === 'function' &&
    'removeListener' in value &&
    typeof value.removeListener === 'function'
  );
}

function closeCodeOf(event: unknown): unknown {
  return typeof event === 'object' && event !== null && 'code' in event ? event.code : undefined;
}

function isEngineSession(value: unknown): value is EngineSession {
  return (
    typeof value === 'object' && value !== null && 'resume' in value && typeof value.resume === 'function'
  );
}

function isNotAttached(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === NOT_ATTACHED;
}
