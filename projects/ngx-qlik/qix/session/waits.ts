/** A promise with its `resolve` and `reject`. Its rejection needs no handler: the session's state has the same error. */
export class Deferred<T> {
  private settle!: { readonly resolve: (value: T) => void; readonly reject: (error: unknown) => void };
  private isSettled = false;

  readonly promise = new Promise<T>((resolve, reject) => (this.settle = { resolve, reject }));

  constructor() {
    this.promise.catch(() => undefined);
  }

  /** Whether it has neither a value nor an error. */
  get isPending(): boolean {
    return !this.isSettled;
  }

  resolve(value: T): void {
    this.isSettled = true;
    this.settle.resolve(value);
  }

  reject(error: unknown): void {
    this.isSettled = true;
    this.settle.reject(error);
  }
}

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
