import { SingleFlight } from './single-flight';
import type { QlikAuthStrategy } from './strategy';

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
