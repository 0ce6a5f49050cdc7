import { SingleFlight } from './single-flight';
import type { QlikAuthStrategy } from './strategy';

/** The shortest time without a request after which a client-managed server may end a session (Management console, in minutes). */
const SEEN_FOR_MS = 60_000;
/** A page that comes to the front again and again asks so often at most. */
const ASK_EVERY_MS = 10_000;

/** Whether the server still knows a sign-in as this page's: what its answers show by themselves, and what it says when it is asked. */
export class Acquaintance {
  private readonly asking = new SingleFlight<boolean>();
  private seenAt = 0;
  private askedAt = 0;

  constructor(private readonly strategy: QlikAuthStrategy) {}

  /**
   * Asks the server, once however many want to know.
   * @throws {QlikError} when it could not be asked
   */
  isKnown(): Promise<boolean> {
    const { strategy } = this;
    return this.asking.run(() => strategy.isKnown?.() ?? Promise.resolve(true));
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
    return Date.now() - this.askedAt >= ASK_EVERY_MS;
  }

  /** The user was, or is being, looked at. */
  noteUser(): void {
    this.askedAt = Date.now();
  }

  noteAnswer(): void {
    this.seenAt = Date.now();
  }

  /** Whether the session ended while no request was made. Known before a call, it saves the call a way to the server's sign-in page. */
  async hasLapsed(): Promise<boolean> {
    return Date.now() - this.seenAt >= SEEN_FOR_MS && this.hasEnded();
  }

  /** Asks now. A server that cannot be asked has ended nothing: the next call fails for the same reason, and tells it. */
  async hasEnded(): Promise<boolean> {
    if (!this.strategy.isKnown) return false;
    this.noteUser();
    try {
      const isKnown = await this.isKnown();
      // Until it is renewed, or has ended, each call asks.
      this.seenAt = isKnown ? Date.now() : 0;
      return !isKnown;
    } catch {
      return false;
    }
  }
}
