/** Records the calls of a fake, and lets them fail or wait. */
export class FakeCalls<Step extends string> {
  /** The calls so far, in order. */
  readonly recorded: string[] = [];
  private readonly failures = new Map<Step, Error[]>();
  private readonly pauses = new Map<Step, { readonly passed: Promise<void>; readonly release: () => void }>();

  get isPaused(): boolean {
    return this.pauses.size > 0;
  }

  countOf(call: string): number {
    return this.recorded.filter((each) => each === call).length;
  }

  failNext(step: Step, error: Error): void {
    this.failures.set(step, [...(this.failures.get(step) ?? []), error]);
  }

  pause(step: Step): () => void {
    let release: () => void = () => undefined;
    const passed = new Promise<void>((resolve) => (release = resolve));
    this.pauses.set(step, { passed, release });
    return () => {
      this.pauses.delete(step);
      release();
    };
  }

  release(step: Step): void {
    const pause = this.pauses.get(step);
    this.pauses.delete(step);
    pause?.release();
  }

  /** Records a call, and waits while its step is paused. @throws what its step fails with */
  async pass(step: Step, recorded: string = step): Promise<void> {
    this.recorded.push(recorded);
    const failure = this.failures.get(step)?.shift();
    await this.pauses.get(step)?.passed;
    if (failure !== undefined) throw failure;
  }
}
