import { signal, type Signal, untracked, type WritableSignal } from '@angular/core';
import type { QlikConnection } from '../connections/connection';
import { QlikError, toQlikError } from '../errors/qlik-error';
import type { RetryWait } from '../retries/connection-waits';
import { waitAtMost } from '../runtime/time-limit';
import { runOutsideAngular } from '../zone/run-outside-angular';
import {
  type ConnectionState,
  isCredentialRefused,
  isSignedIn,
  notSignedInError,
  type SessionEventType,
  type SessionListener,
  type SignInAttempt,
  signInEndedError,
} from './connection-state';
import type { QlikSession } from './qlik-session';
import { RenewalClock } from './renewal-clock';
import { cancelable, signInCanceled } from './requests/cancellation';
import { SessionProbe } from './session-probe';
import { SingleFlight } from './single-flight';
import type {
  CredentialPurpose,
  ForgetReason,
  QlikAuthStrategy,
  QlikCredential,
  SignInOptions,
} from './strategy';

/** An unreachable server ends no session; that a user must come back does. */
type RenewalOutcome =
  { readonly result: 'renewed' | 'impossible' } | { readonly result: 'failed'; readonly error: QlikError };

/**
 * Does once more, later, what failed for the moment.
 * @param thrown what it failed with, and throws when it fails for good or cannot be done again
 */
export type RepeatWork = <T>(
  call: { readonly session: ConnectionSession; readonly epoch: number; readonly isRepeatable: boolean },
  thrown: unknown,
  work: () => Promise<T>,
) => Promise<T>;

/** How long calls wait for the answer to who is signed in, after the page was away; what comes later withholds their answers. */
const RESUME_WAIT_MS = 3_000;
/** For so long after Qlik accepted a credential that one endpoint refuses, a refusal is a reason to ask again before it is renewed. */
const ACCEPTED_FOR_MS = 10_000;

const SIGNED_OUT: ConnectionState = { status: 'signed-out' };

/**
 * One connection's sign-in: its state, and its credentials, each fetched once for all concurrent calls.
 *
 * All of it belongs to one *epoch*: a sign-in by one user. Whatever was begun in an earlier epoch has no effect in a later one.
 */
export class ConnectionSession implements QlikSession {
  private readonly current = signal<ConnectionState>(SIGNED_OUT);
  private readonly epochNumber: WritableSignal<number>;
  private readonly attemptOfUser = signal<SignInAttempt | undefined>(undefined);
  private readonly renewal = new RenewalClock(() => this.renewInBackground());
  private readonly prepared = new PreparedCredentials();
  private readonly probe: SessionProbe;
  private cached: QlikCredential | undefined;
  private readonly resuming = new SingleFlight<void>();
  private restoring: Promise<void> | undefined;
  private readonly renewing = new SingleFlight<RenewalOutcome>();
  private readonly accepting = new SingleFlight<boolean>();
  /** The sign-in or restore that is under way. */
  private attempt: AbortController | undefined;
  /** Settles with the sign-in that is under way; never rejects. */
  private pendingSignIn: Promise<void> | undefined;
  /** Counts the sign-ins that the strategy let in. */
  private completedSignIns = 0;
  /** What the state is when the attempt that is under way is canceled. */
  private fallback = SIGNED_OUT;
  /** Qlik refused the credential at hand: calls wait for another. */
  private isRefused = false;
  private accepted: { readonly credential: QlikCredential | undefined; readonly at: number } | undefined;
  private isDisposed = false;

  private readonly waiting = signal<RetryWait | undefined>(undefined);

  readonly state: Signal<ConnectionState> = this.current.asReadonly();

  /**
   * The sign-in that {@link signIn} began, while it is under way; also beside a sign-in that works, whose state stays `ready` until the new
   * one succeeds. For a *Cancel* button, see {@link cancelSignIn}.
   */
  readonly signInAttempt: Signal<SignInAttempt | undefined> = this.attemptOfUser.asReadonly();

  /** Whether calls wait before they are made again, for what, and until when; for a countdown. See docs/resilience.md. */
  readonly wait: Signal<RetryWait | undefined> = this.waiting.asReadonly();

  /** Grows with every sign-in and sign-out: what was fetched in another epoch belongs to another sign-in. */
  readonly epoch: Signal<number>;

  constructor(
    readonly connection: QlikConnection,
    private readonly strategy: QlikAuthStrategy,
    private readonly listener: SessionListener,
    private readonly repeat: RepeatWork = (_call, thrown) => {
      throw thrown;
    },
    firstEpoch = 0,
  ) {
    this.epochNumber = signal(firstEpoch);
    this.epoch = this.epochNumber.asReadonly();
    this.probe = new SessionProbe(strategy);
  }

  /** Takes up what an earlier page left. Happens once; later calls wait for the same. Never rejects. */
  restore(): Promise<void> {
    return (this.restoring ??= this.restoreOnce());
  }

  /** Tries once more to take up what an earlier page left, after that failed. For *Try again* buttons. Never rejects. */
  retry(): Promise<void> {
    if (this.current().status === 'failed') this.restoring = undefined;
    return this.restore();
  }

  /**
   * Signs in. A sign-in that is there goes on until this one succeeds, and one that is under way is canceled.
   * @throws {QlikError} when the sign-in does not succeed, or `sign-in-cancelled`
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

  /** Cancels the sign-in or restore that is under way: the state is as it was before. */
  cancelSignIn(): void {
    if (!this.attempt) return;
    this.endAttempt()?.abort();
    if (isSignedIn(this.current())) return;
    this.beginEpoch();
    this.current.set(this.fallback);
  }

  /** Ends whatever runs for this session, for good: timers, and a sign-in that is under way. Nothing is sent. */
  dispose(): void {
    this.isDisposed = true;
    this.forget();
    this.restoring = Promise.resolve();
  }

  /** Ends the session in this page because its connection is configured otherwise now. Never rejects. */
  async replace(reason: QlikError): Promise<void> {
    const wasSignedIn = isSignedIn(this.current());
    this.dispose();
    this.current.set({ status: 'signed-out', reason });
    if (wasSignedIn) this.listener('signed-out', reason);
    await this.strategy.forget?.('replaced').catch(() => undefined);
  }

  /** Ends the session here in any case, and on the server where that is possible. Never rejects. */
  signOut(): Promise<void> {
    return this.end(() => this.strategy.signOut());
  }

  /** Ends the session here because the user ended it in another tab. Never rejects. */
  followSignOut(): Promise<void> {
    return this.end(() => this.forgetStored('signed-out'));
  }

  /**
   * Takes up what was signed in to in another tab, where both share the sign-in: the user before is gone then, and with them whatever
   * belongs to this epoch. Never rejects.
   */
  async followSignIn(): Promise<void> {
    await this.renewing.underway;
    const epoch = this.epochNumber();
    if (this.attempt || this.isDisposed) return;
    const wasSignedIn = isSignedIn(this.current());
    const isSame = wasSignedIn && !(await this.probe.isExpired());
    if (this.attemptOfUser() || epoch !== this.epochNumber()) return;
    // Only the token is another; the one before may be refused by now.
    if (isSame) {
      await this.becomeReady('renewed').catch(() => undefined);
      return;
    }
    this.forget();
    if (wasSignedIn) this.listener('signed-out');
    // Data of the previous user must not prevent the next sign-in.
    await this.strategy.forget?.('replaced').catch(() => undefined);
    if (this.epochNumber() !== epoch + 1) return;
    this.restoring = undefined;
    await this.restore();
  }

  /** Ends the session in this page only, for example because another tab signed out. */
  forget(): void {
    this.endAttempt()?.abort();
    this.beginEpoch();
    this.current.set(SIGNED_OUT);
  }

  /**
   * The credential for that purpose: the one at hand while it is good, else a new one.
   * @throws {QlikError} `sign-in-required`, `credential-expired`, or what the strategy says
   */
  async credential(purpose: CredentialPurpose): Promise<QlikCredential> {
    const epoch = await this.settle();
    const credential = await (this.prepared.take(purpose) ?? this.obtain(purpose, epoch));
    this.requireEpoch(epoch);
    return credential;
  }

  /**
   * A credential for a diagnosis: as it is, and as the strategy gives it. Nothing is renewed for it, and no session ends with it.
   * @throws {QlikError} what the strategy says
   */
  peek(purpose: CredentialPurpose): Promise<QlikCredential> {
    return this.strategy.credential(purpose);
  }

  /** Begins to fetch a one-time credential that is about to be asked for, so that its round trip overlaps with other work. */
  prepare(purpose: CredentialPurpose): void {
    this.prepared.prepare(purpose, () => this.settle().then((epoch) => this.obtain(purpose, epoch)));
  }

  /**
   * Reports that Qlik refused a credential.
   * @param epoch in which the call was made; default: the present one
   * @returns true when there is a new one and the call may be made once more; false when the session is over ({@link endOf} says why), or
   *   when Qlik accepts the credential elsewhere, so that the refusal is that of one endpoint only
   * @throws {QlikError} when a new one could not be fetched this time, and the session goes on; or when it was over before
   */
  async renewAfterRefusal(refused?: QlikCredential, epoch = this.epochNumber()): Promise<boolean> {
    this.requireSignedIn(epoch);
    this.listener('refused');
    // What listens may have signed out.
    this.requireEpoch(epoch);
    if (refused && this.cached && this.cached !== refused && refused.isReusable) return true;
    if (this.wasAccepted(refused) && (await this.isAccepted())) return false;
    this.requireEpoch(epoch);
    this.isRefused = true;
    const outcome = await this.renew(() => this.withRetry(() => this.strategy.renew()));
    if (this.endOf(epoch)) return false;
    if (outcome.result === 'renewed') return true;
    if (outcome.result === 'failed') this.endIfRefused(outcome.error);
    else await this.endUnlessAccepted(epoch, 'Qlik no longer accepts this sign-in.');
    return false;
  }

  /**
   * Reports that Qlik refused the renewed credential too. The session is over then, unless Qlik accepts the credential elsewhere: it is
   * asked who the user is.
   * @param epoch in which the call was made; a later one is left alone
   * @returns why the session is over, or `undefined` when it goes on
   */
  endAfterRefusal(status?: number, epoch = this.epochNumber()): Promise<QlikError | undefined> {
    return this.endUnlessAccepted(epoch, 'Qlik refused the sign-in twice in a row.', status);
  }

  /**
   * Asks the server whether it still knows this sign-in, once for all concurrent callers. Servers that refuse each call which
   * is not signed in are not asked.
   * @throws {QlikError} when it could not be asked
   */
  isValid(): Promise<boolean> {
    return this.probe.isValid();
  }

  /** Sets the waiting calls. @internal */
  setRetryState(wait: RetryWait | undefined): void {
    this.waiting.set(wait);
  }

  /** Records an answer of the server to a call of this sign-in, so that the session has not expired by inactivity. */
  markAnswered(): void {
    this.probe.markAnswered();
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

  private requireSignedIn(epoch: number): void {
    const error = this.endOf(epoch) ?? notSignedInError(this.current(), this.connection);
    if (error) throw error;
  }

  /**
   * Makes sure of the sign-in after an absence (sleep, a page in the background, no network): renews what ended meanwhile, asks servers of
   * cookies whether they still have the same user, and tries again what could not be taken up. The server is asked once in ten seconds at
   * most, and calls wait for its answer for three. Never rejects.
   */
  resume(): Promise<void> {
    // A failure is an event; the next call tries again and gets the error.
    return this.resuming.run(() => this.revalidate().catch(() => undefined));
  }

  private async revalidate(): Promise<void> {
    if (!navigator.onLine) return;
    const { status } = this.current();
    if (status === 'failed' && !this.restoring && this.probe.isStale) {
      this.probe.markProbed();
      return this.restore();
    }
    if (status !== 'ready') return;
    const epoch = this.epochNumber();
    if (this.renewal.isExpired) return this.renewAheadOfTime();
    if (this.renewal.isDue) return this.renewInBackground();
    if (this.probe.isStale && (await this.probe.isExpired()))
      await this.renewAfterRefusal(this.cached, epoch);
  }

  /** Waits for what decides who is signed in; resolves to the epoch of that sign-in. */
  private async settle(): Promise<number> {
    await this.restore();
    while (this.pendingSignIn && !isSignedIn(this.current())) await this.pendingSignIn;
    const epoch = this.epochNumber();
    if (this.resuming.underway) await waitAtMost(this.resuming.underway, RESUME_WAIT_MS);
    // With a credential that is good nothing waits for a slow renewal.
    if (this.isRefused || this.renewal.isExpired) await this.renewing.underway;
    this.requireSignedIn(epoch);
    return epoch;
  }

  private async obtain(purpose: CredentialPurpose, epoch: number): Promise<QlikCredential> {
    // Without a network nothing can be renewed, and the call reports that.
    if (this.renewal.isDue && navigator.onLine) {
      if (this.renewal.isExpired) await this.renewAheadOfTime();
      else this.renewInBackground();
    }
    this.requireEpoch(epoch);
    if (!this.resuming.underway && (await this.probe.isExpiredAfterIdle()))
      await this.renewAfterRefusal(this.cached, epoch);
    this.requireEpoch(epoch);
    if (purpose === 'rest' && this.cached) return this.cached;
    try {
      return await this.fetch(purpose, epoch);
    } catch (thrown) {
      throw this.endOf(epoch) ?? toQlikError(thrown, this.connection.id);
    }
  }

  private async restoreOnce(restore = () => this.strategy.restore()): Promise<void> {
    const attempt = this.beginAttempt();
    try {
      const restored = await cancelable(this.connection, attempt.signal, () => this.withRetry(restore));
      if (restored === 'signed-in') await this.becomeReady('signed-in', attempt);
      else if (this.endAttempt(attempt)) this.current.set(SIGNED_OUT);
    } catch (thrown) {
      if (!this.endAttempt(attempt)) return;
      // A server that was down may be up at the next call; everything else stays as it is until the user signs in or tries again.
      const error = toQlikError(thrown, this.connection.id);
      if (error.isRetryable && error.code.startsWith('http-')) this.restoring = undefined;
      this.fail(error);
    }
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
      if (this.endAttempt(attempt)) {
        const error = toQlikError(thrown, this.connection.id);
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

  /** @returns false when it was canceled or overtaken meanwhile */
  private async becomeReady(event: SessionEventType, attempt?: AbortController): Promise<boolean> {
    const epoch = this.epochNumber();
    let credential: QlikCredential;
    let completedSignIns: number;
    do {
      completedSignIns = this.completedSignIns;
      credential = await cancelable(this.connection, attempt?.signal, () => this.strategy.credential('rest'));
      // A canceled sign-in that was let in meanwhile has taken the strategy's place: its user counts.
    } while (completedSignIns !== this.completedSignIns);
    if (attempt ? !this.endAttempt(attempt) : epoch !== this.epochNumber()) return false;
    this.cached = credential;
    this.isRefused = false;
    this.markAnswered();
    this.probe.markProbed();
    const { expiresAt } = credential;
    this.current.set(expiresAt === undefined ? { status: 'ready' } : { status: 'ready', expiresAt });
    this.renewal.start(expiresAt);
    this.listener(event);
    return true;
  }

  /** A purpose that needs a token of its own is asked for with the credential at hand, which may be refused. */
  private async fetch(purpose: CredentialPurpose, epoch: number): Promise<QlikCredential> {
    const used = this.cached;
    try {
      return await this.withRetry(() => this.strategy.credential(purpose));
    } catch (thrown) {
      if (!isCredentialRefused(thrown) || !(await this.renewAfterRefusal(used, epoch))) throw thrown;
    }
    try {
      return await this.strategy.credential(purpose);
    } catch (thrown) {
      throw (isCredentialRefused(thrown) && (await this.endAfterRefusal(thrown.status, epoch))) || thrown;
    }
  }

  private renewInBackground(): void {
    // A failure is an event, and once the credential is over the next call gets it.
    this.renewAheadOfTime().catch(() => undefined);
  }

  private async renewAheadOfTime(): Promise<void> {
    if (!navigator.onLine) return;
    const epoch = this.epochNumber();
    const renew = () => this.strategy.renew();
    // With a credential that is good still a busy server is asked again a little later.
    const outcome = await this.renew(this.renewal.isExpired ? () => this.withRetry(renew) : renew);
    if (outcome.result === 'renewed' || epoch !== this.epochNumber()) return;
    if (!this.renewal.isExpired) {
      if (outcome.result === 'failed') this.renewal.postponeAfter(outcome.error);
      else this.renewal.giveUp();
      return;
    }
    if (outcome.result === 'failed') this.endIfRefused(outcome.error);
    else this.endWith('credential-expired', 'The sign-in has ended.');
  }

  private renew(attempt: () => Promise<boolean>): Promise<RenewalOutcome> {
    return this.renewing.run(() => this.renewOnce(attempt));
  }

  private async renewOnce(attempt: () => Promise<boolean>): Promise<RenewalOutcome> {
    const epoch = this.epochNumber();
    const before = this.current();
    this.current.set({ status: 'renewing' });
    try {
      const isRenewed = await attempt();
      if (epoch !== this.epochNumber()) return { result: 'impossible' };
      if (isRenewed) await this.becomeReady('renewed');
      else this.current.set(before);
      return { result: isRenewed ? 'renewed' : 'impossible' };
    } catch (thrown) {
      const error = toQlikError(thrown, this.connection.id);
      if (epoch === this.epochNumber()) {
        this.current.set(before);
        this.listener('failed', error);
      }
      return { result: 'failed', error };
    } finally {
      if (epoch === this.epochNumber()) this.isRefused = false;
    }
  }

  /**
   * Does something, and again where it failed for the moment, as calls by HttpClient are: for calls that go another way, such as
   * `invokeFetch` and the modules of `@qlik/api`. Reads `status` and `headers` of the error.
   *
   * @param options.isRepeatable false where being done twice is more than once: repeated only where the server says that it was not done
   * @throws what it failed with at last; {@link QlikError} when the sign-in ended meanwhile
   */
  async withRetry<T>(
    work: () => Promise<T>,
    { isRepeatable }: { readonly isRepeatable: boolean } = { isRepeatable: true },
  ): Promise<T> {
    const epoch = untracked(this.epochNumber);
    try {
      return await work();
    } catch (thrown) {
      return this.repeat({ session: this, epoch, isRepeatable }, thrown, work);
    }
  }

  /** A refusal may be that of one endpoint only. A server that cannot be asked has ended nothing. */
  private async endUnlessAccepted(
    epoch: number,
    message: string,
    status?: number,
  ): Promise<QlikError | undefined> {
    const credential = this.cached;
    const isAccepted = !this.endOf(epoch) && (await this.isAccepted());
    const end = this.endOf(epoch);
    if (end || !isAccepted) return end ?? this.endWith('credential-refused', message, status);
    this.accepted = { credential, at: Date.now() };
    return undefined;
  }

  private isAccepted(): Promise<boolean> {
    return this.accepting.run(() => this.probe.isAccepted().catch(() => true));
  }

  private wasAccepted(refused: QlikCredential | undefined): boolean {
    const { accepted } = this;
    return (
      accepted?.credential !== undefined &&
      accepted.credential === refused &&
      Date.now() - accepted.at < ACCEPTED_FOR_MS
    );
  }

  /**
   * The user is not let in any more, and another attempt fails until the cause is fixed.
   * @throws {QlikError} any other error: a server that is down ends no session
   */
  private endIfRefused(error: QlikError): void {
    if (error.code !== 'sign-in-refused') throw error;
    this.endBecause(error);
  }

  private endWith(
    code: 'credential-refused' | 'credential-expired',
    message: string,
    status?: number,
  ): QlikError {
    const error = new QlikError(code, message, {
      remedy: 'Sign in again.',
      connectionId: this.connection.id,
      status,
    });
    this.endBecause(error);
    return error;
  }

  /** A sign-in that is under way goes on: it is what the user does about it. */
  private endBecause(reason: QlikError): void {
    this.beginEpoch();
    const signedOut: ConnectionState = { status: 'signed-out', reason };
    if (this.attempt) this.fallback = signedOut;
    this.current.set(this.attempt ? { status: 'signing-in' } : signedOut);
    // Forget what is stored too, or the next page would take it up and be refused again.
    this.forgetStored('refused').catch(() => undefined);
    this.listener('signed-out', reason);
  }

  private async end(signOut: () => Promise<void>): Promise<void> {
    this.forget();
    try {
      const signingOut = signOut();
      // At once: a sign-in may be faster than the server's answer.
      this.listener('signed-out');
      await signingOut;
    } catch (thrown) {
      // The session is gone here. A failed sign-out on the server is an event, not an error of the call.
      if (!this.isDisposed) this.listener('failed', toQlikError(thrown, this.connection.id));
    }
  }

  private forgetStored(reason: ForgetReason): Promise<void> {
    return this.strategy.forget ? this.strategy.forget(reason) : this.strategy.signOut();
  }

  private fail(error: QlikError): void {
    this.current.set({ status: 'failed', error });
    this.listener('failed', error);
  }

  private beginAttempt(): AbortController {
    const state = this.current();
    if (state.status !== 'signing-in') this.fallback = state;
    if (!isSignedIn(state)) this.current.set({ status: 'signing-in' });
    return (this.attempt = new AbortController());
  }

  /** @returns the attempt where it is the one that is under way still */
  private endAttempt(attempt = this.attempt): AbortController | undefined {
    if (attempt === undefined || attempt !== this.attempt) return undefined;
    this.attempt = undefined;
    this.attemptOfUser.set(undefined);
    return attempt;
  }

  private beginEpoch(): void {
    this.epochNumber.update((epoch) => epoch + 1);
    this.cached = undefined;
    this.accepted = undefined;
    this.isRefused = false;
    this.prepared.clear();
    [this.renewing, this.resuming, this.accepting].forEach((each) => each.leave());
    this.renewal.stop();
  }
}

/** A prepared one-time credential is used within this time or thrown away; Qlik's temporary tokens live for a minute or more. */
const PREPARED_FOR_MS = 20_000;

interface Prepared {
  readonly credential: Promise<QlikCredential>;
  readonly until: number;
}

/** One-time credentials that were fetched before they were asked for, each handed out once. */
class PreparedCredentials {
  private readonly prepared = new Map<CredentialPurpose, Prepared>();

  /** Fetches one unless one is there or under way. */
  prepare(purpose: CredentialPurpose, fetch: () => Promise<QlikCredential>): void {
    const existing = this.prepared.get(purpose);
    if (existing && Date.now() < existing.until) return;
    const credential = fetch();
    // The caller of `take` gets the error; without a call it must not be an unhandled rejection.
    credential.catch(() => undefined);
    this.prepared.set(purpose, { credential, until: Date.now() + PREPARED_FOR_MS });
  }

  take(purpose: CredentialPurpose): Promise<QlikCredential> | undefined {
    const found = this.prepared.get(purpose);
    this.prepared.delete(purpose);
    return found && Date.now() < found.until ? found.credential : undefined;
  }

  clear(): void {
    this.prepared.clear();
  }
}

/** Returns the members of a session that only this library uses. @internal */
export function toConnectionSession(session: QlikSession): ConnectionSession {
  // QlikAuthService creates no other kind.
  return session as ConnectionSession;
}
