/** The clock of one server, which an operator can move: tokens, JWT checks, sessions and the `Date` of answers go by it. */
export class ServerClock {
  #offsetSeconds = 0;

  /** @param real milliseconds since 1970 */
  constructor(private readonly real: () => number) {}

  readonly now = (): number => this.real() + this.#offsetSeconds * 1000;

  /** How far it is ahead, in seconds; negative when it is behind. */
  get offsetSeconds(): number {
    return this.#offsetSeconds;
  }

  /** Sets how far it is ahead of the real one; 0 puts it right. */
  move(offsetSeconds: number): void {
    this.#offsetSeconds = offsetSeconds;
  }
}
