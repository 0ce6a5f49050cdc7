import { signal, type Signal, untracked, type WritableSignal } from '@angular/core';
import type { QlikConnection } from '../connections/connection';
import { QlikError, toQlikError } from '../errors/qlik-error';
import { earlyStart } from '../http/early-start';
import { runOutsideAngular } from '../zone/run-outside-angular';
import {
  type CallRetryOptions,
  type ConnectionState,
  isSignedIn,
  notSignedInError,
  type RetryWait,
  type SessionEventType,
  type SessionListener,
  SIGNED_OUT,
  type SignInAttempt,
} from './connection-state';
import { cancelable, signInCanceled } from './requests/cancellation';
import type { ForgetReason, QlikAuthStrategy, SignInOptions } from './strategy';

/**
 * Does once more, later, what failed for the moment.
 * @param thrown what it failed with, and throws when it fails for good or cannot be done again
 */
export type RepeatWork = <T>(
  call: CallRetryOptions & { readonly connectionSession: SessionState; readonly epoch: number },
  thrown: unknown,
  work: () => Promise<T>,
) => Promise<T>;

/** The state of a sign-in, and the epoch that it belongs to. */
export abstract class SessionState {
  protected readonly current = signal<ConnectionState>(SIGNED_OUT);

  protected readonly epochNumber: WritableSignal<number>;

  protected isDisposed = false;

  private readonly waiting = signal<RetryWait | undefined>(undefined);

  readonly state: Signal<ConnectionState> = this.current.asReadonly();

  /** Whether calls wait before they are made again, for what, and until when; for a countdown. See docs/resilience.md. */
  readonly wait: Signal<RetryWait | undefined> = this.waiting.asReadonly();

  /** Grows with every sign-in and sign-out: what was fetched in another epoch belongs to another sign-in. */
  readonly epoch: Signal<number>;

  private readonly configured: WritableSignal<QlikConnection>;

  constructor(
    connection: QlikConnection,
    protected readonly strategy: QlikAuthStrategy,
    protected readonly listener: SessionListener,
    private readonly repeat: RepeatWork = (_call, thrown) => {
      throw thrown;
    },
    firstEpoch = 0,
  ) {
    this.configured = signal(connection);
    this.epochNumber = signal(firstEpoch);
    this.epoch = this.epochNumber.asReadonly();
  }

  /** The connection as it is configured now. Reactive. */
  get connection(): QlikConnection {
    return this.configured();
  }

  /** Takes over what may change while a sign-in lasts: the name, and where the runtime comes from. @internal */
  reconfigure(connection: QlikConnection): void {
    this.configured.set(connection);
  }

  /** Sets the waiting calls. @internal */
  setRetryState(wait: RetryWait | undefined): void {
    this.waiting.set(wait);
  }

  /** Why the sign-in of that epoch is over, or `undefined` while it lasts. */
  endOf(epoch: number): QlikError | undefined {
    if (epoch === this.epochNumber()) return undefined;
    return signInEndedError(this.current(), this.connection);
  }

  /**
   * Makes sure that what was begun in an epoch still belongs to the present sign-in.
   * @throws {QlikError} as {@link endOf}
   */
  requireEpoch(epoch: number): void {
    const end = this.endOf(epoch);
    if (end) throw end;
  }

  /**
   * As {@link requireEpoch}, also where that epoch is the one after a sign-out.
   * @throws {QlikError} why no user is signed in
   */
  requireSignedIn(epoch: number): void {
    const error = this.endOf(epoch) ?? notSignedInError(this.current(), this.connection);
    if (error) throw error;
  }

  /**
   * Does something, and again where it failed for the moment, as calls by HttpClient are: for calls that go another way, such as
   * `invokeFetch` and the modules of `@qlik/api`. Reads `status` and `headers` of the error.
   *
   * @param options see {@link CallRetryOptions}
   * @throws what it failed with at last; {@link QlikError} when the sign-in ended meanwhile
   */
  async withRetry<T>(work: () => Promise<T>, options: CallRetryOptions = { isRepeatable: true }): Promise<T> {
    const epoch = untracked(this.epochNumber);
    try {
      return await work();
    } catch (thrown) {
      return this.repeat({ ...options, connectionSession: this, epoch }, thrown, work);
    }
  }

  protected forgetStored(reason: ForgetReason): Promise<void> {
    return this.strategy.forget ? this.strategy.forget(reason) : this.strategy.signOut();
  }

  protected fail(error: QlikError): void {
    this.current.set({ status: 'failed', error });
    this.listener('failed', error);
  }

  /** Begins another epoch: what was begun before has no effect any more. */
  protected beginEpoch(): void {
    this.epochNumber.update((epoch) => epoch + 1);
    earlyStart()?.(untracked(this.configured).id);
  }
}

/** How long after a failed restore a visible page tries again by itself; up to a fifth less, so that many pages do not come at the same time. */
const RESTORE_EVERY_MS = 60_000;

/** The sign-ins and restores of a connection: one is under way at a time, and a canceled one has no effect. */
export abstract class SignInAttempts extends SessionState {
  protected readonly attemptOfUser = signal<SignInAttempt | undefined>(undefined);

  protected restoring: Promise<void> | undefined;

  /** While the state says so, the next call tries to restore again: the server was down. */
  private restorable: QlikError | undefined;

  protected restoreTimer: ReturnType<typeof setTimeout> | undefined;

  /** The sign-in or restore that is under way. */
  protected attempt: AbortController | undefined;

  /** Settles with the sign-in that is under way; never rejects. */
  protected pendingSignIn: Promise<void> | undefined;

  /** Counts the sign-ins that the strategy let in. */
  protected completedSignIns = 0;

  /** What the state is when the attempt that is under way is canceled. Why an earlier sign-in failed is over when another begins. */
  protected fallback = SIGNED_OUT;

  /**
   * The sign-in that {@link signIn} began, while it is under way; also beside a sign-in that works, whose state stays `ready` until the new
   * one succeeds. For a *Cancel* button, see {@link cancelSignIn}.
   */
  readonly signInAttempt: Signal<SignInAttempt | undefined> = this.attemptOfUser.asReadonly();

  /** Takes up what an earlier page left. Happens once; later calls wait for the same. Never rejects. */
  restore(): Promise<void> {
    const state = untracked(this.current);
    // The state may be that of a canceled sign-in's fallback.
    if (state.status === 'failed' && state.error === this.restorable) this.restoring = undefined;
    return (this.restoring ??= this.restoreOnce());
  }

  /** Tries once more to take up what an earlier page left, after that failed. For *Try again* buttons. Never rejects. */
  retry(): Promise<void> {
    if (this.current().status === 'failed') this.restoring = undefined;
    return this.restore();
  }

  /**
   * Signs in. A sign-in that is there goes on until this one succeeds, and one that is under way is canceled.
   * @throws {QlikError} when the sign-in does not succeed, or `sign-in-canceled`
   */
  signIn(options: SignInOptions = {}): Promise<void> {
    const pendingSignIn = this.signInOnce(options);
    const settled = pendingSignIn
      .catch(() => undefined)
      .then(() => {
        if (this.pendingSignIn === settled) this.pendingSignIn = undefined;
      });
    this.pendingSignIn = settled;
    return pendingSignIn;
  }

  /** Cancels the sign-in or restore that is under way: the state is as it was before, without the error of an earlier sign-in. */
  cancelSignIn(): void {
    if (!this.attempt) return;
    this.endAttempt()?.abort();
    if (isSignedIn(this.current())) return;
    this.beginEpoch();
    this.current.set(this.fallback);
  }

  /** Waits until a user is signed in, or no restore and no sign-in is under way that could lead to it. Never rejects. */
  async settleSignIn(): Promise<void> {
    let pending: Promise<void> | undefined = this.restore();
    for (; pending && !isSignedIn(untracked(this.current)); pending = this.pendingSignIn) await pending;
  }

  private async restoreOnce(restore = () => this.strategy.restore(), isUnseen = false): Promise<void> {
    clearTimeout(this.restoreTimer);
    const attempt = this.beginAttempt(isUnseen);
    try {
      const restored = await cancelable(this.connection, attempt.signal, () => this.withRetry(restore));
      if (restored === 'signed-in') await this.becomeReady('signed-in', attempt);
      else if (this.endAttempt(attempt)) this.current.set(SIGNED_OUT);
    } catch (thrown) {
      if (!this.endAttempt(attempt)) return;
      // A server that was down may be up at the next call; everything else stays as it is until the user signs in or tries again.
      const error = toQlikError(thrown, this.connection.id);
      const isPassing = error.isRetryable && error.code.startsWith('http-');
      if (isPassing) this.restorable = error;
      this.fallback = { status: 'failed', error };
      this.fail(error);
      if (isPassing) this.restoreLater(error);
    }
  }

  /** Tries again after a while, unless something else has happened by then. The error stays until the restore has succeeded. */
  private restoreLater(failure: QlikError): void {
    const isAwaited = () => {
      const state = this.current();
      return state.status === 'failed' && state.error === failure && !this.attempt;
    };
    runOutsideAngular(() => {
      this.restoreTimer = setTimeout(
        () => {
          // A page that becomes visible or comes online tries again at once.
          if (!isAwaited() || document.visibilityState === 'hidden' || !navigator.onLine) return;
          this.restorable = undefined;
          this.restoring = this.restoreOnce(undefined, true);
        },
        RESTORE_EVERY_MS * (1 - Math.random() / 5),
      );
    });
  }

  private async signInOnce({ signal, ...options }: SignInOptions): Promise<void> {
    if (this.isDisposed || signal?.aborted) throw signInCanceled(this.connection);
    this.cancelSignIn();
    this.restoring = Promise.resolve();
    if (!isSignedIn(this.current())) this.beginEpoch();
    const attempt = this.beginAttempt();
    this.attemptOfUser.set({ isWindowClosed: false });
    const cancel = () => this.attempt === attempt && this.cancelSignIn();
    signal?.addEventListener('abort', cancel, { signal: attempt.signal });
    const onWindowClosed = () => {
      if (this.attempt === attempt) this.attemptOfUser.set({ isWindowClosed: true });
    };
    let pendingSignIn: Promise<void> | undefined;
    try {
      await cancelable(this.connection, attempt.signal, () => {
        // Called before any await: a popup opens only within the user's click.
        pendingSignIn = runOutsideAngular(() =>
          this.strategy.signIn({ ...options, signal: attempt.signal, onWindowClosed }),
        );
        return pendingSignIn;
      });
      this.replaceCurrentSignIn();
      if (await this.becomeReady('signed-in', attempt)) return;
    } catch (thrown) {
      const error = toQlikError(thrown, this.connection.id);
      // The user came back from the sign-in page.
      if (error.code === 'sign-in-canceled') cancel();
      if (this.endAttempt(attempt)) {
        // A sign-in that is there goes on.
        if (isSignedIn(this.current())) this.listener('failed', error);
        else this.fail(error);
        throw error;
      }
    }
    void this.settleCanceled(pendingSignIn);
    throw signInCanceled(this.connection);
  }

  /** Some servers begin a session all the same. It takes the place of the one that is there; where there is none, it ends. */
  private async settleCanceled(pendingSignIn: Promise<void> | undefined): Promise<void> {
    try {
      await pendingSignIn;
      const wasSignedIn = isSignedIn(this.current());
      const completed = this.replaceCurrentSignIn();
      while (this.attempt) await (this.pendingSignIn ?? this.restoring);
      // The last one decides that the strategy let in.
      if (this.isDisposed || completed !== this.completedSignIns || isSignedIn(this.current())) return;
      if (!wasSignedIn) return await this.strategy.signOut();
      await (this.restoring = this.restoreOnce(() => Promise.resolve('signed-in')));
    } catch {
      // The sign-in was canceled, so its errors are ignored.
    }
  }

  /** The strategy has another user's credentials by now: the sign-in that was there is over. */
  private replaceCurrentSignIn(): number {
    if (isSignedIn(this.current())) {
      this.beginEpoch();
      this.fallback = SIGNED_OUT;
      this.current.set(this.attempt ? { status: 'signing-in' } : SIGNED_OUT);
    }
    return ++this.completedSignIns;
  }

  private beginAttempt(isUnseen = false): AbortController {
    const state = this.current();
    if (isSignedIn(state) || state.status === 'signed-out') this.fallback = state;
    if (!isSignedIn(state) && !isUnseen) this.current.set({ status: 'signing-in' });
    return (this.attempt = new AbortController());
  }

  /** @returns the attempt where it is the one that is under way still */
  protected endAttempt(attempt = this.attempt): AbortController | undefined {
    if (attempt === undefined || attempt !== this.attempt) return undefined;
    this.attempt = undefined;
    this.attemptOfUser.set(undefined);
    return attempt;
  }
  /**
   * Takes over the credential that the strategy has by now.
   * @returns false when it was canceled or overtaken meanwhile
   */
  protected abstract becomeReady(event: SessionEventType, attempt?: AbortController): Promise<boolean>;
}

/** Returns the error for work of an earlier sign-in. @param state the current state */
function signInEndedError(state: ConnectionState, { id }: QlikConnection): QlikError {
  if (state.status === 'signed-out' && state.reason) return state.reason;
  return new QlikError('sign-in-required', 'The sign-in has ended.', {
    remedy: 'Open it again.',
    connectionId: id,
  });
}
