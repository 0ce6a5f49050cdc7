/** A credential is renewed this long before it ends, so that no call starts with one that ends on the way … */
const RENEW_AHEAD_MS = 60_000;
/** … but a short-lived one not before nine tenths of its life. */
const RENEW_AHEAD_SHARE = 0.1;
/** The longest delay that `setTimeout` takes. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Says when a credential is to be renewed. Timers sleep with the machine, so {@link isDue} is to be asked at every use as well.
 */
export class RenewalClock {
  private dueFrom = Number.POSITIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param ring called when the time has come */
  constructor(private readonly ring: () => void) {}

  get isDue(): boolean {
    return Date.now() >= this.dueFrom;
  }

  /**
   * Sets the clock for a credential that was just received.
   * @param expiresAt milliseconds since 1970
   */
  start(expiresAt: number | undefined): void {
    this.stop();
    if (expiresAt === undefined) return;
    const life = expiresAt - Date.now();
    // Ended on arrival: this machine's clock and the server's disagree. Renewing would go round for ever; a refusal will tell.
    if (life <= 0) return;
    this.postpone(expiresAt - Math.min(RENEW_AHEAD_MS, life * RENEW_AHEAD_SHARE));
  }

  /** Nothing is due before that time, in milliseconds since 1970; then it rings. */
  postpone(time: number): void {
    this.dueFrom = time;
    this.ringAt(time);
  }

  /** Rings at that time as well, in milliseconds since 1970. */
  ringAt(time: number): void {
    clearTimeout(this.timer);
    const wait = Math.max(time - Date.now(), 0);
    this.timer = setTimeout(
      () => (wait > LONGEST_TIMER_MS ? this.ringAt(time) : this.ring()),
      Math.min(wait, LONGEST_TIMER_MS),
    );
  }

  stop(): void {
    clearTimeout(this.timer);
    this.dueFrom = Number.POSITIVE_INFINITY;
  }
}
