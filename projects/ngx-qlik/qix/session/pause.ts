/** A delay that can be ended early. */
export class Pause {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private finish: (() => void) | undefined;

  /** Resolves after the delay, or when {@link end} is called. */
  wait(milliseconds: number): Promise<void> {
    this.end();
    if (milliseconds <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.finish = resolve;
      this.timer = setTimeout(() => this.end(), milliseconds);
    });
  }

  /** Ends the current delay, if there is one. */
  end(): void {
    clearTimeout(this.timer);
    this.finish?.();
    this.finish = undefined;
  }
}
