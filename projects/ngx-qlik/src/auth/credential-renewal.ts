import { QlikError, type QlikErrorDetails, toQlikError } from '../errors/qlik-error';
import type { ConnectionState, SessionEventType } from './connection-state';
import { RenewalClock, SessionProbe } from './credential-lifetime';
import { cancelable } from './requests/cancellation';
import { isSignInRequired } from './requests/request';
import { SignInAttempts } from './sign-in-attempts';
import { SingleFlight } from './single-flight';
import type { QlikCredential } from './strategy';

/** An unreachable server ends no session; that a user must come back does. */
type RenewalOutcome =
  | { readonly result: 'renewed' }
  /** With a reason where the user has to do something else than to sign in here. */
  | { readonly result: 'impossible'; readonly reason?: QlikError }
  | { readonly result: 'failed'; readonly error: QlikError };

/** For so long after Qlik accepted a credential that one endpoint refuses, a refusal is a reason to ask again before it is renewed. */
const ACCEPTED_FOR_MS = 10_000;

/** The credential of a sign-in: renews it ahead of time and after a refusal, and ends the sign-in where that is impossible. */
export abstract class CredentialRenewal extends SignInAttempts {
  protected readonly renewal = new RenewalClock(() => this.renewInBackground());

  protected readonly probe = new SessionProbe(this.strategy);

  protected cached: QlikCredential | undefined;

  protected readonly renewing = new SingleFlight<RenewalOutcome>();

  private readonly accepting = new SingleFlight<boolean>();

  /** Qlik refused the credential at hand: calls wait for another. */
  protected isRefused = false;

  private accepted: { readonly credential: QlikCredential | undefined; readonly at: number } | undefined;

  /** Whether calls wait for a credential in place of one that Qlik refused. */
  get awaitsRenewal(): boolean {
    return this.isRefused;
  }

  /**
   * Reports that Qlik refused a credential.
   * @param epoch in which the call was made; default: the present one
   * @param isSure false where the call may have had the credential at hand in place of that one: Qlik is asked whether it accepts it
   * @returns true when there is a new one and the call may be made once more; false when the session is over ({@link endOf} says why), or
   *   when Qlik accepts the credential elsewhere, so that the refusal is that of one endpoint only
   * @throws {QlikError} when a new one could not be fetched this time, and the session goes on; or when it was over before
   */
  async renewAfterRefusal(
    refused?: QlikCredential,
    epoch = this.epochNumber(),
    isSure = true,
  ): Promise<boolean> {
    this.requireSignedIn(epoch);
    this.listener('refused');
    // What listens may have signed out.
    this.requireEpoch(epoch);
    let credential: QlikCredential | undefined;
    do {
      credential = this.cached;
      const isOther = !!(refused?.isReusable && credential && credential !== refused);
      if (isOther && (isSure || !this.strategy.isAccepted)) return true;
      if (!isOther && !this.wasAccepted(refused)) break;
      // A question that is under way was asked before this refusal: the credential may have ended since.
      await this.accepting.underway;
      if ((await this.isAccepted()) && credential === this.cached) return isOther;
    } while (credential !== this.cached);
    this.requireEpoch(epoch);
    this.isRefused = true;
    const outcome = await this.renew(() => this.withRetry(() => this.strategy.renew()));
    if (this.endOf(epoch)) return false;
    if (outcome.result === 'renewed') return true;
    if (outcome.result === 'failed') this.endIfRefused(outcome.error);
    // Asked anew: another tab's renewal may have arrived meanwhile.
    else await this.endAfterRefusal(undefined, epoch, false, outcome.reason);
    return false;
  }

  /**
   * Reports that Qlik refused the renewed credential too. The session is over then, unless Qlik accepts the credential elsewhere: it is
   * asked who the user is. Where it accepted the same credential before, that has ended since, and is renewed. A server that cannot be asked
   * has ended nothing.
   * @param epoch in which the call was made; a later one is left alone
   * @param canRenew false after a renewal that was not possible
   * @param reason why it was not
   * @returns why the session is over, or `undefined` when it goes on
   */
  async endAfterRefusal(
    status?: number,
    epoch = this.epochNumber(),
    canRenew = true,
    reason?: QlikError,
  ): Promise<QlikError | undefined> {
    let credential: QlikCredential | undefined;
    let isAccepted: boolean;
    do {
      credential = this.cached;
      isAccepted = !this.endOf(epoch) && (await this.isAccepted());
      // A refusal is about this credential, not about one that took its place meanwhile.
    } while (!isAccepted && credential !== this.cached);
    const end = this.endOf(epoch);
    if (end || isAccepted) return end;
    if (canRenew && credential && this.accepted?.credential === credential) {
      // It has ended since it was accepted.
      await this.renewAfterRefusal(credential, epoch);
      return this.endOf(epoch);
    }
    if (reason) {
      this.endBecause(reason);
      return reason;
    }
    // Without a credential there may never have been a sign-in.
    const isNone = this.connection.auth.type === 'none';
    const message = isNone
      ? 'Calls without a credential are refused.'
      : 'Qlik no longer accepts this sign-in.';
    return this.endWith('credential-refused', message, {
      status,
      ...(isNone && {
        remedy: 'Sign in where the credential is added, then here.',
        variant: 'none',
      }),
    });
  }

  /**
   * Asks Qlik whether it accepts a renewed credential, before calls whose refusals do not tell their credential are repeated with it. Where
   * it does not the session is over. Where the strategy cannot ask, the calls find out.
   */
  async isRenewalAccepted(epoch: number): Promise<boolean> {
    return !this.strategy.isAccepted || !(await this.endAfterRefusal(undefined, epoch, false));
  }

  /**
   * Asks the server whether it still knows this sign-in, once for all concurrent callers. Servers that refuse each call which
   * is not signed in are not asked.
   * @throws {QlikError} when it could not be asked
   */
  isValid(): Promise<boolean> {
    return this.probe.isValid();
  }

  /** Records an answer of the server to a call of this sign-in, so that the session has not expired by inactivity. */
  markAnswered(): void {
    this.probe.markAnswered();
  }

  protected override async becomeReady(event: SessionEventType, attempt?: AbortController): Promise<boolean> {
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
    this.accepting.leave();
    this.isRefused = false;
    this.markAnswered();
    this.probe.markProbed();
    const { expiresAt } = credential;
    this.current.set(expiresAt === undefined ? { status: 'ready' } : { status: 'ready', expiresAt });
    this.renewal.start(expiresAt);
    this.listener(event);
    return true;
  }

  protected renewInBackground(): void {
    // A failure is an event, and once the credential is over the next call gets it.
    this.renewAheadOfTime().catch(() => undefined);
  }

  protected async renewAheadOfTime(): Promise<void> {
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
    else if (outcome.reason) this.endBecause(outcome.reason);
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
      if (isSignInRequired(error)) {
        if (epoch === this.epochNumber()) this.current.set(before);
        return { result: 'impossible', reason: error };
      }
      if (epoch === this.epochNumber()) {
        this.current.set(before);
        this.listener('failed', error);
      }
      return { result: 'failed', error };
    } finally {
      if (epoch === this.epochNumber()) this.isRefused = false;
    }
  }

  /** Asks Qlik whether it accepts the credential at hand. Where the strategy cannot ask, a refusal counts. */
  private async isAccepted(): Promise<boolean> {
    const credential = this.cached;
    const isAccepted = await this.accepting.run(async () => {
      try {
        return (await this.strategy.isAccepted?.()) ?? false;
      } catch {
        // A server that cannot be asked has ended nothing.
        return true;
      }
    });
    if (isAccepted && !this.wasAccepted(credential)) this.accepted = { credential, at: Date.now() };
    return isAccepted;
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
    details: Partial<QlikErrorDetails> = {},
  ): QlikError {
    const error = new QlikError(code, message, {
      remedy: 'Sign in again.',
      connectionId: this.connection.id,
      ...details,
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
  protected override beginEpoch(): void {
    super.beginEpoch();
    this.cached = undefined;
    this.accepted = undefined;
    this.isRefused = false;
    this.renewing.leave();
    this.accepting.leave();
    this.renewal.stop();
  }
}
