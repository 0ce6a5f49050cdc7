import type { HostConfig } from '@qlik/api/auth';
import type { Doc, WebSocketEvent } from '@qlik/api/qix';
import {
  type ɵConnectionSession as ConnectionSession,
  type InitialAppStateRuntimeModule,
  isSignedIn,
  QlikError,
  type QixRuntimeModule,
  ɵrejectAfter as rejectAfter,
} from 'ngx-qlik';
import { ProgressLimit } from './progress-limit';
import { type Attachment, RuntimeSession, type SessionTarget } from './runtime-session';
import type { ServerNotice } from './server-notice';
import { type FailedApp, toOpenError, toOpenTimeout, toSuspensionError } from './session-errors';
import type { SessionLimits } from './session-limits';
import { SessionSocket } from './session-socket';
import { signInRefusal } from './sign-in-refusal';
import { SocketSignIn } from './socket-sign-in';

/** The dependencies of a shared session. */
export interface SessionDependencies {
  readonly auth: ConnectionSession;
  readonly limits: SessionLimits;
  loadModule(): Promise<QixRuntimeModule>;
  /** Loads the module that calls back before other code of the page gets an app. A runtime may lack it. */
  loadInitialStateModule(): Promise<InitialAppStateRuntimeModule>;
  /** Returns the host config of the current sign-in. */
  hostConfig(): Promise<HostConfig>;
  /** Returns a host config for which Qlik's runtime opens a new socket instead of reusing the dead one. */
  freshHostConfig(dead: HostConfig | undefined): Promise<HostConfig>;
  isOnline(): boolean;
  isVisible(): boolean;
}

/** What an {@link EngineConnection} tells its owner. */
export interface ConnectionOwner {
  /** Called before an app opens. */
  beforeOpen(hostConfig: HostConfig): Promise<void>;
  /** Called with each progress message of the opening engine. */
  onProgress(progress: string): void;
  /** The socket has closed. */
  onClosed(error: QlikError): void;
  /** Other code of the page (Qlik's runtime, an embed) has reconnected the shared socket. */
  onResumed(): void;
  /** The server has ended the sign-in; the socket counts as closed. */
  onSignedOut(error: QlikError): void;
  /** Called before Qlik's session is closed. */
  beforeRelease(): void;
}

/**
 * The connection of an app session to the engine: Qlik's session for the app, its socket, and the host config and sign-in that it was opened
 * with. Another attempt to open takes the place of the one before.
 */
export class EngineConnection {
  private readonly app: FailedApp;
  private readonly signIn: SocketSignIn;
  private live: RuntimeSession | undefined;
  private latestSocket = new SessionSocket();
  private usedHostConfig: HostConfig | undefined;
  /** Epoch of the sign-in; `undefined` until the user is signed in. */
  private epoch: number | undefined;
  private limit: ProgressLimit | undefined;
  /** Ends all waits. */
  private readonly closing = new AbortController();

  constructor(
    private readonly target: SessionTarget,
    private readonly dependencies: SessionDependencies,
    private readonly owner: ConnectionOwner,
  ) {
    this.app = { connectionId: dependencies.auth.connection.id, appId: target.appId };
    this.signIn = new SocketSignIn(dependencies.auth);
  }

  /** The latest socket: another one after each reconnect. */
  get socket(): SessionSocket {
    return this.latestSocket;
  }

  get isReleased(): boolean {
    return this.live === undefined;
  }

  /** Whether the engine still had the session. */
  get isAttached(): boolean {
    return this.live?.attachment === 'attached';
  }

  /** Whether the user was signed in when the app opened, or has signed in since. */
  get hasSignIn(): boolean {
    return this.epoch !== undefined;
  }

  /** Remembers the present sign-in as that of this connection, unless it has one. */
  joinSignIn(): void {
    const { auth } = this.dependencies;
    if (isSignedIn(auth.state())) this.epoch ??= auth.epoch();
  }

  /** Call it on a change of the sign-in. @returns false when this connection's sign-in has ended */
  followSignIn(): boolean {
    this.limit?.reportProgress();
    return this.epoch === this.dependencies.auth.epoch();
  }

  /**
   * Opens the app, and tries once more with a new token.
   * @param flow aborts when the result is not needed any more
   * @throws {QlikError} the reason why the app did not open
   * @throws the signal's reason
   */
  async open(flow: AbortSignal): Promise<Doc> {
    const doc = await this.openWithRetry(flow);
    flow.throwIfAborted();
    // Qlik's runtime hands out a closed socket for as long as an embed that has left the page keeps it.
    if (!this.live?.isConnected) this.socket.close(toSuspensionError(undefined, this.app));
    return doc;
  }

  /** Opens the app on a new socket. @throws as {@link open} */
  openAnew(flow: AbortSignal): Promise<Doc> {
    return this.connect(flow, () => this.dependencies.freshHostConfig(this.usedHostConfig));
  }

  /**
   * Opens a new socket for the session that is open, if the engine still has it.
   * @param joinsRuntime waits for the attempt that Qlik's runtime makes
   * @param onSilence called when there is no response in time
   * @throws {QlikError} when it fails
   */
  async attach({
    joinsRuntime,
    onSilence,
  }: {
    readonly joinsRuntime: boolean;
    readonly onSilence: () => void;
  }): Promise<Attachment> {
    const { live } = this;
    if (!live) return 'created';
    const { attempt, open } = this.dependencies.limits;
    const socket = this.useNewSocket();
    // The runtime tries eleven times, two seconds apart.
    const limit = joinsRuntime ? Math.max(attempt, open) : attempt;
    const attaching = joinsRuntime ? live.joinRuntimeResume() : live.resume();
    const onTimeout = () => {
      onSilence();
      return toOpenTimeout(this.app, limit);
    };
    const attachment = await this.startLimit(limit).race(attaching, onTimeout, this.closing.signal);
    socket.setApp();
    return attachment;
  }

  /** Call it when the session goes on on a socket that other code has opened. */
  useNewSocket(): SessionSocket {
    return (this.latestSocket = new SessionSocket());
  }

  /** Resolves when the engine responds. @throws {QlikError} without a response in time @throws enigma's error */
  async probe(): Promise<void> {
    const { probe } = this.dependencies.limits;
    if (!this.live) return;
    await rejectAfter(this.live.probe(), probe, () => toOpenTimeout(this.app, probe), this.closing.signal);
  }

  /**
   * Renews a sign-in that has ended on the server, as a browser does not tell of it.
   * @throws {QlikError} when the renewal fails
   */
  renewSignInIfEnded(): Promise<void> {
    return this.signIn.renewIfEnded();
  }

  /** Embeds that have just left the page keep a lost socket for some seconds: those that come next get another. */
  leaveLostSocket(): void {
    const { auth } = this.dependencies;
    if (!isSignedIn(auth.state()) || auth.epoch() !== this.epoch) return;
    this.dependencies.freshHostConfig(this.usedHostConfig).catch(() => {
      // Where there is none, the next use reports it.
    });
  }

  /** Closes Qlik's session; the socket too, unless other code of the page uses it. */
  release(): void {
    this.owner.beforeRelease();
    this.live?.close();
    this.live = undefined;
  }

  /** Ends all waits, and closes Qlik's session. */
  end(): void {
    this.closing.abort();
    this.release();
  }

  /** Browsers hide why a socket is refused: an expired temporary token or session looks like a server that is down. */
  private async openWithRetry(flow: AbortSignal): Promise<Doc> {
    try {
      return await this.connect(flow, () => this.dependencies.hostConfig());
    } catch (thrown) {
      flow.throwIfAborted();
      if (!(thrown instanceof QlikError) || thrown.code !== 'app-open-failed' || thrown.status !== undefined)
        throw thrown;
    }
    await this.renewSignInIfEnded();
    flow.throwIfAborted();
    return this.openAnew(flow);
  }

  private async connect(flow: AbortSignal, hostConfig: () => Promise<HostConfig>): Promise<Doc> {
    this.release();
    const { auth, limits } = this.dependencies;
    let stopWatch: () => void = () => undefined;
    try {
      // The token request overlaps with loading the runtime.
      auth.prepare('websocket');
      // Both wait for a sign-in in progress without a limit; their requests have their own limits.
      const [module] = await Promise.all([this.dependencies.loadModule(), hostConfig()]);
      flow.throwIfAborted();
      // The next call would try to restore a failed sign-in again, unseen. Without a user, Qlik's code reports an error of its own.
      const refusal = signInRefusal(auth);
      if (refusal) throw refusal;
      // The user may have changed while the module was loading.
      const config = await hostConfig();
      flow.throwIfAborted();
      this.joinSignIn();
      this.usedHostConfig = config;
      await this.owner.beforeOpen(config);
      flow.throwIfAborted();
      this.useNewSocket();
      const live: RuntimeSession = new RuntimeSession(module, config, this.target, {
        onSocketEvent: (event) => this.onSocketEvent(live, event),
        onServerNotice: (notice) => this.onServerNotice(live, notice),
      });
      this.live = live;
      const limit = this.startLimit(limits.open);
      const opening = live.open((progress) => {
        limit.reportProgress();
        if (progress) this.owner.onProgress(progress);
      });
      const silence = this.signIn.detectExpiry(limits.probe);
      stopWatch = () => silence.stop();
      const outcome = Promise.race([opening, silence.ended]);
      return await limit.race(outcome, () => toOpenTimeout(this.app, limits.open), this.closing.signal);
    } catch (thrown) {
      if (!flow.aborted) this.release();
      throw toOpenError(thrown, this.app);
    } finally {
      stopWatch();
    }
  }

  /** Starts a time limit that is suspended during a renewal of the sign-in. */
  private startLimit(milliseconds: number): ProgressLimit {
    return (this.limit = new ProgressLimit(
      milliseconds,
      () => this.dependencies.auth.state().status === 'renewing',
    ));
  }

  private onSocketEvent(live: RuntimeSession, event: WebSocketEvent): void {
    if (live !== this.live) return;
    if (event.eventType === 'suspended' || event.eventType === 'closed') this.close(event.code);
    else if (event.eventType === 'resumed') this.owner.onResumed();
  }

  private onServerNotice(live: RuntimeSession, notice: ServerNotice): void {
    if (live !== this.live) return;
    if (notice !== 'signed-out') return this.close(notice.closeCode);
    const error = toSuspensionError(4006, this.app);
    this.socket.close(error);
    this.owner.onSignedOut(error);
  }

  private close(closeCode: number | undefined): void {
    const error = toSuspensionError(closeCode, this.app);
    // While the app opens or reconnects, this ends the attempt.
    this.socket.close(error);
    this.owner.onClosed(error);
  }
}
