/** Records the calls of a fake, and lets them fail or wait. */
export class FakeCalls<Step extends string> {
  /** The calls so far, in order. */
  readonly recorded: string[] = [];
  private readonly failures = new Map<Step, Error[]>();
  private readonly pauses = new Map<Step, { readonly passed: Promise<void>; readonly release: () => void }>();

  /**
   * @param steps the names of all steps, so that no misspelled one is ignored
   * @param owner what has them, for messages
   */
  constructor(
    private readonly steps: readonly Step[],
    private readonly owner: string,
  ) {}

  /** The steps that wait. */
  get paused(): readonly Step[] {
    return [...this.pauses.keys()];
  }

  get isPaused(): boolean {
    return this.pauses.size > 0;
  }

  countOf(call: string): number {
    return this.recorded.filter((each) => each === call).length;
  }

  /** @throws {Error} for a step that is not there */
  failNext(step: Step, error: Error): void {
    this.check(step);
    this.failures.set(step, [...(this.failures.get(step) ?? []), error]);
  }

  /** @throws {Error} for a step that is not there */
  pause(step: Step): () => void {
    this.check(step);
    let release: () => void = () => undefined;
    const passed = new Promise<void>((resolve) => (release = resolve));
    this.pauses.set(step, { passed, release });
    return () => {
      this.pauses.delete(step);
      release();
    };
  }

  /** @throws {Error} for a step that is not there */
  release(step: Step): void {
    this.check(step);
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

  /** Types say it too, but not every test is checked for types. */
  private check(step: Step): void {
    if (!this.steps.includes(step))
      throw new Error(`${this.owner} has no call "${step}". There are: ${this.steps.join(', ')}.`);
  }
}
