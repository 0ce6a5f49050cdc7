import type { HostConfig } from '@qlik/api/auth';
import type { AppSession as RuntimeHandle, Doc, WebSocketEvent } from '@qlik/api/qix';
import type { QixRuntimeModule } from 'ngx-qlik';

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

/** The part of enigma's session that `doc.session` gives; not in Qlik's types. */
interface EngineSession {
  readonly sessionState?: unknown;
  resume(onlyIfAttached: boolean): Promise<unknown>;
}

/** One app session of Qlik's runtime: everything that depends on how that runtime behaves. */
export class RuntimeSession {
  private readonly handle: RuntimeHandle;
  private readonly stopListening: () => void;
  private stopProgress: () => void = () => undefined;
  private document: Doc | undefined;

  constructor(
    module: QixRuntimeModule,
    hostConfig: HostConfig,
    target: SessionTarget,
    onEvent: (event: WebSocketEvent) => void,
  ) {
    // Without `autoResume`: that mode retries out of sight, and on client-managed servers may wait for ever.
    this.handle = module.openAppSession({ ...target, hostConfig });
    this.stopListening = this.handle.onWebSocketEvent(onEvent);
  }

  /**
   * The open app.
   * @param onProgress told what the engine is doing meanwhile, in its own words
   */
  async open(onProgress: (text: string) => void): Promise<Doc> {
    this.stopProgress = this.handle.onOpenProgress((event) => {
      if (event.status !== 'progress') return;
      const text = event.transient.parameters.join(' ').trim();
      if (text) onProgress(text);
    });
    try {
      this.document = await this.handle.getDoc();
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
    this.stopListening();
    this.stopProgress();
    // Qlik's default is to wait five seconds in case somebody comes back; lingering is this library's own.
    this.handle.close({ websocketCloseDelay: 0 }).catch(() => {
      // A socket that does not close properly is closed all the same.
    });
  }

  private engineSession(): EngineSession | undefined {
    const found: unknown = this.document && (this.document as { readonly session?: unknown }).session;
    return isEngineSession(found) ? found : undefined;
  }
}

function isEngineSession(value: unknown): value is EngineSession {
  return (
    typeof value === 'object' && value !== null && 'resume' in value && typeof value.resume === 'function'
  );
}

function isNotAttached(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === NOT_ATTACHED;
}
