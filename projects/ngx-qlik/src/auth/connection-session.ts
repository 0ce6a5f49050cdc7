import { type Signal, signal } from '@angular/core';
import type { QlikConnection } from '../connections/connection';
import { QlikError, toQlikError } from '../errors/qlik-error';
import type { ConnectionState } from './connection-state';
import type { CredentialPurpose, QlikCredential } from './credential';
import type { QlikAuthStrategy, SignInOptions } from './strategy';

/** A credential is renewed this long before it ends, so that no call starts with one that ends on the way … */
const RENEW_AHEAD_MS = 60_000;
/** … but a short-lived one not before nine tenths of its life. */
const RENEW_AHEAD_SHARE = 0.1;
/** The longest delay that `setTimeout` takes. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** A prepared one-time credential is used within this time or thrown away; Qlik's temporary tokens live for a minute or more. */
const PREPARED_FOR_MS = 20_000;

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
  private readonly underway = new Map<CredentialPurpose, Promise<QlikCredential>>();
  private readonly prepared = new Map<
    CredentialPurpose,
    { readonly credential: Promise<QlikCredential>; readonly until: number }
  >();
  private cached: QlikCredential | undefined;
  /** From when on the cached credential is to be renewed, in milliseconds since 1970. */
  private renewFrom = Number.POSITIVE_INFINITY;
  private restoring: Promise<void> | undefined;
  private renewing: Promise<RenewalOutcome> | undefined;
  private signingIn: Promise<void> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

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
    return (this.signingIn ??= this.enter(options).finally(() => (this.signingIn = undefined)));
  }

  /** Ends the session here in any case, and on the server where that is possible. Never rejects. */
  async signOut(): Promise<void> {
    this.forget();
    try {
      await this.strategy.signOut();
    } catch (thrown) {
      // The session is gone here, which is what was asked for; that the server could not be told is worth an event, not a failure.
      this.listener('failed', toQlikError(thrown, this.connection.id));
    }
    this.listener('signed-out');
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
    await this.restore();
    if (this.signingIn) await this.signingIn;
    if (this.renewing) await this.renewing;
    this.requireSignIn();
    const ready = this.takePrepared(purpose);
    if (ready) return ready;
    if (this.cached && Date.now() >= this.renewFrom) await this.renewAheadOfTime();
    this.requireSignIn();
    if (purpose === 'rest' && this.cached) return this.cached;
    return this.fetch(purpose);
  }

  /** Begins to fetch a one-time credential that is about to be asked for, so that its round trip overlaps with other work. */
  prepare(purpose: CredentialPurpose): void {
    if (this.prepared.has(purpose)) return;
    const credential = this.credential(purpose);
    // Whoever asks for it gets the error; nobody asking is no reason for an unhandled rejection.
    credential.catch(() => undefined);
    this.prepared.set(purpose, { credential, until: Date.now() + PREPARED_FOR_MS });
  }

  /**
   * Tells that Qlik refused a credential.
   * @returns true when there is a new one and the call may be made once more
   * @throws {QlikError} when a new one could not be fetched this time; the session goes on
   */
  async renewAfterRefusal(refused?: QlikCredential): Promise<boolean> {
    this.listener('refused');
    if (refused && this.cached && this.cached !== refused && refused.isReusable) return true;
    const outcome = await this.renew();
    if (outcome.result === 'renewed') return true;
    if (outcome.result === 'failed') throw outcome.error;
    this.endWith('credential-refused', 'Qlik no longer accepts this sign-in.');
    return false;
  }

  /** Tells that Qlik refused the renewed credential too: the session is over. */
  endAfterRefusal(status?: number): QlikError {
    return this.endWith('credential-refused', 'Qlik refused the sign-in twice in a row.', status);
  }

  /** Renews if the credential ended while nobody looked: after sleep, or in a page that was in the background. */
  async wake(): Promise<void> {
    if (this.current().status !== 'ready' || !this.cached || Date.now() < this.renewFrom) return;
    try {
      await this.renewAheadOfTime();
    } catch {
      // Told as an event already; the next call tries again and gets the error.
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
      if (epoch === this.epochNumber()) this.fail(thrown);
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
    } catch (thrown) {
      throw epoch === this.epochNumber() ? this.fail(thrown) : toQlikError(thrown, this.connection.id);
    }
  }

  private async becomeReady(event: SessionEventType): Promise<void> {
    const epoch = this.epochNumber();
    const credential = await this.strategy.credential('rest');
    if (epoch !== this.epochNumber()) return;
    this.cached = credential;
    const { expiresAt } = credential;
    this.current.set(expiresAt === undefined ? { status: 'ready' } : { status: 'ready', expiresAt });
    this.scheduleRenewal(expiresAt);
    this.listener(event);
  }

  private fetch(purpose: CredentialPurpose): Promise<QlikCredential> {
    const epoch = this.epochNumber();
    const existing = this.underway.get(purpose);
    // A one-time credential cannot be shared: each caller gets its own.
    if (existing && purpose === 'rest') return existing;
    const fetching = this.fetchOrRenew(purpose)
      .catch((thrown: unknown) => {
        throw toQlikError(thrown, this.connection.id);
      })
      .finally(() => {
        if (this.underway.get(purpose) === fetching) this.underway.delete(purpose);
      });
    this.underway.set(purpose, fetching);
    return fetching.then((credential) => {
      if (epoch !== this.epochNumber()) this.requireSignIn();
      return credential;
    });
  }

  /** A purpose that needs a token of its own is asked for with the credential at hand, which may be refused. */
  private async fetchOrRenew(purpose: CredentialPurpose): Promise<QlikCredential> {
    try {
      return await this.strategy.credential(purpose);
    } catch (thrown) {
      if (!isRefusal(thrown) || !(await this.renewAfterRefusal(this.cached))) throw thrown;
    }
    try {
      return await this.strategy.credential(purpose);
    } catch (thrown) {
      throw isRefusal(thrown) ? this.endAfterRefusal(thrown.status) : thrown;
    }
  }

  private takePrepared(purpose: CredentialPurpose): Promise<QlikCredential> | undefined {
    const found = this.prepared.get(purpose);
    this.prepared.delete(purpose);
    return found && Date.now() < found.until ? found.credential : undefined;
  }

  private async renewAheadOfTime(): Promise<void> {
    const ends = this.cached?.expiresAt ?? 0;
    const outcome = await this.renew();
    if (outcome.result === 'renewed') return;
    if (Date.now() < ends) {
      // It is good until its end; that end must not pass unnoticed, and until then nothing is gained by asking at every call.
      if (outcome.result === 'impossible') this.renewFrom = ends;
      this.wakeAt(ends);
      return;
    }
    if (outcome.result === 'failed') throw outcome.error;
    this.endWith('credential-expired', 'The sign-in has ended.');
  }

  private renew(): Promise<RenewalOutcome> {
    return (this.renewing ??= this.renewOnce().finally(() => (this.renewing = undefined)));
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
      if (epoch === this.epochNumber()) this.current.set(before);
      this.listener('failed', error);
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
    this.forget(error);
    // Forget what is stored too, or the next page would take it up and be refused again.
    this.strategy.signOut().catch(() => undefined);
    this.listener('signed-out', error);
    return error;
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
    this.underway.clear();
    this.prepared.clear();
    clearTimeout(this.timer);
  }

  private scheduleRenewal(expiresAt: number | undefined): void {
    clearTimeout(this.timer);
    this.renewFrom = Number.POSITIVE_INFINITY;
    if (expiresAt === undefined) return;
    const life = expiresAt - Date.now();
    this.renewFrom = expiresAt - Math.min(RENEW_AHEAD_MS, life * RENEW_AHEAD_SHARE);
    this.wakeAt(this.renewFrom);
  }

  private wakeAt(time: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => void this.wake(),
      Math.min(Math.max(time - Date.now(), 0), LONGEST_TIMER_MS),
    );
  }
}

function isRefusal(thrown: unknown): thrown is QlikError {
  return thrown instanceof QlikError && thrown.code === 'credential-refused';
}
