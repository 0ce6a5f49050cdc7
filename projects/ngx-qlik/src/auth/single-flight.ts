/** Runs work once for all concurrent callers. */
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

  /** Detaches the work that is under way: later callers begin new work. */
  leave(): void {
    this.flight = undefined;
  }
}
