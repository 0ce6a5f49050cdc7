import { SingleFlight } from './single-flight';
import type { QlikAuthStrategy } from './strategy';

/** The shortest time without a request after which a client-managed server may end a session (Management console, in minutes). */
const SEEN_FOR_MS = 60_000;

/** Whether the server still knows a sign-in as this page's: what its answers show by themselves, and what it says when it is asked. */
export class Acquaintance {
  private readonly asking = new SingleFlight<boolean>();
  private seenAt = 0;

  constructor(private readonly strategy: QlikAuthStrategy) {}

  /**
   * Asks the server, once however many want to know.
   * @throws {QlikError} when it could not be asked
   */
  isKnown(): Promise<boolean> {
    const { strategy } = this;
    return this.asking.run(() => strategy.isKnown?.() ?? Promise.resolve(true));
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
    try {
      const isKnown = await this.isKnown();
      this.noteAnswer();
      return !isKnown;
    } catch {
      return false;
    }
  }
}
