/** Work that is done once however many ask for it at the same time. */
export class SingleFlight<T> {
  private flight: Promise<T> | undefined;

  /** The work that is under way. */
  get underway(): Promise<T> | undefined {
    return this.flight;
  }

  /** Joins the work that is under way, or begins it, at once. */
  run(work: () => Promise<T>): Promise<T> {
    if (this.flight) return this.flight;
    const flight: Promise<T> = work().finally(() => {
      if (this.flight === flight) this.flight = undefined;
    });
    this.flight = flight;
    return flight;
  }

  /** Whoever asks from now on is not to wait for what is under way. */
  leave(): void {
    this.flight = undefined;
  }
}
