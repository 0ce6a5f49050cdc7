import { type Signal, signal, untracked } from '@angular/core';
import type { QlikConnection } from '../connections/connection';
import { QlikError, toQlikError } from '../errors/qlik-error';
import { Acquaintance } from './acquaintance';
import type { RetryWait } from '../retries/connection-waits';
import type { ConnectionState } from './connection-state';
import type { CredentialPurpose, QlikCredential } from './credential';
import { PreparedCredentials } from './prepared-credentials';
import { RenewalClock } from './renewal-clock';
import { endOfSignIn, isCredentialRefused, overtaken, whyNobody } from './session-end';
import type { SessionEventType, SessionListener } from './session-events';
import { SingleFlight } from './single-flight';
import type { ForgetReason, QlikAuthStrategy, SignInOptions } from './strategy';

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

/**
 * One connection's sign-in: its state, and its credentials, each fetched once however many calls wait for it.
 *
 * All of it belongs to one *epoch*: a sign-in by one user. Whatever was begun in an earlier epoch has no effect in a later one.
 */
export class ConnectionSession {
  private readonly current = signal<ConnectionState>({ status: 'signed-out' });
  private readonly epochNumber = signal(0);
  private readonly renewal = new RenewalClock(() => void this.wake());
  private readonly prepared = new PreparedCredentials();
  private readonly acquaintance: Acquaintance;
  private cached: QlikCredential | undefined;
  private readonly waking = new SingleFlight<void>();
  private restoring: Promise<void> | undefined;
  private readonly renewing = new SingleFlight<RenewalOutcome>();
  private readonly signingIn = new SingleFlight<void>();
  private cancelling: AbortController | undefined;

  private readonly waiting = signal<RetryWait | undefined>(undefined);

  readonly state: Signal<ConnectionState> = this.current.asReadonly();

  /** Whether calls wait before they are made again, for what, and until when; for a countdown. See docs/resilience.md. */
  readonly wait: Signal<RetryWait | undefined> = this.waiting.asReadonly();

  /** Grows with every sign-in and sign-out: what was fetched in another epoch belongs to somebody else. */
  readonly epoch: Signal<number> = this.epochNumber.asReadonly();

  constructor(
    readonly connection: QlikConnection,
    private readonly strategy: QlikAuthStrategy,
    private readonly listener: SessionListener,
    private readonly repeat: RepeatWork = (_call, thrown) => {
      throw thrown;
    },
  ) {
    this.acquaintance = new Acquaintance(strategy);
  }

  /** Takes up what an earlier page left. Happens once; later calls wait for the same. Never rejects. */
  restore(): Promise<void> {
    return (this.restoring ??= this.takeUp());
  }

  /** @throws {QlikError} when the sign-in does not succeed; the state then says the same */
  signIn(options: SignInOptions): Promise<void> {
    return this.signingIn.run(() => this.enter(options));
  }

  /** Cancels the sign-in that is under way, if there is one: it rejects with `sign-in-cancelled`, and the state is what it was before. */
  cancelSignIn(): void {
    this.cancelling?.abort();
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
    const { status } = this.current();
    if (status === 'signing-in') return;
    const isSignedIn = status === 'ready' || status === 'renewing';
    const isSame = isSignedIn && !(await this.acquaintance.hasEnded());
    if (epoch !== this.epochNumber()) return;
    // Only the token is another; the one before may be refused by now.
    if (isSame) return this.becomeReady('renewed').catch(() => undefined);
    this.forget();
    if (isSignedIn) this.listener('signed-out');
    // What is left of the user before belongs to nobody; it is no reason not to let in the next.
    await this.strategy.forget?.('replaced').catch(() => undefined);
    if (this.epochNumber() !== epoch + 1) return;
    this.restoring = undefined;
    await this.restore();
  }

  /** Ends the session in this page only, for example because another tab signed out. */
  forget(reason?: QlikError): void {
    this.beginEpoch();
    this.current.set(reason ? { status: 'signed-out', reason } : { status: 'signed-out' });
  }

  /**
   * The credential for that purpose: the one at hand while it is good, else a new one.
   * @throws {QlikError} `sign-in-required`, `credential-expired`, or what the strategy says
   */
  async credential(purpose: CredentialPurpose): Promise<QlikCredential> {
    const epoch = await this.settle();
    return this.prepared.take(purpose) ?? this.obtain(purpose, epoch);
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
   * Tells that Qlik refused a credential.
   * @param epoch in which the call was made; default: the present one
   * @returns true when there is a new one and the call may be made once more; false when the session is over, {@link endOf} says why
   * @throws {QlikError} when a new one could not be fetched this time, and the session goes on; or when it was over before
   */
  async renewAfterRefusal(refused?: QlikCredential, epoch = this.epochNumber()): Promise<boolean> {
    this.requireEpoch(epoch);
    this.listener('refused');
    if (refused && this.cached && this.cached !== refused && refused.isReusable) return true;
    const outcome = await this.renew(() => this.patiently(() => this.strategy.renew()));
    if (this.endOf(epoch)) return false;
    if (outcome.result === 'renewed') return true;
    if (outcome.result === 'failed') this.endIfRefused(outcome.error);
    else this.endWith('credential-refused', 'Qlik no longer accepts this sign-in.');
    return false;
  }

  /**
   * Tells that Qlik refused the renewed credential too: the session is over.
   * @param epoch in which the call was made; a later one is left alone
   */
  endAfterRefusal(status?: number, epoch = this.epochNumber()): QlikError {
    return (
      this.endOf(epoch) ??
      this.endWith('credential-refused', 'Qlik refused the sign-in twice in a row.', status)
    );
  }

  /**
   * Asks the server whether it still knows this sign-in, once however many calls want to know. Servers that refuse each call which
   * is not signed in are not asked.
   * @throws {QlikError} when it could not be asked
   */
  isKnown(): Promise<boolean> {
    return this.acquaintance.isKnown();
  }

  /** @internal For those who make calls wait. */
  noteWait(wait: RetryWait | undefined): void {
    this.waiting.set(wait);
  }

  /** Tells that the server answered a call as this sign-in's: a session cannot have ended for want of requests by now. */
  noteAnswer(): void {
    this.acquaintance.noteAnswer();
  }

  /** Why the sign-in of that epoch is over, or `undefined` while it lasts. */
  endOf(epoch: number): QlikError | undefined {
    if (epoch === this.epochNumber()) return undefined;
    return endOfSignIn(this.current(), this.connection);
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
   * Makes sure of the sign-in after an absence (sleep, a page in the background, no network): renews what ended meanwhile, and asks
   * servers of cookies whether they still have the same user. Calls wait for it. Never rejects.
   */
  wake(): Promise<void> {
    // What fails is told as an event; the next call tries again and gets the error.
    return this.waking.run(() => this.makeSure().catch(() => undefined));
  }

  private async makeSure(): Promise<void> {
    if (this.current().status !== 'ready' || !navigator.onLine) return;
    const epoch = this.epochNumber();
    if (this.renewal.isDue) await this.renewAheadOfTime();
    else if (await this.acquaintance.hasEnded()) await this.renewAfterRefusal(this.cached, epoch);
  }

  /** Waits for what decides whether somebody is signed in; resolves to the epoch of that sign-in. */
  private async settle(): Promise<number> {
    await this.restore();
    const epoch = this.epochNumber();
    await this.signingIn.underway;
    await this.waking.underway;
    await this.renewing.underway;
    this.requireEpoch(epoch);
    const error = whyNobody(this.current(), this.connection);
    if (error) throw error;
    return epoch;
  }

  private async obtain(purpose: CredentialPurpose, epoch: number): Promise<QlikCredential> {
    // Without a network nothing can be renewed, and the call tells that by itself.
    if (this.renewal.isDue && navigator.onLine) await this.renewAheadOfTime();
    this.requireEpoch(epoch);
    if (await this.acquaintance.hasLapsed()) await this.renewAfterRefusal(this.cached, epoch);
    this.requireEpoch(epoch);
    if (purpose === 'rest' && this.cached) return this.cached;
    try {
      const credential = await this.fetch(purpose, epoch);
      this.requireEpoch(epoch);
      return credential;
    } catch (thrown) {
      throw this.endOf(epoch) ?? toQlikError(thrown, this.connection.id);
    }
  }

  private async takeUp(): Promise<void> {
    const epoch = this.epochNumber();
    this.current.set({ status: 'signing-in' });
    try {
      const restored = await this.patiently(() => this.strategy.restore());
      if (epoch !== this.epochNumber()) return;
      if (restored === 'signed-out') this.current.set({ status: 'signed-out' });
      else await this.becomeReady('signed-in');
    } catch (thrown) {
      if (epoch !== this.epochNumber()) return;
      // A server that was down may be up at the next call; everything else stays as it is until the user signs in.
      const { code, isRetryable } = this.fail(thrown);
      if (isRetryable && code.startsWith('http-')) this.restoring = undefined;
    }
  }

  private async enter(options: SignInOptions): Promise<void> {
    const before = this.current();
    const cancelling = (this.cancelling = new AbortController());
    const { signal } = cancelling;
    if (options.signal?.aborted) cancelling.abort();
    options.signal?.addEventListener('abort', () => cancelling.abort(), { once: true, signal });
    const onWindowClosed = () => {
      if (this.cancelling === cancelling && this.current().status === 'signing-in')
        this.current.set({ status: 'signing-in', isWindowClosed: true });
    };
    // Called before any await: a popup opens only within the user's click.
    const entering = this.strategy.signIn({ ...options, signal, onWindowClosed });
    this.restoring = Promise.resolve();
    this.beginEpoch();
    const epoch = this.epochNumber();
    this.current.set({ status: 'signing-in' });
    try {
      await entering;
      if (epoch === this.epochNumber()) await this.becomeReady('signed-in');
      if (epoch !== this.epochNumber()) throw overtaken(this.connection);
    } catch (thrown) {
      if (epoch === this.epochNumber() && signal.aborted) this.current.set(before);
      else if (epoch === this.epochNumber()) throw this.fail(thrown);
      throw toQlikError(thrown, this.connection.id);
    }
  }

  private async becomeReady(event: SessionEventType): Promise<void> {
    const epoch = this.epochNumber();
    const credential = await this.strategy.credential('rest');
    if (epoch !== this.epochNumber()) return;
    this.cached = credential;
    this.noteAnswer();
    const { expiresAt } = credential;
    this.current.set(expiresAt === undefined ? { status: 'ready' } : { status: 'ready', expiresAt });
    this.renewal.start(expiresAt);
    this.listener(event);
  }

  /** A purpose that needs a token of its own is asked for with the credential at hand, which may be refused. */
  private async fetch(purpose: CredentialPurpose, epoch: number): Promise<QlikCredential> {
    const used = this.cached;
    try {
      return await this.patiently(() => this.strategy.credential(purpose));
    } catch (thrown) {
      if (!isCredentialRefused(thrown) || !(await this.renewAfterRefusal(used, epoch))) throw thrown;
    }
    try {
      return await this.strategy.credential(purpose);
    } catch (thrown) {
      throw isCredentialRefused(thrown) ? this.endAfterRefusal(thrown.status, epoch) : thrown;
    }
  }

  private async renewAheadOfTime(): Promise<void> {
    const epoch = this.epochNumber();
    const renew = () => this.strategy.renew();
    // With a credential that is good still nobody has to wait for a busy server: it is asked again a little later.
    const outcome = await this.renew(this.renewal.isOver ? () => this.patiently(renew) : renew);
    if (outcome.result === 'renewed' || epoch !== this.epochNumber()) return;
    if (!this.renewal.isOver) {
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
    }
  }

  /**
   * Does something, and again where it failed for the moment, as calls by HttpClient are: for calls that go another way, such as
   * `invokeFetch` and the modules of `@qlik/api`. What it rejects with is looked at for `status` and `headers`.
   *
   * @param options.isRepeatable false where being done twice is more than once: repeated only where the server says that it was not done
   * @throws what it failed with at last; {@link QlikError} when the sign-in ended meanwhile
   */
  async patiently<T>(
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

  /**
   * The user is not let in any more, and asking again would change nothing until somebody mends it.
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

  private endBecause(error: QlikError): void {
    this.forget(error);
    // Forget what is stored too, or the next page would take it up and be refused again.
    this.forgetStored('refused').catch(() => undefined);
    this.listener('signed-out', error);
  }

  private async end(tell: () => Promise<void>): Promise<void> {
    this.forget();
    try {
      await tell();
    } catch (thrown) {
      // The session is gone here, which is what was asked for; that the server could not be told is worth an event, not a failure.
      this.listener('failed', toQlikError(thrown, this.connection.id));
    }
    this.listener('signed-out');
  }

  private forgetStored(reason: ForgetReason): Promise<void> {
    return this.strategy.forget ? this.strategy.forget(reason) : this.strategy.signOut();
  }

  private fail(thrown: unknown): QlikError {
    const error = toQlikError(thrown, this.connection.id);
    this.current.set({ status: 'failed', error });
    this.listener('failed', error);
    return error;
  }

  private beginEpoch(): void {
    this.epochNumber.update((epoch) => epoch + 1);
    this.cached = undefined;
    this.prepared.clear();
    [this.signingIn, this.renewing, this.waking].forEach((each) => each.leave());
    this.renewal.stop();
  }
}
