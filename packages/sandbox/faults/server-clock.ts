/** The clock of one server, which an operator can move. Tokens, JWT checks, sessions and the `Date` header use it. */
export class ServerClock {
  #offsetSeconds = 0;

  /** @param real milliseconds since 1970 */
  constructor(private readonly real: () => number) {}

  readonly now = (): number => this.real() + this.#offsetSeconds * 1000;

  /** Offset to the real clock in seconds; negative when it is behind. */
  get offsetSeconds(): number {
    return this.#offsetSeconds;
  }

  /** Sets the offset to the real clock in seconds; 0 resets it. */
  move(offsetSeconds: number): void {
    this.#offsetSeconds = offsetSeconds;
  }
}
