import { type Signal, signal } from '@angular/core';
import type { Doc } from '@qlik/api/qix';
import { isSignedIn, QlikError } from 'ngx-qlik';
import { isDisconnection } from '../objects/engine-codes';
import { SessionObjects } from '../objects/session-objects';
import { AppPreparation } from './app-preparation';
import type { AppSessionState, SessionRecovery } from './app-session';
import { EngineConnection, type SessionDependencies } from './engine-connection';
import type { InitialAppState } from './initial-app-state';
import { Latest } from './latest';
import type { SessionTarget } from './runtime-session';
import { SelectionMemory } from './selection-memory';
import {
  canResumeAutomatically,
  type FailedApp,
  isFinal,
  toClosedError,
  toLostSessionError,
  toOfflineError,
  toOpenError,
  toUnreachableError,
} from './session-errors';
import { pauseBefore, shorten } from './session-limits';
import { IDLE, planFor, type SuspensionPlan } from './suspension';
import { Deferred, Pause } from './waits';

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
  private readonly connection: EngineConnection;
  private readonly preparation: AppPreparation;
  private objects = new SessionObjects();
  private hasOpened = false;
  private readonly flows = new Latest();
  /** Set while the engine's session is or may be lost: it must be rebuilt instead of resumed. */
  private loss: Loss | undefined;
  private opened = new Deferred<Doc>();
  private retryTimer: ReturnType<typeof setTimeout> | undefined;

  readonly state: Signal<AppSessionState> = this.current.asReadonly();
  readonly doc: Signal<Doc | undefined> = this.document.asReadonly();

  constructor(
    target: SessionTarget,
    private readonly dependencies: SessionDependencies,
  ) {
    const { auth, limits } = dependencies;
    this.app = { connectionId: auth.connection.id, appId: target.appId };
    this.memory = new SelectionMemory(limits.call);
    this.connection = new EngineConnection(target, dependencies, {
      beforeOpen: (hostConfig) => this.preparation.announce(hostConfig),
      onProgress: (progress) => this.onProgress(progress),
      onClosed: (error) => this.onClosed(error),
      onResumed: () => this.onResumed(),
      onSignedOut: (error) => this.onSignedOut(error),
      beforeRelease: () => (this.loss === 'lost' ? this.memory.pause() : this.memory.end()),
    });
    this.preparation = new AppPreparation({
      app: this.app,
      target,
      callLimit: limits.call,
      socket: () => this.connection.socket,
      loadModule: () => dependencies.loadInitialStateModule(),
    });
    void this.open();
  }

  get ready(): Promise<Doc> {
    const { promise } = this.opened;
    return this.current().status === 'open' ? this.preparation.settled.then(() => promise) : promise;
  }

  /**
   * Adds a use, and applies its initial state before the app is handed out; to an app that is open already, at once. Does nothing for one
   * that the app had.
   */
  addUse(state: InitialAppState | undefined): void {
    this.preparation.addUse(state);
    const doc = this.document();
    if (doc && this.preparation.isPending && this.current().status === 'open')
      this.preparation
        .apply(doc, () => this.showInitialError())
        .catch(() => {
          // A lost socket reconnects, and applies it then.
        });
  }

  /** Removes a use, with the initial state that it has given. */
  removeUse(state: InitialAppState | undefined): void {
    this.preparation.removeUse(state);
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
    const { status } = this.current();
    if (status === 'resuming') this.pause.end();
    else if (status === 'open') void this.probe();
    else this.retry();
  }

  /**
   * Called on a change of the sign-in: opens an app that failed to open without a sign-in.
   * @returns false when this session's sign-in has ended
   */
  followSignIn(): boolean {
    if (this.connection.hasSignIn) return this.connection.followSignIn();
    const state = this.dependencies.auth.state();
    const isPossible = isSignedIn(state) || state.status === 'signing-in';
    if (isPossible && this.current().status === 'failed') void this.open();
    return true;
  }

  /** Closes the socket permanently and clears the state. */
  close(): void {
    const { status } = this.current();
    if (status === 'resuming' || status === 'suspended') this.connection.leaveLostSocket();
    this.flows.end();
    this.pause.end();
    clearTimeout(this.retryTimer);
    this.connection.end();
    this.document.set(undefined);
    this.current.set({ status: 'closed' });
    this.rejectOpened(toClosedError(this.app));
  }

  /** Tries again what may work by now. @param isUnseen the error of an app that failed to open stays until it is open */
  private retry(isUnseen = false): void {
    const state = this.current();
    if (!('error' in state) || !canResumeAutomatically(state.error)) return;
    if (state.status === 'suspended') void this.reconnect(this.planForReturn());
    else if (state.error.isRetryable) void this.open(isUnseen);
  }

  /** Tries again a while after a failure, unless something else has happened by then. */
  private retryLater(): void {
    const { limits } = this.dependencies;
    clearTimeout(this.retryTimer);
    const failed = this.current();
    // An idle session costs the engine nothing until the user comes back.
    const isIdle = 'error' in failed && failed.error.status === IDLE;
    if (limits.retryEvery <= 0 || isIdle) return;
    this.retryTimer = setTimeout(
      () => {
        // A page that becomes visible tries again at once.
        if (this.current() === failed && this.dependencies.isVisible()) this.retry(true);
      },
      shorten(limits.retryEvery, limits, Math.random()),
    );
  }

  private async open(isUnseen = false): Promise<void> {
    const flow = this.flows.begin();
    // Who has asked during an unseen attempt waits for this one.
    if (!this.opened.isPending) this.opened = new Deferred<Doc>();
    if (!isUnseen) this.current.set({ status: 'opening' });
    this.connection.joinSignIn();
    try {
      const doc = await this.connection.open(flow);
      // Opened again after a failure: the engine may have lost the selections.
      const { isAttached } = this.connection;
      const isAnew = !this.memory.isEmpty && (this.loss === 'lost' || !isAttached);
      if (isAnew) this.loss = 'lost';
      if (isAnew || !isAttached) this.preparation.reset(doc);
      await this.handOut(flow, doc, { restores: isAnew });
    } catch (thrown) {
      if (!flow.aborted) this.onOpeningFailed(thrown);
    }
  }

  private onProgress(progress: string): void {
    if (this.current().status === 'opening') this.current.set({ status: 'opening', progress });
  }

  private onOpeningFailed(thrown: unknown): void {
    const { loss } = this.connection.socket;
    if (!loss) return this.fail(thrown);
    // The app was there: the connection is lost as that of an open app is.
    this.loss ??= 'silent';
    this.onSocketLost(loss);
  }

  private showInitialError(): void {
    const state = this.current();
    const { error } = this.preparation;
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
    const { closed } = this.connection.socket;
    const prepare = async () => {
      await this.preparation.apply(doc);
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
    while (this.preparation.isPending);
    this.setOpen(doc, recovery);
  }

  private setOpen(doc: Doc, recovery?: SessionRecovery): void {
    this.keepObjects(doc);
    this.loss = undefined;
    this.hasOpened = true;
    // A rebuilt session needs a new promise: the old one has the lost app.
    if (this.document()) this.opened = new Deferred<Doc>();
    this.document.set(doc);
    this.current.set({
      status: 'open',
      ...(this.connection.isAttached && !recovery && { isReattached: true }),
      ...(recovery && { recovery }),
      ...(this.preparation.error && { initialStateError: this.preparation.error }),
    });
    this.opened.resolve(doc);
    this.memory.watch(doc);
  }

  private keepObjects(doc: Doc): void {
    const isAttached = this.connection.isAttached && this.loss !== 'lost';
    if (doc !== this.document() && !isAttached) {
      this.objects.end();
      this.objects = new SessionObjects();
    }
    this.objects.open(doc);
  }

  private fail(thrown: unknown): void {
    const error = toOpenError(thrown, this.app);
    this.flows.end();
    this.connection.release();
    this.document.set(undefined);
    this.current.set({ status: 'failed', error });
    this.rejectOpened(error);
    this.retryLater();
  }

  /** Also for those who ask after an app that was open. */
  private rejectOpened(error: QlikError): void {
    if (!this.opened.isPending) this.opened = new Deferred<Doc>();
    this.opened.reject(error);
  }

  private onClosed(error: QlikError): void {
    if (this.current().status === 'open') this.onSocketLost(error);
  }

  private onSignedOut(error: QlikError): void {
    if (this.current().status === 'open') this.current.set({ status: 'suspended', error });
    // Ends the sign-in of this connection too.
    void this.dependencies.auth.followSignOut();
  }

  private onSocketLost(error: QlikError): void {
    this.memory.hold();
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
  private onResumed(): void {
    const state = this.current();
    // During an attempt of this session it is that attempt; between two of them it is not.
    const isWaiting = state.status === 'resuming' && state.attemptAt !== undefined;
    if (state.status === 'suspended' || isWaiting) void this.followReconnect();
  }

  private async followReconnect(): Promise<void> {
    const flow = this.flows.begin();
    const socket = this.connection.useNewSocket();
    socket.setApp();
    const doc = this.document();
    let isIntact = false;
    try {
      isIntact = this.connection.isAttached && (await this.isIntact());
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
    this.memory.hold();
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
        const { loss } = this.connection.socket;
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
    if (doc && !this.connection.isReleased && !this.loss) {
      const attachment = await this.connection.attach({
        joinsRuntime,
        // The pending attempt cannot be canceled, and a second one on the same socket would break both.
        onSilence: () => (this.loss = 'silent'),
      });
      flow.throwIfAborted();
      const isIntact = attachment === 'attached' && (await this.isIntact());
      flow.throwIfAborted();
      if (isIntact) return this.handOut(flow, doc);
      this.loss = 'lost';
    }
    await this.rebuild(flow);
  }

  /** Opens the app again and restores the selections of the lost session. */
  private async rebuild(flow: AbortSignal): Promise<void> {
    this.loss ??= 'lost';
    const doc = await this.connection.openAnew(flow);
    flow.throwIfAborted();
    // An engine that did not respond may still have the session; its selections are newer than the stored ones.
    const isIntact = this.loss === 'silent' && this.connection.isAttached;
    if (!isIntact) {
      // If this socket closes too, the next one may find the new session, without the selections.
      this.loss = 'lost';
      this.preparation.reset(doc);
    }
    await this.handOut(flow, doc, { restores: !isIntact && this.hasOpened });
  }

  /** @throws when the socket closes meanwhile */
  private async restore(doc: Doc, closed: AbortSignal): Promise<SessionRecovery> {
    // The user may have cleared what the initial state has selected again.
    if (!this.preparation.isEmpty) await this.memory.clear(doc, closed);
    const { restoredFields, lostFields } = await this.memory.restore(doc, closed);
    return { error: toLostSessionError(this.app, lostFields), restoredFields, lostFields };
  }

  private async prepareSignIn(plan: ActivePlan): Promise<void> {
    // Without a new credential the sign-in ends, and the next step fails with its error.
    if (plan === 'renew-sign-in') await this.dependencies.auth.renewAfterRefusal();
    if (plan === 'check-sign-in') await this.connection.renewSignInIfEnded();
  }

  /** Returns the cause of a failed attempt: the error of the sign-in if the socket was refused for it. */
  private async findCause(error: QlikError): Promise<QlikError> {
    if (error.code !== 'app-open-failed') return error;
    try {
      await this.connection.renewSignInIfEnded();
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
    try {
      await this.connection.probe();
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
    this.retryLater();
  }

  private giveUp(error: QlikError): void {
    if (error.code === 'app-not-found' || error.code === 'app-forbidden') this.fail(error);
    else this.suspend(error);
  }
}
