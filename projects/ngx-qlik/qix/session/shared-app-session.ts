import { type Signal, signal } from '@angular/core';
import type { HostConfig } from '@qlik/api/auth';
import type { Doc, WebSocketEvent } from '@qlik/api/qix';
import {
  type ɵConnectionSession as ConnectionSession,
  type InitialAppStateRuntimeModule,
  isSignedIn,
  QlikError,
  type QixRuntimeModule,
  type QlikErrorCode,
  ɵrejectAfter as rejectAfter,
} from 'ngx-qlik';
import { isDisconnection } from '../objects/engine-codes';
import { SessionObjects } from '../objects/session-objects';
import type { AppSessionState, SessionRecovery } from './app-session';
import { type InitialAppState, InitialAppStates } from './initial-app-state';
import { Latest } from './latest';
import { ProgressLimit } from './progress-limit';
import { type Attachment, RuntimeSession, type SessionTarget } from './runtime-session';
import { SelectionMemory } from './selection-memory';
import {
  closeCodeOf,
  type FailedApp,
  toOfflineError,
  toOpenError,
  toOpenTimeout,
  toSuspensionError,
  toUnreachableError,
} from './session-errors';
import { pauseBefore, type SessionLimits } from './session-limits';
import { SessionSocket } from './session-socket';
import type { ServerNotice } from './server-notice';
import { signInRefusal } from './sign-in-refusal';
import { SocketSignIn } from './socket-sign-in';
import { IDLE, planFor, type SuspensionPlan } from './suspension';
import { createDeferred, type Deferred, Pause } from './waits';

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
}

/** Errors for which a retry does not help. */
const FINAL_CODES: readonly QlikErrorCode[] = [
  'app-not-found',
  'app-forbidden',
  'sign-in-required',
  'sign-in-refused',
  'credential-refused',
  'credential-expired',
];

/** The first step of an attempt to reconnect. */
type ActivePlan = Exclude<SuspensionPlan, 'wait' | 'fail'> | 'check-sign-in';

/** Why a session cannot be resumed: the engine lost it, or does not respond. */
type Loss = 'lost' | 'silent';

/**
 * One app of one connection, shared by all its uses: opens the app, watches its socket, reconnects.
 *
 * Each operation belongs to a *flow*, which a later one aborts: results of an earlier flow are dropped.
 */
export class SharedAppSession {
  private readonly current = signal<AppSessionState>({ status: 'opening' });
  private readonly document = signal<Doc | undefined>(undefined);
  private readonly app: FailedApp;
  private readonly pause = new Pause();
  private readonly memory: SelectionMemory;
  private readonly signIn: SocketSignIn;
  private readonly initial: InitialAppStates;
  private objects = new SessionObjects();
  private hasOpened = false;
  /** The latest application of initial states. */
  private preparation: Promise<void> = Promise.resolve();
  private live: RuntimeSession | undefined;
  /** The socket of {@link live}: another one after each reconnect. */
  private socket = new SessionSocket();
  private usedHostConfig: HostConfig | undefined;
  private readonly flows = new Latest();
  /** Epoch of this session's sign-in; `undefined` until the user is signed in. */
  private epoch: number | undefined;
  private limit: ProgressLimit | undefined;
  /** Set while the engine's session is or may be lost: it must be rebuilt instead of resumed. */
  private loss: Loss | undefined;
  private opened!: Deferred<Doc>;
  /** Ends all waits on close. */
  private readonly closing = new AbortController();

  readonly state: Signal<AppSessionState> = this.current.asReadonly();
  readonly doc: Signal<Doc | undefined> = this.document.asReadonly();

  constructor(
    private readonly target: SessionTarget,
    private readonly dependencies: SessionDependencies,
  ) {
    this.app = { connectionId: dependencies.auth.connection.id, appId: target.appId };
    this.memory = new SelectionMemory(dependencies.limits.call);
    this.signIn = new SocketSignIn(dependencies.auth);
    this.initial = new InitialAppStates(dependencies.limits.call, dependencies.auth.connection.id);
    void this.open();
  }

  get ready(): Promise<Doc> {
    const { promise } = this.opened;
    return this.current().status === 'open' ? this.preparation.then(() => promise) : promise;
  }

  /**
   * Adds a use, and applies its initial state before the app is handed out; to an app that is open already, at once. Does nothing for one
   * that the app had.
   */
  addUse(state: InitialAppState | undefined): void {
    this.initial.addUse(state);
    const doc = this.document();
    if (doc && this.initial.isPending && this.current().status === 'open') {
      const prepared = this.prepare(doc).then(() => this.showInitialError());
      // A lost socket reconnects, and applies it then.
      this.preparation = prepared.catch(() => undefined);
    }
  }

  /** Removes a use, with the initial state that it has given. */
  removeUse(state: InitialAppState | undefined): void {
    this.initial.removeUse(state);
  }

  /** @see AppSession.resume */
  resume(): void {
    const { status } = this.current();
    if (status === 'failed') void this.open();
    else if (status === 'suspended') void this.reconnect(this.planForReturn());
    else if (status === 'resuming') this.pause.end();
    else if (status === 'open') void this.probe();
  }

  /**
   * Called when the page comes online or becomes visible: continues a waiting session, opens one that could not be reached, and checks an
   * open one.
   */
  wake(): void {
    const state = this.current();
    if (state.status === 'resuming') this.pause.end();
    else if (state.status === 'suspended' && canAutoResume(state.error))
      void this.reconnect(this.planForReturn());
    else if (state.status === 'failed' && state.error.isRetryable && canAutoResume(state.error))
      void this.open();
    else if (state.status === 'open') void this.probe();
  }

  /**
   * Called on a change of the sign-in: opens an app that failed to open without a sign-in.
   * @returns false when this session's sign-in has ended
   */
  followSignIn(): boolean {
    const { auth } = this.dependencies;
    if (this.epoch !== undefined) {
      this.limit?.reportProgress();
      return this.epoch === auth.epoch();
    }
    const state = auth.state();
    const isPossible = isSignedIn(state) || state.status === 'signing-in';
    if (isPossible && this.current().status === 'failed') void this.open();
    return true;
  }

  /** Closes the socket permanently and clears the state. */
  close(): void {
    this.leaveLostSocket();
    this.flows.end();
    this.closing.abort();
    this.pause.end();
    this.release();
    this.document.set(undefined);
    this.current.set({ status: 'closed' });
    this.opened.reject(
      new QlikError('session-suspended', 'The app was closed before it was open.', {
        remedy: 'Open it again.',
        variant: 'closed',
        connectionId: this.app.connectionId,
      }),
    );
  }

  /** Embeds that have just left the page keep a lost socket for some seconds: those that come next get another. */
  private leaveLostSocket(): void {
    const { auth } = this.dependencies;
    const { status } = this.current();
    const isLost = status === 'resuming' || status === 'suspended';
    if (!isLost || !isSignedIn(auth.state()) || auth.epoch() !== this.epoch) return;
    this.dependencies.freshHostConfig(this.usedHostConfig).catch(() => {
      // Where there is none, the next use reports it.
    });
  }

  private async open(): Promise<void> {
    const flow = this.flows.begin();
    this.opened = createDeferred<Doc>();
    this.current.set({ status: 'opening' });
    this.joinSignIn();
    try {
      const doc = await this.connectWithRetry(flow);
      flow.throwIfAborted();
      // Opened again after a failure: the engine may have lost the selections.
      const isAttached = this.live?.attachment === 'attached';
      // Qlik's runtime hands out a closed socket for as long as an embed that has left the page keeps it.
      if (!this.live?.isConnected) this.socket.close(toSuspensionError(undefined, this.app));
      const isAnew = !this.memory.isEmpty && (this.loss === 'lost' || !isAttached);
      if (isAnew) this.loss = 'lost';
      if (isAnew || !isAttached) this.initial.reset(doc);
      await this.handOut(flow, doc, { restores: isAnew });
    } catch (thrown) {
      if (!flow.aborted) this.onOpeningFailed(thrown);
    }
  }

  private onOpeningFailed(thrown: unknown): void {
    const { loss } = this.socket;
    if (!loss) return this.fail(thrown);
    // The app was there: the connection is lost as that of an open app is.
    this.loss ??= 'silent';
    this.onSocketLost(loss);
  }

  private joinSignIn(): void {
    if (isSignedIn(this.dependencies.auth.state())) this.epoch ??= this.dependencies.auth.epoch();
  }

  /** Starts a time limit that is suspended during a renewal of the sign-in. */
  private startLimit(milliseconds: number): ProgressLimit {
    return (this.limit = new ProgressLimit(
      milliseconds,
      () => this.dependencies.auth.state().status === 'renewing',
    ));
  }

  /**
   * Connects, and retries once with a new token. Browsers hide why a socket is refused: an expired temporary token or session looks like a
   * server that is down.
   */
  private async connectWithRetry(flow: AbortSignal): Promise<Doc> {
    try {
      return await this.connect(flow, { hostConfig: () => this.dependencies.hostConfig() });
    } catch (thrown) {
      flow.throwIfAborted();
      if (!(thrown instanceof QlikError) || thrown.code !== 'app-open-failed' || thrown.status !== undefined)
        throw thrown;
    }
    await this.signIn.renewIfEnded();
    flow.throwIfAborted();
    return this.connect(flow, { hostConfig: () => this.dependencies.freshHostConfig(this.usedHostConfig) });
  }

  /** @throws {QlikError} the reason why the app did not open */
  private async connect(
    flow: AbortSignal,
    { hostConfig }: { hostConfig: () => Promise<HostConfig> },
  ): Promise<Doc> {
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
      await this.announceInitialState(config);
      flow.throwIfAborted();
      this.socket = new SessionSocket();
      const live: RuntimeSession = new RuntimeSession(module, config, this.target, {
        onSocketEvent: (event) => this.onSocketEvent(live, event),
        onServerNotice: (notice) => this.onServerNotice(live, notice),
      });
      this.live = live;
      const limit = this.startLimit(limits.open);
      const opening = live.open((progress) => {
        limit.reportProgress();
        if (progress && this.current().status === 'opening')
          this.current.set({ status: 'opening', progress });
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

  /**
   * Lets Qlik's runtime apply the initial state, so that embeds of other code do not see the app before either. Without that module, and
   * for an app that the runtime has open, this class applies it when the app is open.
   */
  private async announceInitialState(hostConfig: HostConfig): Promise<void> {
    if (!this.initial.isPending) return;
    const { appId, identity } = this.target;
    // The runtime keeps the callback for as long as the page lives.
    const self = new WeakRef(this);
    try {
      const { addOnAppOpenCallback } = await this.dependencies.loadInitialStateModule();
      addOnAppOpenCallback({ appId, ...(identity && { identity }), hostConfig }, async ({ doc }) => {
        if (doc) await self.deref()?.prepare(doc);
      });
    } catch {
      // The state is applied without it.
    }
  }

  /** Applies what of the initial states is pending. @throws when the socket closes meanwhile */
  private prepare(doc: Doc): Promise<void> {
    const { socket } = this;
    socket.setApp();
    const prepared = this.preparation.then(async () => {
      try {
        if (this.initial.isPending) await this.initial.apply(doc, socket.closed);
      } catch (thrown) {
        // The event of the socket may come later than the rejection of its calls.
        socket.close(toSuspensionError(closeCodeOf(thrown), this.app));
        throw thrown;
      }
    });
    this.preparation = prepared.catch(() => undefined);
    return prepared;
  }

  private showInitialError(): void {
    const state = this.current();
    const { error } = this.initial;
    if (state.status === 'open' && error) this.current.set({ ...state, initialStateError: error });
  }

  /**
   * Restores the selections of a lost session, applies the initial states of all uses, also of those that began meanwhile, and hands out the
   * app, unless its socket has closed by then.
   * @throws the signal's reason when a later flow has begun; otherwise when the socket closes
   */
  private async handOut(
    flow: AbortSignal,
    doc: Doc,
    { restores = false }: { readonly restores?: boolean } = {},
  ): Promise<void> {
    const { closed } = this.socket;
    const prepare = async () => {
      await this.prepare(doc);
      flow.throwIfAborted();
      closed.throwIfAborted();
    };
    let recovery: SessionRecovery | undefined;
    if (restores) {
      await prepare();
      recovery = await this.restore(doc, closed);
      flow.throwIfAborted();
    }
    do await prepare();
    while (this.initial.isPending);
    this.setOpen(doc, recovery);
  }

  private setOpen(doc: Doc, recovery?: SessionRecovery): void {
    this.keepObjects(doc);
    this.loss = undefined;
    this.hasOpened = true;
    // A rebuilt session needs a new promise: the old one has the lost app.
    if (this.document()) this.opened = createDeferred<Doc>();
    this.document.set(doc);
    this.current.set({
      status: 'open',
      ...(this.live?.attachment === 'attached' && !recovery && { isReattached: true }),
      ...(recovery && { recovery }),
      ...(this.initial.error && { initialStateError: this.initial.error }),
    });
    this.opened.resolve(doc);
    this.memory.watch(doc);
  }

  private keepObjects(doc: Doc): void {
    const isAttached = this.live?.attachment === 'attached' && this.loss !== 'lost';
    if (doc !== this.document() && !isAttached) {
      this.objects.end();
      this.objects = new SessionObjects();
    }
    this.objects.open(doc);
  }

  private fail(thrown: unknown): void {
    const error = toOpenError(thrown, this.app);
    this.flows.end();
    this.release();
    this.document.set(undefined);
    this.current.set({ status: 'failed', error });
    this.opened.reject(error);
  }

  private onSocketEvent(live: RuntimeSession, event: WebSocketEvent): void {
    if (live !== this.live) return;
    if (event.eventType === 'suspended' || event.eventType === 'closed') this.onSocketClosed(event.code);
    else if (event.eventType === 'resumed' && this.current().status === 'suspended')
      void this.onExternalResume(live);
  }

  private onServerNotice(live: RuntimeSession, notice: ServerNotice): void {
    if (live !== this.live) return;
    if (notice !== 'signed-out') return this.onSocketClosed(notice.closeCode);
    const error = toSuspensionError(4006, this.app);
    this.socket.close(error);
    if (this.current().status === 'open') this.current.set({ status: 'suspended', error });
    // Ends the sign-in of this connection too.
    void this.dependencies.auth.followSignOut();
  }

  private onSocketClosed(closeCode: number | undefined): void {
    const error = toSuspensionError(closeCode, this.app);
    // While the app opens or reconnects, this ends the attempt.
    this.socket.close(error);
    if (this.current().status === 'open') this.onSocketLost(error);
  }

  private onSocketLost(error: QlikError): void {
    const plan = this.planAfter(error);
    if (!plan) return;
    if (this.document()) this.current.set({ status: 'suspended', error });
    void this.reconnect(plan);
  }

  /** Returns how to reconnect after a lost socket; `undefined` where only the user can act, which the state says then. */
  private planAfter(error: QlikError): ActivePlan | undefined {
    const plan = planFor(error.status);
    if (plan === 'fail') this.fail(error);
    else if (plan === 'wait') this.suspend(error);
    else return plan;
    return undefined;
  }

  /** Other code of the page (Qlik's runtime, an embed) has reconnected the shared socket. */
  private async onExternalResume(live: RuntimeSession): Promise<void> {
    const flow = this.flows.begin();
    const socket = (this.socket = new SessionSocket());
    socket.setApp();
    const doc = this.document();
    let isIntact = false;
    try {
      isIntact = live.attachment === 'attached' && (await this.isIntact());
      flow.throwIfAborted();
      if (isIntact && doc) return await this.handOut(flow, doc);
    } catch (thrown) {
      // It does not respond, or the socket closed once more, which says nothing about the session.
      isIntact = isDisconnection(thrown);
    }
    if (flow.aborted) return;
    if (!isIntact && !socket.loss) this.loss = 'lost';
    if (socket.loss) this.onSocketLost(socket.loss);
    else void this.reconnect();
  }

  /** Whether the engine still has the objects of this session. @throws without a response */
  private isIntact(): Promise<boolean> {
    return this.memory.isObjectValid(this.dependencies.limits.probe);
  }

  /** Makes attempts until the session is open, the user must act, or the limit is reached. Never rejects. */
  private async reconnect(plan: ActivePlan = 'resume'): Promise<void> {
    const flow = this.flows.begin();
    try {
      await this.makeAttempts(flow, plan);
    } catch (thrown) {
      if (!flow.aborted) throw thrown;
    }
  }

  /** @throws the signal's reason when a later flow has begun */
  private async makeAttempts(flow: AbortSignal, plan: ActivePlan): Promise<void> {
    const { limits } = this.dependencies;
    let lastError: QlikError | undefined;
    let next: ActivePlan | undefined = plan;
    for (let attempt = 1; attempt <= limits.attempts; attempt++) {
      await this.waitBefore(attempt);
      flow.throwIfAborted();
      if (!this.dependencies.isOnline()) return this.suspend(toOfflineError(this.app));
      this.current.set({ status: 'resuming', attempt });
      try {
        await this.prepareSignIn(next);
        flow.throwIfAborted();
        await this.attempt(flow, next === 'join-runtime');
        return;
      } catch (thrown) {
        flow.throwIfAborted();
        const { loss } = this.socket;
        lastError = loss ?? (await this.findCause(toOpenError(thrown, this.app)));
        flow.throwIfAborted();
        next = loss ? this.planAfter(loss) : 'resume';
        if (!next) return;
        if (isFinal(lastError)) return this.giveUp(lastError);
      }
    }
    this.suspend(toUnreachableError(this.app, limits.attempts, lastError));
  }

  private async waitBefore(attempt: number): Promise<void> {
    const milliseconds = pauseBefore(attempt, this.dependencies.limits, Math.random());
    if (milliseconds > 0)
      this.current.set({ status: 'resuming', attempt, attemptAt: Date.now() + milliseconds });
    await this.pause.wait(milliseconds);
  }

  /** @throws when the attempt fails */
  private async attempt(flow: AbortSignal, joinsRuntime: boolean): Promise<void> {
    const doc = this.document();
    if (this.live && doc && !this.loss) {
      const attachment = await this.tryAttach(this.live, joinsRuntime);
      flow.throwIfAborted();
      const isIntact = attachment === 'attached' && (await this.isIntact());
      flow.throwIfAborted();
      if (isIntact) return this.handOut(flow, doc);
      this.loss = 'lost';
    }
    await this.rebuild(flow);
  }

  private async tryAttach(live: RuntimeSession, joinsRuntime: boolean): Promise<Attachment> {
    const { attempt, open } = this.dependencies.limits;
    this.socket = new SessionSocket();
    // The runtime tries eleven times, two seconds apart.
    const limit = joinsRuntime ? Math.max(attempt, open) : attempt;
    const attaching = joinsRuntime ? live.joinRuntimeResume() : live.resume();
    const onTimeout = () => {
      // The pending attempt cannot be canceled, and a second one on the same socket would break both.
      this.loss = 'silent';
      return toOpenTimeout(this.app, limit);
    };
    const attachment = await this.startLimit(limit).race(attaching, onTimeout, this.closing.signal);
    this.socket.setApp();
    return attachment;
  }

  /** Opens the app again and restores the selections of the lost session. */
  private async rebuild(flow: AbortSignal): Promise<void> {
    this.loss ??= 'lost';
    const doc = await this.connect(flow, {
      hostConfig: () => this.dependencies.freshHostConfig(this.usedHostConfig),
    });
    flow.throwIfAborted();
    // An engine that did not respond may still have the session; its selections are newer than the stored ones.
    const isIntact = this.loss === 'silent' && this.live?.attachment === 'attached';
    if (!isIntact) {
      // If this socket closes too, the next one may find the new session, without the selections.
      this.loss = 'lost';
      this.initial.reset(doc);
    }
    await this.handOut(flow, doc, { restores: !isIntact && this.hasOpened });
  }

  /** @throws when the socket closes meanwhile */
  private async restore(doc: Doc, closed: AbortSignal): Promise<SessionRecovery> {
    // The user may have cleared what the initial state has selected again.
    if (!this.initial.isEmpty) await this.memory.clear(doc, closed);
    const { restoredFields, lostFields } = await this.memory.restore(doc, closed);
    const fields = lostFields.join(', ');
    const error = new QlikError('session-lost', 'The engine had lost the session; it was rebuilt.', {
      remedy: fields
        ? `Check the selections in ${fields}.`
        : 'No action is needed: the selections were restored.',
      ...(fields && { variant: 'fields', params: { fields } }),
      connectionId: this.app.connectionId,
    });
    return { error, restoredFields, lostFields };
  }

  private async prepareSignIn(plan: ActivePlan): Promise<void> {
    // Without a new credential the sign-in ends, and the next step fails with its error.
    if (plan === 'renew-sign-in') await this.dependencies.auth.renewAfterRefusal();
    if (plan === 'check-sign-in') await this.signIn.renewIfEnded();
  }

  /** Returns the cause of a failed attempt: the error of the sign-in if the socket was refused for it. */
  private async findCause(error: QlikError): Promise<QlikError> {
    if (error.code !== 'app-open-failed') return error;
    try {
      await this.signIn.renewIfEnded();
      return error;
    } catch (thrown) {
      return toOpenError(thrown, this.app);
    }
  }

  /** After an idle timeout the sign-in may have ended too. */
  private planForReturn(): ActivePlan {
    const state = this.current();
    return state.status === 'suspended' && state.error.status === IDLE ? 'check-sign-in' : 'resume';
  }

  private async probe(): Promise<void> {
    const flow = this.flows.signal;
    const { live } = this;
    if (!live) return;
    const { probe } = this.dependencies.limits;
    try {
      await rejectAfter(live.probe(), probe, () => toOpenTimeout(this.app, probe), this.closing.signal);
    } catch (thrown) {
      if (flow.aborted || this.current().status !== 'open') return;
      // Another error response proves that the socket is alive.
      if (!(thrown instanceof QlikError) && !isDisconnection(thrown)) return;
      this.loss = 'silent';
      void this.reconnect();
    }
  }

  private suspend(error: QlikError): void {
    // Uses wait for an app that was never handed out.
    if (!this.document()) return this.fail(error);
    this.flows.end();
    this.current.set({ status: 'suspended', error });
  }

  private giveUp(error: QlikError): void {
    if (error.code === 'app-not-found' || error.code === 'app-forbidden') this.fail(error);
    else this.suspend(error);
  }

  private release(): void {
    if (this.loss === 'lost') this.memory.pause();
    else this.memory.end();
    this.live?.close();
    this.live = undefined;
  }
}

/** Whether another attempt would fail with the same error. */
function isFinal({ code, status }: QlikError): boolean {
  return FINAL_CODES.includes(code) || planFor(status) === 'wait';
}

/** Whether the session may resume automatically: after idleness and lost connections, but not at session or license limits. */
function canAutoResume(error: QlikError): boolean {
  return error.status === undefined || error.status === IDLE || planFor(error.status) !== 'wait';
}
