import { type Signal, signal } from '@angular/core';
import type { QlikConnection } from '../connections/connection';
import { QlikError, toQlikError } from '../errors/qlik-error';
import type { ConnectionState } from './connection-state';
import type { CredentialPurpose, QlikCredential } from './credential';
import { RenewalClock } from './renewal-clock';
import type { QlikAuthStrategy, SignInOptions } from './strategy';

/** A prepared one-time credential is used within this time or thrown away; Qlik's temporary tokens live for a minute or more. */
const PREPARED_FOR_MS = 20_000;

/** The shortest time without a request after which a client-managed server may end a session (Management console, in minutes). */
const SEEN_FOR_MS = 60_000;

/** An unreachable server ends no session; that a user must come back does. */
type RenewalOutcome =
  { readonly result: 'renewed' | 'impossible' } | { readonly result: 'failed'; readonly error: QlikError };

/** What happened to a connection's sign-in, in the order in which it happened. */
export type SessionEventType = 'signed-in' | 'renewed' | 'refused' | 'signed-out' | 'failed';

/** Tells others of {@link SessionEventType}s; `error` where there was one. */
export type SessionListener = (type: SessionEventType, error?: QlikError) => void;

/**
 * One connection's sign-in: its state, and its credentials, each fetched once however many calls wait for it.
 *
 * All of it belongs to one *epoch*: a sign-in by one user. Whatever was begun in an earlier epoch has no effect in a later one.
 */
export class ConnectionSession {
  private readonly current = signal<ConnectionState>({ status: 'signed-out' });
  private readonly epochNumber = signal(0);
  private readonly renewal = new RenewalClock(() => void this.wake());
  private readonly prepared = new Map<
    CredentialPurpose,
    { readonly credential: Promise<QlikCredential>; readonly until: number }
  >();
  private cached: QlikCredential | undefined;
  private asking: Promise<boolean> | undefined;
  private seenAt = 0;
  private restoring: Promise<void> | undefined;
  private renewing: Promise<RenewalOutcome> | undefined;
  private signingIn: Promise<void> | undefined;

  readonly state: Signal<ConnectionState> = this.current.asReadonly();

  /** Grows with every sign-in and sign-out: what was fetched in another epoch belongs to somebody else. */
  readonly epoch: Signal<number> = this.epochNumber.asReadonly();

  constructor(
    readonly connection: QlikConnection,
    private readonly strategy: QlikAuthStrategy,
    private readonly listener: SessionListener,
  ) {}

  /** Takes up what an earlier page left. Happens once; later calls wait for the same. Never rejects. */
  restore(): Promise<void> {
    return (this.restoring ??= this.takeUp());
  }

  /** @throws {QlikError} when the sign-in does not succeed; the state then says the same */
  signIn(options: SignInOptions): Promise<void> {
    if (this.signingIn) return this.signingIn;
    const entering: Promise<void> = this.enter(options).finally(() => {
      if (this.signingIn === entering) this.signingIn = undefined;
    });
    this.signingIn = entering;
    return entering;
  }

  /** Ends the session here in any case, and on the server where that is possible. Never rejects. */
  signOut(): Promise<void> {
    return this.end(() => this.strategy.signOut());
  }

  /** Ends the session here because the user ended it in another tab. Never rejects. */
  followSignOut(): Promise<void> {
    return this.end(() => this.forgetStored());
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
    return this.takePrepared(purpose) ?? this.obtain(purpose, epoch);
  }

  /** Begins to fetch a one-time credential that is about to be asked for, so that its round trip overlaps with other work. */
  prepare(purpose: CredentialPurpose): void {
    const existing = this.prepared.get(purpose);
    if (existing && Date.now() < existing.until) return;
    const credential = this.settle().then((epoch) => this.obtain(purpose, epoch));
    // Whoever asks for it gets the error; nobody asking is no reason for an unhandled rejection.
    credential.catch(() => undefined);
    this.prepared.set(purpose, { credential, until: Date.now() + PREPARED_FOR_MS });
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
    const outcome = await this.renew();
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
    if (!this.strategy.isKnown) return Promise.resolve(true);
    this.asking ??= this.strategy.isKnown().finally(() => (this.asking = undefined));
    return this.asking;
  }

  /** Tells that the server answered a call as this sign-in's: a session cannot have ended for want of requests by now. */
  noteAnswer(): void {
    this.seenAt = Date.now();
  }

  /** Why the sign-in of that epoch is over, or `undefined` while it lasts. */
  endOf(epoch: number): QlikError | undefined {
    if (epoch === this.epochNumber()) return undefined;
    const state = this.current();
    if (state.status === 'signed-out' && state.reason) return state.reason;
    return new QlikError('sign-in-required', 'This part of the page belongs to a sign-in that has ended.', {
      remedy: 'Open it again.',
      connectionId: this.connection.id,
    });
  }

  /**
   * Makes sure that what was begun in an epoch still belongs to the present sign-in.
   * @throws {QlikError} as {@link endOf}
   */
  requireEpoch(epoch: number): void {
    const end = this.endOf(epoch);
    if (end) throw end;
  }

  /** Renews if the credential ended while nobody looked: after sleep, or in a page that was in the background. */
  async wake(): Promise<void> {
    if (this.current().status !== 'ready' || !this.renewal.isDue) return;
    try {
      await this.renewAheadOfTime();
    } catch {
      // Told as an event already; the next call tries again and gets the error.
    }
  }

  /** Waits for what decides whether somebody is signed in; resolves to the epoch of that sign-in. */
  private async settle(): Promise<number> {
    await this.restore();
    const epoch = this.epochNumber();
    if (this.signingIn) await this.signingIn;
    if (this.renewing) await this.renewing;
    this.requireEpoch(epoch);
    this.requireSignIn();
    return epoch;
  }

  private async obtain(purpose: CredentialPurpose, epoch: number): Promise<QlikCredential> {
    if (this.renewal.isDue) await this.renewAheadOfTime();
    this.requireEpoch(epoch);
    if (await this.hasLapsed()) await this.renewAfterRefusal(this.cached, epoch);
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

  /** Whether the session ended while no request was made. Known before a call, it saves the call a way to the server's sign-in page. */
  private async hasLapsed(): Promise<boolean> {
    if (!this.strategy.isKnown || Date.now() - this.seenAt < SEEN_FOR_MS) return false;
    try {
      const isKnown = await this.isKnown();
      this.noteAnswer();
      return !isKnown;
    } catch {
      // The call that this is for fails for the same reason, and tells it.
      return false;
    }
  }

  private async takeUp(): Promise<void> {
    const epoch = this.epochNumber();
    this.current.set({ status: 'signing-in' });
    try {
      const restored = await this.strategy.restore();
      if (epoch !== this.epochNumber()) return;
      if (restored === 'signed-out') this.current.set({ status: 'signed-out' });
      else await this.becomeReady('signed-in');
    } catch (thrown) {
      if (epoch !== this.epochNumber()) return;
      // A server that was down may be up at the next call; everything else stays as it is until the user signs in.
      if (this.fail(thrown).code === 'http-unreachable') this.restoring = undefined;
    }
  }

  private async enter(options: SignInOptions): Promise<void> {
    // Called before any await: a popup opens only within the user's click.
    const entering = this.strategy.signIn(options);
    this.restoring = Promise.resolve();
    this.beginEpoch();
    const epoch = this.epochNumber();
    this.current.set({ status: 'signing-in' });
    try {
      await entering;
      if (epoch === this.epochNumber()) await this.becomeReady('signed-in');
      if (epoch !== this.epochNumber()) throw this.overtaken();
    } catch (thrown) {
      throw epoch === this.epochNumber() ? this.fail(thrown) : toQlikError(thrown, this.connection.id);
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
      return await this.strategy.credential(purpose);
    } catch (thrown) {
      if (!isRefusal(thrown) || !(await this.renewAfterRefusal(used, epoch))) throw thrown;
    }
    try {
      return await this.strategy.credential(purpose);
    } catch (thrown) {
      throw isRefusal(thrown) ? this.endAfterRefusal(thrown.status, epoch) : thrown;
    }
  }

  private takePrepared(purpose: CredentialPurpose): Promise<QlikCredential> | undefined {
    const found = this.prepared.get(purpose);
    this.prepared.delete(purpose);
    return found && Date.now() < found.until ? found.credential : undefined;
  }

  private async renewAheadOfTime(): Promise<void> {
    const epoch = this.epochNumber();
    const outcome = await this.renew();
    if (outcome.result === 'renewed' || epoch !== this.epochNumber()) return;
    if (!this.renewal.isOver) {
      if (outcome.result === 'impossible') this.renewal.giveUp();
      else this.renewal.ringAtEnd();
      return;
    }
    if (outcome.result === 'failed') this.endIfRefused(outcome.error);
    else this.endWith('credential-expired', 'The sign-in has ended.');
  }

  private renew(): Promise<RenewalOutcome> {
    if (this.renewing) return this.renewing;
    const renewing: Promise<RenewalOutcome> = this.renewOnce().finally(() => {
      if (this.renewing === renewing) this.renewing = undefined;
    });
    this.renewing = renewing;
    return renewing;
  }

  private async renewOnce(): Promise<RenewalOutcome> {
    const epoch = this.epochNumber();
    const before = this.current();
    this.current.set({ status: 'renewing' });
    try {
      const isRenewed = await this.strategy.renew();
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

  private requireSignIn(): void {
    const state = this.current();
    if (state.status === 'ready' || state.status === 'renewing') return;
    if (state.status === 'signed-out' && state.reason) throw state.reason;
    if (state.status === 'failed') throw state.error;
    throw new QlikError('sign-in-required', `Nobody is signed in to ${this.connection.label}.`, {
      remedy: 'Sign in and try again.',
      connectionId: this.connection.id,
    });
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
    this.forgetStored().catch(() => undefined);
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

  private forgetStored(): Promise<void> {
    return this.strategy.forget ? this.strategy.forget() : this.strategy.signOut();
  }

  private overtaken(): QlikError {
    return new QlikError('sign-in-failed', 'The sign-in was overtaken by a sign-out or another sign-in.', {
      remedy: 'Sign in again.',
      connectionId: this.connection.id,
      isRetryable: true,
    });
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
    this.signingIn = undefined;
    this.renewing = undefined;
    this.renewal.stop();
  }
}

function isRefusal(thrown: unknown): thrown is QlikError {
  return thrown instanceof QlikError && thrown.code === 'credential-refused';
}
