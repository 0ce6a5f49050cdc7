import { type Signal, signal } from '@angular/core';
import type { HostConfig } from '@qlik/api/auth';
import type { Doc, WebSocketEvent } from '@qlik/api/qix';
import {
  type ɵConnectionSession as ConnectionSession,
  isSignedIn,
  QlikError,
  type QixRuntimeModule,
  type QlikErrorCode,
  ɵrejectAfter as rejectAfter,
} from 'ngx-qlik';
import type { AppSessionState, SessionRecovery } from './app-session';
import { createDeferred, type Deferred } from './deferred';
import { Pause } from './pause';
import { ProgressLimit } from './progress-limit';
import { type Attachment, RuntimeSession, type SessionTarget } from './runtime-session';
import { SelectionMemory } from './selection-memory';
import {
  type FailedApp,
  toOfflineError,
  toOpenError,
  toOpenTimeout,
  toSuspensionError,
  toUnreachableError,
} from './session-errors';
import { pauseBefore, type SessionLimits } from './session-limits';
import type { ServerNotice } from './server-notice';
import { SocketSignIn } from './socket-sign-in';
import { IDLE, planFor, type SuspensionPlan } from './suspension';

/** What a shared session takes from the rest of the page. */
export interface SessionSurroundings {
  readonly auth: ConnectionSession;
  readonly limits: SessionLimits;
  loadModule(): Promise<QixRuntimeModule>;
  /** The host config for the present sign-in. */
  hostConfig(): Promise<HostConfig>;
  /** One under which Qlik's runtime opens a new socket instead of handing out the dead one of that host config. */
  freshHostConfig(dead: HostConfig | undefined): Promise<HostConfig>;
  isOnline(): boolean;
}

/** What does not pass by itself. */
const FINAL_CODES: readonly QlikErrorCode[] = [
  'app-not-found',
  'app-forbidden',
  'sign-in-required',
  'sign-in-refused',
  'credential-refused',
  'credential-expired',
];

/** How an attempt to take a session up begins. */
type ActivePlan = Exclude<SuspensionPlan, 'wait' | 'fail'> | 'check-sign-in';

/** How a session that cannot be taken up was left: the engine lost it, or it does not answer. */
type Loss = 'lost' | 'silent';

/**
 * One app of one connection, open for any number of users: opens it, follows its socket, takes it up again.
 *
 * Everything it does belongs to one *flow*; whatever comes back from an earlier flow is thrown away.
 */
export class SharedAppSession {
  private readonly current = signal<AppSessionState>({ status: 'opening' });
  private readonly document = signal<Doc | undefined>(undefined);
  private readonly app: FailedApp;
  private readonly pause = new Pause();
  private readonly memory: SelectionMemory;
  private readonly signIn: SocketSignIn;
  private live: RuntimeSession | undefined;
  private usedHostConfig: HostConfig | undefined;
  private flow = 0;
  /** Of the sign-in that this belongs to; `undefined` until the user is signed in. */
  private epoch: number | undefined;
  private limit: ProgressLimit | undefined;
  /** Set while the engine's session is known or feared to be gone: there is nothing to resume, only to build anew. */
  private loss: Loss | undefined;
  private opened!: Deferred<Doc>;
  /** Ends what is waited for. Never aborted twice. */
  private readonly closing = new AbortController();

  readonly state: Signal<AppSessionState> = this.current.asReadonly();
  readonly doc: Signal<Doc | undefined> = this.document.asReadonly();

  constructor(
    private readonly target: SessionTarget,
    private readonly around: SessionSurroundings,
  ) {
    this.app = { connectionId: around.auth.connection.id, appId: target.appId };
    this.memory = new SelectionMemory(around.limits.call);
    this.signIn = new SocketSignIn(around.auth);
    void this.open();
  }

  get ready(): Promise<Doc> {
    return this.opened.promise;
  }

  /** @see AppSession.resume */
  resume(): void {
    const { status } = this.current();
    if (status === 'failed') void this.open();
    else if (status === 'suspended') void this.takeUp(this.planForReturn());
    else if (status === 'resuming') this.pause.end();
  }

  /** The page is online or in front again: whoever waits for that goes on, whoever believes to be connected makes sure. */
  wake(): void {
    const state = this.current();
    if (state.status === 'resuming') this.pause.end();
    else if (state.status === 'suspended' && mayWakeByItself(state.error))
      void this.takeUp(this.planForReturn());
    else if (state.status === 'open') void this.probe();
  }

  /**
   * The state of the sign-in has changed: opens what could not be opened without one.
   * @returns false when this belongs to a sign-in that has ended
   */
  followSignIn(): boolean {
    const { auth } = this.around;
    if (this.epoch !== undefined) {
      this.limit?.note();
      return this.epoch === auth.epoch();
    }
    const state = auth.state();
    const isPossible = isSignedIn(state) || state.status === 'signing-in';
    if (isPossible && this.current().status === 'failed') void this.open();
    return true;
  }

  /** Closes the socket and forgets everything. For good. */
  close(): void {
    this.flow++;
    this.closing.abort();
    this.pause.end();
    if (this.current().status === 'open') this.memory.end();
    this.letGo();
    this.document.set(undefined);
    this.current.set({ status: 'closed' });
    this.opened.reject(
      new QlikError('session-suspended', 'The app was closed before it was open.', {
        remedy: 'Open it again.',
        connectionId: this.app.connectionId,
      }),
    );
  }

  private async open(): Promise<void> {
    const flow = ++this.flow;
    this.opened = createDeferred<Doc>();
    this.current.set({ status: 'opening' });
    this.joinSignIn();
    try {
      const doc = await this.connectTwice(flow);
      if (flow !== this.flow) return;
      // It was open before, failed, and the engine may have kept nothing.
      const isAnew = !this.memory.isEmpty && (this.loss === 'lost' || this.live?.attachment !== 'attached');
      const recovery = isAnew ? await this.restore(doc) : undefined;
      if (flow === this.flow) this.enter(doc, recovery);
    } catch (thrown) {
      if (flow === this.flow) this.fail(thrown);
    }
  }

  private joinSignIn(): void {
    if (isSignedIn(this.around.auth.state())) this.epoch ??= this.around.auth.epoch();
  }

  /** A limit of the engine's silence, which does not count while a sign-in is being renewed. */
  private begin(milliseconds: number): ProgressLimit {
    return (this.limit = new ProgressLimit(
      milliseconds,
      () => this.around.auth.state().status === 'renewing',
    ));
  }

  /**
   * A socket that is refused shows no reason to a browser: a temporary token that came too late, or a session that has ended, looks like a
   * server that is down. A second one with a new token tells them apart.
   */
  private async connectTwice(flow: number): Promise<Doc> {
    try {
      return await this.connect(flow, { hostConfig: () => this.around.hostConfig() });
    } catch (thrown) {
      if (!(thrown instanceof QlikError) || thrown.code !== 'app-open-failed' || thrown.status !== undefined)
        throw thrown;
    }
    await this.signIn.renewIfEnded();
    if (flow !== this.flow) return NEVER;
    return this.connect(flow, { hostConfig: () => this.around.freshHostConfig(this.usedHostConfig) });
  }

  /** @throws {QlikError} why the app did not open */
  private async connect(
    flow: number,
    { hostConfig }: { hostConfig: () => Promise<HostConfig> },
  ): Promise<Doc> {
    this.letGo();
    const { auth, limits } = this.around;
    let stopWatch: () => void = () => undefined;
    try {
      // Its round trip overlaps with loading the runtime.
      auth.prepare('websocket');
      // Both wait for a sign-in that is under way, however long the user takes; what they load has limits of its own.
      const [module] = await Promise.all([this.around.loadModule(), hostConfig()]);
      // Another user may have signed in while the module was loading.
      const config = await hostConfig();
      if (flow !== this.flow) return await NEVER;
      this.joinSignIn();
      this.usedHostConfig = config;
      const live: RuntimeSession = new RuntimeSession(module, config, this.target, {
        followSocket: (event) => this.follow(live, event),
        followNotice: (notice) => this.followNotice(live, notice),
      });
      this.live = live;
      const limit = this.begin(limits.open);
      const opening = live.open((progress) => {
        limit.note();
        if (progress && this.current().status === 'opening')
          this.current.set({ status: 'opening', progress });
      });
      const silence = this.signIn.watchForSilence(limits.probe);
      stopWatch = () => silence.stop();
      const heard = Promise.race([opening, silence.ended]);
      return await limit.race(heard, () => toOpenTimeout(this.app, limits.open), this.closing.signal);
    } catch (thrown) {
      if (flow === this.flow) this.letGo();
      throw toOpenError(thrown, this.app);
    } finally {
      stopWatch();
    }
  }

  private enter(doc: Doc, recovery?: SessionRecovery): void {
    this.loss = undefined;
    // The promise of a session that was built anew must not give the app of the lost one.
    if (this.document()) this.opened = createDeferred<Doc>();
    this.document.set(doc);
    this.current.set({
      status: 'open',
      ...(this.live?.attachment === 'attached' && !recovery && { isReattached: true }),
      ...(recovery && { recovery }),
    });
    this.opened.resolve(doc);
    this.memory.follow(doc);
  }

  private fail(thrown: unknown): void {
    const error = toOpenError(thrown, this.app);
    this.letGo();
    this.document.set(undefined);
    this.current.set({ status: 'failed', error });
    this.opened.reject(error);
  }

  private follow(live: RuntimeSession, event: WebSocketEvent): void {
    const { status } = this.current();
    // While it opens or is being taken up, whoever does that learns of a closed socket by a rejected promise.
    if (live !== this.live || status === 'opening' || status === 'failed') return;
    if (event.eventType === 'suspended' && status === 'open') this.lose(event.code);
    else if (event.eventType === 'closed' && status === 'open') this.lose(event.code);
    else if (event.eventType === 'resumed' && status === 'suspended') void this.resumedByOthers(live);
  }

  private followNotice(live: RuntimeSession, notice: ServerNotice): void {
    if (live !== this.live || this.current().status !== 'open') return;
    if (notice !== 'signed-out') return this.lose(notice.closeCode);
    this.current.set({ status: 'suspended', error: toSuspensionError(4006, this.app) });
    // It ends this session too.
    void this.around.auth.followSignOut();
  }

  private lose(closeCode: number | undefined): void {
    const error = toSuspensionError(closeCode, this.app);
    const plan = planFor(closeCode);
    if (plan === 'fail') return this.failInSession(error);
    this.current.set({ status: 'suspended', error });
    if (plan !== 'wait') void this.takeUp(plan);
  }

  /** Somebody else in the page (Qlik's runtime, an embed) connected the socket that we share. */
  private async resumedByOthers(live: RuntimeSession): Promise<void> {
    const flow = ++this.flow;
    const doc = this.document();
    const isKnown = () => this.memory.isKnown(this.around.limits.probe).catch(() => false);
    const isIntact = live.attachment === 'attached' && (await isKnown());
    if (flow !== this.flow) return;
    if (isIntact && doc) return this.enter(doc);
    this.loss = 'lost';
    void this.takeUp();
  }

  private failInSession(error: QlikError): void {
    this.flow++;
    this.letGo();
    this.document.set(undefined);
    this.current.set({ status: 'failed', error });
  }

  /** Attempts until the session is there, the user is needed, or the limit is reached. Never rejects. */
  private async takeUp(plan: ActivePlan = 'resume'): Promise<void> {
    const flow = ++this.flow;
    const { limits } = this.around;
    let lastError: QlikError | undefined;
    for (let attempt = 1; attempt <= limits.attempts; attempt++) {
      await this.waitBefore(attempt);
      if (flow !== this.flow) return;
      if (!this.around.isOnline()) return this.suspend(toOfflineError(this.app));
      this.current.set({ status: 'resuming', attempt });
      try {
        if (attempt === 1) await this.prepareSignIn(plan);
        if (flow !== this.flow) return;
        await this.attempt(flow, attempt === 1 && plan === 'join-runtime');
        return;
      } catch (thrown) {
        if (flow !== this.flow) return;
        lastError = await this.judge(toOpenError(thrown, this.app));
        if (flow !== this.flow) return;
        if (isFinal(lastError)) return this.giveUp(lastError);
      }
    }
    this.suspend(toUnreachableError(this.app, limits.attempts, lastError));
  }

  private async waitBefore(attempt: number): Promise<void> {
    const milliseconds = pauseBefore(attempt, this.around.limits, Math.random());
    if (milliseconds > 0)
      this.current.set({ status: 'resuming', attempt, attemptAt: Date.now() + milliseconds });
    await this.pause.wait(milliseconds);
  }

  /** @throws when there is no session after it */
  private async attempt(flow: number, joinsRuntime: boolean): Promise<void> {
    const doc = this.document();
    if (this.live && doc && !this.loss) {
      const attachment = await this.tryAttach(this.live, joinsRuntime);
      if (flow !== this.flow) return;
      const isIntact = attachment === 'attached' && (await this.memory.isKnown(this.around.limits.probe));
      if (flow !== this.flow) return;
      if (isIntact) return this.enter(doc);
      this.loss = 'lost';
    }
    await this.rebuild(flow);
  }

  private async tryAttach(live: RuntimeSession, joinsRuntime: boolean): Promise<Attachment> {
    const { attempt, open } = this.around.limits;
    // The runtime's own attempt is many: it tries eleven times, two seconds apart.
    const limit = joinsRuntime ? Math.max(attempt, open) : attempt;
    const attaching = joinsRuntime ? live.joinRuntimeResume() : live.resume();
    const onTimeout = () => {
      // What is under way cannot be called off, and a second attempt on the same socket would break both.
      this.loss = 'silent';
      return toOpenTimeout(this.app, limit);
    };
    return this.begin(limit).race(attaching, onTimeout, this.closing.signal);
  }

  /** Opens the app anew and makes the selections that the lost session had. */
  private async rebuild(flow: number): Promise<void> {
    const loss = this.loss ?? 'lost';
    const doc = await this.connect(flow, {
      hostConfig: () => this.around.freshHostConfig(this.usedHostConfig),
    });
    if (flow !== this.flow) return;
    // Silence does not mean that the engine has forgotten: then its own selections are right, and newer than those remembered.
    const isIntact = loss === 'silent' && this.live?.attachment === 'attached';
    const recovery = isIntact ? undefined : await this.restore(doc);
    if (flow === this.flow) this.enter(doc, recovery);
  }

  private async restore(doc: Doc): Promise<SessionRecovery> {
    const { restoredFields, lostFields } = await this.memory.restore(doc);
    const error = new QlikError('session-lost', 'The engine had lost the session; it was built anew.', {
      remedy:
        lostFields.length > 0
          ? `Check the selections in ${lostFields.join(', ')}.`
          : 'Nothing is to be done: selections were made again.',
      connectionId: this.app.connectionId,
    });
    return { error, restoredFields, lostFields };
  }

  private async prepareSignIn(plan: ActivePlan): Promise<void> {
    // When there is no new credential the sign-in ends, which is an error of its own at the next step.
    if (plan === 'renew-sign-in') await this.around.auth.renewAfterRefusal();
    if (plan === 'check-sign-in') await this.signIn.renewIfEnded();
  }

  /** What an attempt failed by: the sign-in, if that is why the socket was refused. */
  private async judge(error: QlikError): Promise<QlikError> {
    if (error.code !== 'app-open-failed') return error;
    try {
      await this.signIn.renewIfEnded();
      return error;
    } catch (thrown) {
      return toOpenError(thrown, this.app);
    }
  }

  /** Who comes back after a long absence may find the sign-in ended with the session. */
  private planForReturn(): ActivePlan {
    const state = this.current();
    return state.status === 'suspended' && state.error.status === IDLE ? 'check-sign-in' : 'resume';
  }

  private async probe(): Promise<void> {
    const flow = this.flow;
    const { live } = this;
    if (!live) return;
    const { probe } = this.around.limits;
    try {
      await rejectAfter(live.probe(), probe, () => toOpenTimeout(this.app, probe), this.closing.signal);
    } catch (thrown) {
      if (flow !== this.flow || this.current().status !== 'open') return;
      if (!(thrown instanceof QlikError)) return; // It answered, if only with an error; or the socket says so itself.
      this.loss = 'silent';
      void this.takeUp();
    }
  }

  private suspend(error: QlikError): void {
    this.flow++;
    this.current.set({ status: 'suspended', error });
  }

  private giveUp(error: QlikError): void {
    if (error.code === 'app-not-found' || error.code === 'app-forbidden') this.failInSession(error);
    else this.suspend(error);
  }

  private letGo(): void {
    this.memory.pause();
    this.live?.close();
    this.live = undefined;
  }
}

/** For a flow that has been overtaken: nobody waits for its result any more. */
const NEVER = new Promise<never>(() => undefined);

/** Whether another attempt by itself would end the same way. */
function isFinal({ code, status }: QlikError): boolean {
  return FINAL_CODES.includes(code) || planFor(status) === 'wait';
}

/** Idleness and lost lines end when the user is back; limits and licences do not. */
function mayWakeByItself(error: QlikError): boolean {
  return error.status === undefined || error.status === IDLE || planFor(error.status) !== 'wait';
}
