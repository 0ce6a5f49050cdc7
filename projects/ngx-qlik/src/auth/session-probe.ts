import { SingleFlight } from './single-flight';
import type { QlikAuthStrategy } from './strategy';

/** The shortest time without a request after which a client-managed server may end a session (Management console, in minutes). */
const IDLE_LIMIT_MS = 60_000;
/** A page that comes to the front again and again asks so often at most. */
const PROBE_INTERVAL_MS = 10_000;

/** Whether the server still knows a sign-in as this page's: what its answers show by themselves, and what it says when it is asked. */
export class SessionProbe {
  private readonly probing = new SingleFlight<boolean>();
  private answeredAt = 0;
  private probedAt = 0;

  constructor(private readonly strategy: QlikAuthStrategy) {}

  /**
   * Asks the server, once however many want to know.
   * @throws {QlikError} when it could not be asked
   */
  isValid(): Promise<boolean> {
    const { strategy } = this;
    return this.probing.run(() => strategy.isValid?.() ?? Promise.resolve(true));
  }

  /**
   * Asks Qlik whether it accepts the credential at hand. Where the strategy cannot ask, a refusal counts.
   * @throws {QlikError} when it could not be asked
   */
  async isAccepted(): Promise<boolean> {
    const { strategy } = this;
    return (await strategy.isAccepted?.()) ?? false;
  }

  /** Whether it is so long ago that the user was looked at that a page which comes to the front should ask. */
  get isStale(): boolean {
    return Date.now() - this.probedAt >= PROBE_INTERVAL_MS;
  }

  /** The user was, or is being, looked at. */
  markProbed(): void {
    this.probedAt = Date.now();
  }

  markAnswered(): void {
    this.answeredAt = Date.now();
  }

  /** Whether the session ended while no request was made. Known before a call, it saves the call a way to the server's sign-in page. */
  async isExpiredAfterIdle(): Promise<boolean> {
    return Date.now() - this.answeredAt >= IDLE_LIMIT_MS && this.isExpired();
  }

  /** Asks now. A server that cannot be asked has ended nothing: the next call fails for the same reason, and tells it. */
  async isExpired(): Promise<boolean> {
    if (!this.strategy.isValid) return false;
    this.markProbed();
    try {
      const isValid = await this.isValid();
      // Until it is renewed, or has ended, each call asks.
      this.answeredAt = isValid ? Date.now() : 0;
      return !isValid;
    } catch {
      return false;
    }
  }
}
