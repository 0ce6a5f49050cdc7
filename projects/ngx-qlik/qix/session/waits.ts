/** A promise with its `resolve` and `reject`. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** Creates a promise whose rejection needs no handler: the session's state has the same error. */
export function createDeferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
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
