import type { QlikError } from '../errors/qlik-error';
import { runOutsideAngular } from '../zone/run-outside-angular';
import { SingleFlight } from './single-flight';
import type { QlikAuthStrategy } from './strategy';

/** A credential is renewed this long before it ends, so that no call starts with one that ends on the way … */
const RENEW_AHEAD_MS = 60_000;
/** … but a short-lived one not before nine tenths of its life. */
const RENEW_AHEAD_SHARE = 0.1;
/** Between a renewal ahead of time that failed and the next; the credential at hand is good still. */
const PAUSE_S = 10;
/** The longest delay that `setTimeout` takes. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Schedules the renewal of a credential. Timers stop while the machine sleeps, so callers also check {@link isDue} at every use.
 */
export class RenewalClock {
  private dueFrom = Number.POSITIVE_INFINITY;
  private expiresAt = Number.POSITIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onDue called when the time has come */
  constructor(private readonly onDue: () => void) {}

  get isDue(): boolean {
    return Date.now() >= this.dueFrom;
  }

  /** Whether the credential has ended. */
  get isExpired(): boolean {
    return Date.now() >= this.expiresAt;
  }

  /**
   * Sets the clock for a credential that was just received.
   * @param expiresAt milliseconds since 1970
   */
  start(expiresAt: number | undefined): void {
    this.stop();
    if (expiresAt === undefined) return;
    const life = expiresAt - Date.now();
    // Ended on arrival: this machine's clock and the server's disagree. Renewing would not end; a refusal shows when the credential has expired.
    if (life <= 0) return;
    this.expiresAt = expiresAt;
    this.dueFrom = expiresAt - Math.min(RENEW_AHEAD_MS, life * RENEW_AHEAD_SHARE);
    this.scheduleAt(this.dueFrom);
  }

  /** Stops renewals until the credential expires, as it cannot be renewed. */
  giveUp(): void {
    this.dueFrom = this.expiresAt;
    // The expiry still ends the session.
    this.scheduleAt(this.expiresAt);
  }

  /**
   * Puts off a renewal that failed while the credential is good still: after a server's answer for as long as it asked, or for a while;
   * without one until the next call or the end, as the network may be back any moment.
   */
  postponeAfter({ status, retryAfterSeconds = PAUSE_S }: QlikError): void {
    if (status === undefined) return this.scheduleAt(this.expiresAt);
    this.dueFrom = Math.min(Date.now() + retryAfterSeconds * 1000, this.expiresAt);
    this.scheduleAt(this.dueFrom);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.dueFrom = Number.POSITIVE_INFINITY;
    this.expiresAt = Number.POSITIVE_INFINITY;
  }

  private scheduleAt(time: number): void {
    clearTimeout(this.timer);
    const wait = Math.max(time - Date.now(), 0);
    const onTime = () => (wait > LONGEST_TIMER_MS ? this.scheduleAt(time) : this.onDue());
    // It may run for hours, in which an application would not be stable.
    this.timer = runOutsideAngular(() => setTimeout(onTime, Math.min(wait, LONGEST_TIMER_MS)));
  }
}

/** The shortest time without a request after which a client-managed server may end a session (Management console, in minutes). */
const IDLE_LIMIT_MS = 60_000;
/** The shortest time between two checks of a page that becomes visible. */
const PROBE_INTERVAL_MS = 10_000;

/** Determines whether the server-side session still exists: by the time of the last answer, or by a request. */
export class SessionProbe {
  private readonly probing = new SingleFlight<boolean>();
  private answeredAt = 0;
  private probedAt = 0;

  constructor(private readonly strategy: QlikAuthStrategy) {}

  /**
   * Asks the server, once for all concurrent callers.
   * @throws {QlikError} when it could not be asked
   */
  isValid(): Promise<boolean> {
    const { strategy } = this;
    return this.probing.run(() => strategy.isValid?.() ?? Promise.resolve(true));
  }

  /** Whether the last check is old enough for a page that becomes visible to check again. */
  get isStale(): boolean {
    return isPast(this.probedAt, PROBE_INTERVAL_MS);
  }

  /** Records that a check took place or began. */
  markProbed(): void {
    this.probedAt = Date.now();
  }

  markAnswered(): void {
    this.answeredAt = Date.now();
  }

  /** Whether the session expired while no request was made. Checked before a call, which would be redirected to a sign-in page. */
  async isExpiredAfterIdle(): Promise<boolean> {
    return isPast(this.answeredAt, IDLE_LIMIT_MS) && this.isExpired();
  }

  /** Asks the server now. False where it cannot be reached: the next call reports that error. */
  async isExpired(): Promise<boolean> {
    if (!this.strategy.isValid) return false;
    this.markProbed();
    try {
      const isValid = await this.isValid();
      // Each call asks until the session is renewed or ends.
      this.answeredAt = isValid ? Date.now() : 0;
      return !isValid;
    } catch {
      return false;
    }
  }
}

/** Also where the clock was set back meanwhile: better one check too many than none for hours. */
function isPast(time: number, interval: number): boolean {
  return Math.abs(Date.now() - time) >= interval;
}
