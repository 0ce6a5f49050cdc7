import { computed, type Signal, untracked } from '@angular/core';
import { type QlikError, toQlikError } from '../errors/qlik-error';
import { waitAtMost } from '../errors/time-limit';
import {
  isCredentialRefused,
  isSignedIn,
  SIGNED_OUT,
  type QlikSession,
  type QlikUser,
  type QlikUserState,
} from './connection-state';
import { CredentialRenewal } from './credential-renewal';
import { SessionUser } from './session-user';
import { SingleFlight } from './single-flight';
import type { CredentialPurpose, QlikCredential } from './strategy';

/** How long calls wait for the answer to who is signed in, after the page was away; what comes later withholds their answers. */
const RESUME_WAIT_MS = 3_000;

/**
 * One connection's sign-in: its state, and its credentials, each fetched once for all concurrent calls.
 *
 * All of it belongs to one *epoch*: a sign-in by one user. Whatever was begun in an earlier epoch has no effect in a later one.
 */
export class ConnectionSession extends CredentialRenewal implements QlikSession {
  private prepared = new PreparedCredentials();

  private readonly resuming = new SingleFlight<void>();

  readonly isSignedIn: Signal<boolean> = computed(() => isSignedIn(this.current()));

  private readonly sessionUser = new SessionUser(this, this.strategy.currentUser?.bind(this.strategy));

  readonly user: Signal<QlikUser | undefined> = this.sessionUser.user;

  readonly userState: Signal<QlikUserState> = this.sessionUser.state;

  reloadUser(): void {
    this.sessionUser.reload();
  }

  /** Ends whatever runs for this session, for good: timers, and a sign-in that is under way. Nothing is sent. */
  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.restoreTimer);
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
   * Makes sure of the sign-in after an absence (sleep, a page in the background, no network): renews what ended meanwhile, asks servers of
   * cookies whether they still have the same user, and tries again what could not be taken up. The server is asked once in ten seconds at
   * most, and calls wait for its answer for three. Never rejects.
   */
  resume(): Promise<void> {
    // A failure is an event; the next call tries again and gets the error.
    return this.resuming.run(() => this.revalidate().catch(() => undefined));
  }

  private async revalidate(): Promise<void> {
    if (!navigator.onLine || !this.probe.isStale) return;
    this.probe.markProbed();
    const { status } = this.current();
    if (status === 'failed') return this.restore();
    if (status !== 'ready') return;
    const epoch = this.epochNumber();
    if (this.renewal.isExpired) return this.renewAheadOfTime();
    if (this.renewal.isDue) return this.renewInBackground();
    if (await this.probe.isExpired()) await this.renewAfterRefusal(this.cached, epoch);
  }

  /** Waits for what decides who is signed in; resolves to the epoch of that sign-in. */
  private async settle(): Promise<number> {
    // With a sign-in nothing is waited for here: the call belongs to the epoch in which it is made.
    if (!isSignedIn(untracked(this.current))) await this.settleSignIn();
    const epoch = untracked(this.epochNumber);
    if (this.resuming.underway) await waitAtMost(this.resuming.underway, RESUME_WAIT_MS);
    // With a credential that is good nothing waits for a slow renewal. What follows is outside the caller's reactive context.
    await ((this.isRefused || this.renewal.isExpired) && this.renewing.underway);
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

  /** A purpose that needs a token of its own is asked for with the credential at hand, which may be refused. */
  private async fetch(purpose: CredentialPurpose, epoch: number): Promise<QlikCredential> {
    const used = this.cached;
    try {
      const credential = await this.withRetry(() => this.strategy.credential(purpose));
      // Qlik exchanges what it accepts only.
      if (!credential.isReusable) this.markAccepted();
      return credential;
    } catch (thrown) {
      if (!isCredentialRefused(thrown) || !(await this.renewAfterRefusal(used, epoch))) throw thrown;
    }
    try {
      return await this.strategy.credential(purpose);
    } catch (thrown) {
      throw (isCredentialRefused(thrown) && (await this.endAfterRefusal(thrown.status, epoch))) || thrown;
    }
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
      if (!this.isDisposed) this.listener('sign-out-failed', toQlikError(thrown, this.connection.id));
    }
  }

  protected override beginEpoch(): void {
    super.beginEpoch();
    this.prepared = new PreparedCredentials();
    this.resuming.leave();
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
    if (this.find(purpose)) return;
    const credential = fetch();
    // The caller of `take` gets the error; a later call fetches anew.
    credential.catch(() => this.prepared.delete(purpose));
    this.prepared.set(purpose, { credential, until: Date.now() + PREPARED_FOR_MS });
  }

  take(purpose: CredentialPurpose): Promise<QlikCredential> | undefined {
    const found = this.find(purpose);
    this.prepared.delete(purpose);
    return found;
  }

  private find(purpose: CredentialPurpose): Promise<QlikCredential> | undefined {
    const found = this.prepared.get(purpose);
    return found && Date.now() < found.until ? found.credential : undefined;
  }
}
